"""Evidence files: stored once under their SHA-256, checked by what they are and not by what they are called.

The original is kept as it came and only ever handed out as a download; what a browser draws is made anew from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bihuan.web.access import Refused
from bihuan.web.config import files
from bihuan.web.problems.files import papers, pictures, scanner
from bihuan.web.problems.files.kinds import ALLOWED, PICTURES, check, named, sniff
from bihuan.web.problems.files.unfit import Unfit

__all__ = ["ALLOWED", "PICTURES", "Kept", "Unfit", "keep", "path_of", "shown", "sniff", "taken"]


@dataclass(frozen=True)
class Kept:
    """A stored file. `name` is the sender's, without folders, with an ending of its kind; `thumbnail` whether a small picture was made.

    `look` is the picture's perceptual hash; `photo_at` (ISO) and the place are what the photo says of itself, empty where it says nothing.
    `pages` is how many sheets the viewer can show.
    """

    sha256: str
    name: str
    size: int
    media_type: str
    thumbnail: bool
    look: int | None = None
    photo_at: str = ""
    latitude: float | None = None
    longitude: float | None = None
    pages: int = 1

    @property
    def caption(self) -> str:
        return Path(self.name).stem[:80]


def path_of(sha256: str, *, small: bool = False) -> Path:
    """Where a stored file, or its thumbnail, stands."""
    stored = files.path(sha256)
    return _made("thumbnails", sha256) if small else stored


def _made(folder: str, sha256: str, tail: str = "") -> Path:
    return Path(settings.FILES_ROOT) / folder / sha256[:2] / f"{sha256}{tail}.jpg"


def keep(file: BinaryIO, name: str) -> Kept:
    """Stores the file's bytes and returns what was kept; Unfit when it is too large, empty, broken, infected or of no allowed kind."""
    data = _read(file)
    media_type = sniff(data)
    check(data, media_type)
    scanner.scan(data)
    seen = _seen(data, media_type)
    sha256 = files.store(data)
    if seen.small:
        files.put(path_of(sha256, small=True), seen.small)
    return Kept(
        *(sha256, named(name, media_type), len(data), media_type, bool(seen.small), seen.look),
        *(seen.photo_at, seen.latitude, seen.longitude, seen.pages),
    )


def taken(file: BinaryIO, name: str) -> Kept:
    """As `keep`; Refused, in the same words, where the file is not taken."""
    try:
        return keep(file, name)
    except Unfit as unfit:
        raise Refused(str(unfit)) from unfit


def _seen(data: bytes, media_type: str) -> pictures.Seen:
    if media_type in PICTURES:
        return pictures.see(data)
    if media_type == "application/pdf":
        return pictures.Seen(small=papers.page(data, 0, pictures.THUMBNAIL), pages=papers.count(data))
    return pictures.Seen(pages=0)


def shown(sha256: str, media_type: str, page: int = 0) -> Path | None:
    """Where the copy for the screen stands (a picture without metadata, a page of a PDF), made when first asked for.

    None for what is no picture, for a page that is not there, and where the original is missing.
    """
    place, stored = _made("views", sha256, f"-{page}" if page else ""), path_of(sha256)
    if place.is_file():
        return place
    if not stored.is_file() or (media_type not in PICTURES and media_type != "application/pdf"):
        return None
    data = stored.read_bytes()
    made = papers.page(data, page, pictures.VIEW) if media_type == "application/pdf" else _whole(data, page)
    if not made:
        return None
    files.put(place, made)
    return place


def _whole(data: bytes, page: int) -> bytes:
    return b"" if page else pictures.copy(data, pictures.VIEW)


def _read(file: BinaryIO) -> bytes:
    limit = settings.EVIDENCE_MAX_BYTES
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Unfit(f"文件超过 {limit // 2**20} 兆，没有收下。请压缩或拆开后再传。")
    if not data:
        raise Unfit("文件是空的，没有收下。请重新选择。")
    return data
