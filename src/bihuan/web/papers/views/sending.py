"""Files of papers and forms as kept."""

from __future__ import annotations

from django.http import Http404

from bihuan.web.config import files


def stored(sha256: str) -> bytes:
    """The file kept under this hash; 404 where the disk has lost it."""
    place = files.path(sha256)
    if not place.is_file():
        raise Http404
    return place.read_bytes()
