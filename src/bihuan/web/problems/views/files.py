"""Evidence files, served to those who see the row and to nobody else."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.problems import files
from bihuan.web.problems.models import Evidence

INLINE = ("image/jpeg", "image/png", "application/pdf")


@needs("problem.read")
def evidence(request: Request, pk: int) -> HttpResponse:
    """The file as it was sent in. Pictures and PDF open in the browser, the rest is downloaded."""
    row = get_object_or_404(Evidence, pk=pk)
    return _serve(row, small=False)


@needs("problem.read")
def thumbnail(request: Request, pk: int) -> HttpResponse:
    """The small picture."""
    row = get_object_or_404(Evidence, pk=pk, thumbnail=True)
    return _serve(row, small=True)


def _serve(row: Evidence, *, small: bool) -> HttpResponse:
    place = files.path_of(row.sha256, small=small)
    if not place.is_file():
        raise Http404
    media_type = "image/jpeg" if small else row.media_type
    response = HttpResponse(place.read_bytes(), content_type=media_type)
    way = "inline" if small or row.media_type in INLINE else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(row.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    response["Cache-Control"] = "private, max-age=3600" if small else "private, no-store"
    return response
