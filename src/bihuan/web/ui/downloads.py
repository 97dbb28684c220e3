"""Files to take away, under the name people know them by."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def sent(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Returns the bytes as a download of this name (RFC 6266). That no cache keeps it is the scope middleware's work."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
