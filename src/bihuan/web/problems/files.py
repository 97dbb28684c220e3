"""Evidence files: stored once under their SHA-256, checked by what they are and not by what they are called."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from bihuan.web.config import files

THUMBNAIL = 640
PIXELS = 80_000_000
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALLOWED = "照片（JPG、PNG、HEIC）、PDF、Word（.docx）、Excel（.xlsx）"


class Unfit(ValueError):
    """The file is refused; the message says why and what to do."""


@dataclass(frozen=True)
class Kept:
    """A stored file. `name` is the sender's name for it, without folders; `thumbnail` whether a small picture was made."""

    sha256: str
    name: str
    size: int
    media_type: str
    thumbnail: bool

    @property
    def caption(self) -> str:
        return Path(self.name).stem[:80]


def path_of(sha256: str, *, small: bool = False) -> Path:
    """Where a stored file, or its thumbnail, stands."""
    stored = files.path(sha256)
    return Path(settings.FILES_ROOT) / "thumbnails" / sha256[:2] / f"{sha256}.jpg" if small else stored


def keep(file: BinaryIO, name: str) -> Kept:
    """Stores the file's bytes and returns what was kept; Unfit when it is too large, empty, broken or of no allowed kind."""
    data = _read(file)
    media_type = sniff(data)
    small = _thumbnail(data) if media_type in ("image/jpeg", "image/png") else b""
    sha256 = files.store(data)
    if small:
        files.put(path_of(sha256, small=True), small)
    return Kept(
        sha256, Path(name.replace("\\", "/")).name[-120:] or "文件", len(data), media_type, bool(small)
    )


def _read(file: BinaryIO) -> bytes:
    limit = settings.EVIDENCE_MAX_BYTES
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Unfit(f"文件超过 {limit // 2**20} 兆，没有收下。请压缩或拆开后再传。")
    if not data:
        raise Unfit("文件是空的，没有收下。请重新选择。")
    return data


def sniff(data: bytes) -> str:
    """Returns the media type by the file's first bytes; Unfit for anything that is not allowed."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        return "image/heic"
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    raise Unfit(f"这种文件不能作佐证。请传{ALLOWED}。")


def _office(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except zipfile.BadZipFile as broken:
        raise Unfit("文件打不开，可能没有传完。请重新传。") from broken
    if "word/document.xml" in names:
        return _DOCX
    if "xl/workbook.xml" in names:
        return _XLSX
    raise Unfit(f"压缩包不能作佐证。请传{ALLOWED}。")


def _thumbnail(data: bytes) -> bytes:
    """A small JPEG drawn anew, without the metadata of the original; Unfit for a picture that cannot be decoded."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > PIXELS:
                raise Unfit("照片尺寸太大，没有收下。请用手机默认大小重拍。")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((THUMBNAIL, THUMBNAIL))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        if isinstance(broken, Unfit):
            raise
        raise Unfit("照片打不开，可能没有传完。请重新拍或重新传。") from broken
    made = BytesIO()
    upright.save(made, "JPEG", quality=82)
    return made.getvalue()
