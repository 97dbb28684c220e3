"""Pictures: decoded within bounds, drawn anew without their metadata, read for what they say of themselves, and hashed by their look."""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pi_heif import register_heif_opener
from PIL import Image, ImageOps, UnidentifiedImageError

from bihuan.web.config import clock
from bihuan.web.problems.files.unfit import Unfit

register_heif_opener(thumbnails=False)

THUMBNAIL, VIEW = 640, 2400
PIXELS = 80_000_000
FLAT = 12  # a picture whose coarse greys differ by less has no look of its own
_FORMATS = ("JPEG", "PNG", "HEIF")
_BROKEN = "照片打不开，可能没有传完。请重新拍或重新传。"
_FAULTS = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError),
    *(struct.error, KeyError, TypeError, IndexError, OverflowError, ZeroDivisionError, MemoryError),
)
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _ZONE = 0x9003, 0x9011


@dataclass(frozen=True)
class Seen:
    """What a picture gave: a small JPEG, its look, when and where it says it was taken."""

    small: bytes = b""
    look: int | None = None
    photo_at: str = ""
    latitude: float | None = None
    longitude: float | None = None
    pages: int = 1


def see(data: bytes) -> Seen:
    """Decodes the picture once; Unfit when it is too large or cannot be decoded. Bad metadata counts as none."""
    with _opened(data) as picture:
        exif = _exif(picture)
        upright = _upright(picture)
    taken, (latitude, longitude) = _taken(exif), _place(exif)
    small = upright.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return Seen(_jpeg(small, 82), look_of(upright), taken, latitude, longitude)


def copy(data: bytes, longest: int) -> bytes:
    """The picture as a JPEG no larger than `longest` either way, upright, without metadata; Unfit as in `see`."""
    with _opened(data) as picture:
        _coarse(picture, longest)
        upright = _upright(picture)
    upright.thumbnail((longest, longest))
    return _jpeg(upright, 85)


def _coarse(picture: Image.Image, longest: int) -> None:
    """Has a JPEG decoded at a half, a quarter or an eighth where twice the pixels wanted are left: a fraction of the memory and time."""
    share = 2 * longest / max(picture.size)
    if share < 1:
        picture.draft(None, (int(picture.width * share), int(picture.height * share)))


def look_of(picture: Image.Image) -> int | None:
    """A 64-bit difference hash (signed, as the database keeps it); None for a picture that is one even grey.

    Eight by eight comparisons of neighbours in a nine by eight grey copy (N. Krawetz, "Kind of Like That", 2013).
    """
    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    grey = small.tobytes()
    if max(grey) - min(grey) < FLAT:
        return None
    bits = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            bits = bits << 1 | (grey[place] > grey[place + 1])
    return bits - 2**64 if bits >= 2**63 else bits


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            # Our own bound is lower than Pillow's warning, and is asked before anything is decoded.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > PIXELS:
                    raise Unfit(_LARGE)
                yield picture
    except Unfit:
        raise
    except Image.DecompressionBombError as bomb:
        raise Unfit(_LARGE) from bomb
    except _FAULTS as broken:
        raise Unfit(_BROKEN) from broken


_LARGE = "照片尺寸太大，没有收下。请用手机默认大小重拍。"


def _upright(picture: Image.Image) -> Image.Image:
    """Decoded and turned the right way up; broken metadata leaves it as it lies."""
    picture.load()
    try:
        turned = ImageOps.exif_transpose(picture)
    except _FAULTS:
        turned = picture.copy()
    return turned if turned.mode == "RGB" else turned.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    made = BytesIO()
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    clean.save(made, "JPEG", quality=quality)
    return made.getvalue()


def _exif(picture: Image.Image) -> dict[int, dict[int, Any]]:
    try:
        exif = picture.getexif()
        return {part: dict(exif.get_ifd(part)) for part in (_EXIF, _GPS)}
    except _FAULTS:
        return {}


def _taken(exif: dict[int, dict[int, Any]]) -> str:
    """When the photo says it was taken (ISO, Shanghai unless it names its zone); empty for nothing or nonsense."""
    told = exif.get(_EXIF, {})
    try:
        moment = datetime.strptime(str(told.get(_TAKEN, ""))[:19], "%Y:%m:%d %H:%M:%S")
        zone = str(told.get(_ZONE, "")).strip()
        aware = datetime.fromisoformat(f"{moment.isoformat()}{zone}") if zone else moment
    except ValueError:
        return ""
    if not 2000 <= moment.year <= clock.today().year + 1:
        return ""
    return (aware if aware.tzinfo else aware.replace(tzinfo=clock.ZONE)).isoformat()


def _place(exif: dict[int, dict[int, Any]]) -> tuple[float | None, float | None]:
    told = exif.get(_GPS, {})
    try:
        north, east = _degrees(told[2]), _degrees(told[4])
    except _FAULTS:
        return None, None
    north, east = (-north if told.get(1) == "S" else north), (-east if told.get(3) == "W" else east)
    good = math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180
    return (round(north, 6), round(east, 6)) if good and (north, east) != (0, 0) else (None, None)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
