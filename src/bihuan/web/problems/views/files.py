"""Evidence files, served to those who see the row and to nobody else.

The original is only ever a download. What a browser draws is a copy of our own making: no metadata, no programs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.problems import files
from bihuan.web.problems.models import Evidence


@needs("problem.read")
def evidence(request: Request, pk: int) -> HttpResponse:
    """The file as it was sent in, as a download."""
    return original(get_object_or_404(Evidence, pk=pk))


@needs("problem.read")
def thumbnail(request: Request, pk: int) -> HttpResponse:
    """The small picture."""
    return small(get_object_or_404(Evidence, pk=pk, thumbnail=True))


@needs("problem.read")
def view(request: Request, pk: int) -> HttpResponse:
    """The copy for the screen: the picture without its metadata, or page `?page=` (from 0) of a PDF."""
    row = get_object_or_404(Evidence, pk=pk)
    asked = request.GET.get("page", "0")
    page = int(asked) if asked.isdecimal() and len(asked) < 6 else -1
    try:
        place = files.shown(row.sha256, row.media_type, page) if page >= 0 else None
    except files.Unfit as broken:
        raise Http404 from broken
    if place is None:
        raise Http404
    return _drawn(place)


def original(row: Any) -> HttpResponse:
    """Returns the file of a row (sha256, media_type, name) that the reader was found to see, as a download."""
    response = _sent(files.path_of(row.sha256), row.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def small(row: Any) -> HttpResponse:
    """Returns the small picture of such a row."""
    return _drawn(files.path_of(row.sha256, small=True))


def _drawn(place: Path) -> HttpResponse:
    response = _sent(place, "image/jpeg")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _sent(place: Path, media_type: str) -> HttpResponse:
    if not place.is_file():
        raise Http404
    response = HttpResponse(place.read_bytes(), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    return response
