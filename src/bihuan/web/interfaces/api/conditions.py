"""ETag and If-Match: whoever changes something says which version of it was read."""

from __future__ import annotations

import re
from typing import Any

from bihuan.web.interfaces.faults import Broken

_TAG = re.compile(r'(W/)?"([!#-~]{0,120})"')


def etag(version: int | str) -> str:
    """Returns the strong entity tag of a version."""
    return f'"{version}"'


def given(request: Any) -> frozenset[str]:
    """Returns the versions named in If-Match; Broken when it is missing or is no list of tags.

    "*" names no version, so it is not taken. Weak tags never match (RFC 9110, 13.1.1).
    """
    said = request.headers.get("If-Match", "").strip()
    if not said:
        raise Broken("version_missing")
    parts = [part.strip() for part in said.split(",")]
    found = [_TAG.fullmatch(part) for part in parts]
    if not all(found):
        raise Broken("version_unreadable")
    return frozenset(tag[2] for tag in found if tag and not tag[1])


def check(request: Any, version: int | str) -> None:
    """Broken (412) unless the request was made upon this version."""
    if str(version) not in given(request):
        raise Broken("version_stale", headers={"ETag": etag(version)})
