"""Pages and static files go out compressed: much of the county reads them over slow lines.

Static files are packed when the assets are built (tools/assets.py), pages as they are sent.
"""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

PACKED = ("text/html", "application/json", "application/problem+json")
_TRAILER = struct.Struct("<II")  # of a gzip file: check sum and length of what is in it (RFC 1952, 2.3.1)


class PageMiddleware(GZipMiddleware):
    """Packs what is words. Workbooks, photos and archives are packed already.

    A page's length must not tell a secret in it (BREACH): its form keys are masked anew for each answer, and Django adds a random
    number of bytes.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Returns the answer, packed where that pays and the browser can."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in PACKED:
            return response
        return super().process_response(request, response)


class StaticMiddleware(WhiteNoiseMiddleware):
    """As WhiteNoise, but hands out a packed file only while it holds the very file beside it: whoever edits one sees the edit."""

    def get_static_file(
        self, path: str, url: str, stat_cache: dict[str, os.stat_result] | None = None
    ) -> Any:
        """Returns the file with its packed variant, if that is of this very file."""
        if stat_cache is not None and not holds(path):
            stat_cache = {path: stat_cache[path]}
        return super().get_static_file(path, url, stat_cache=stat_cache)


def holds(path: str) -> bool:
    """Returns whether the packed file beside `path` holds what is there now."""
    try:
        packed, plain = Path(f"{path}.gz").read_bytes(), Path(path).read_bytes()
    except OSError:
        return False
    return packed[-_TRAILER.size :] == _TRAILER.pack(zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
