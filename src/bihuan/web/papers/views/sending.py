"""A .docx to take away."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from bihuan.web.config import files

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(data: bytes, name: str, media_type: str = DOCX) -> HttpResponse:
    """The bytes as a download of this name."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def stored(sha256: str) -> bytes:
    """The file kept under this hash; 404 where the disk has lost it."""
    place = files.path(sha256)
    if not place.is_file():
        raise Http404
    return place.read_bytes()
