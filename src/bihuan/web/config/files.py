"""The one store of uploaded files: named by their content, written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

_CHUNK = 2**20
_NAME = re.compile(r"[0-9a-f]{64}")


def store(data: bytes | IO[bytes]) -> str:
    """Keeps the content and returns its SHA-256; the same content is kept once. OSError when the disk refuses."""
    folder = Path(settings.FILES_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as made:
        try:
            for chunk in _chunks(data):
                digest.update(chunk)
                made.write(chunk)
            made.flush()
            os.fsync(made.fileno())
        except BaseException:
            Path(made.name).unlink()
            raise
    return _settle(Path(made.name), digest.hexdigest())


def put(place: Path, data: bytes) -> None:
    """Writes what was made from a stored file (a thumbnail) to `place`, whole or not at all; what stands there stays."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as made:
        made.write(data)
        made.flush()
        os.fsync(made.fileno())
    _move(Path(made.name), place)


def path(sha256: str) -> Path:
    """Where the content with this SHA-256 is kept; ValueError for anything that is not one."""
    if not _NAME.fullmatch(sha256):
        raise ValueError(f"“{sha256[:80]}”不是文件的校验值。")
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def sweep_unfinished(before: datetime) -> int:
    """Removes what a killed process left half written and last touched before that moment; returns how many files.

    Files that have their names are left alone, whether a row names them or not: the same content may be handed in again.
    """
    root, left = Path(settings.FILES_ROOT), 0
    for file in root.rglob(".new-*") if root.is_dir() else ():
        if file.is_file() and file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)
            left += 1
    return left


def _chunks(data: bytes | IO[bytes]) -> Iterable[bytes]:
    return [data] if isinstance(data, bytes) else iter(lambda: data.read(_CHUNK), b"")


def _settle(made: Path, sha256: str) -> str:
    place = path(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    _move(made, place)
    return sha256


def _move(made: Path, place: Path) -> None:
    """Moves the written file to its name; the folder is flushed too, so that a power cut loses neither."""
    os.chmod(made, 0o640)
    made.replace(place)
    handle = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
