"""Files to be sent in: honest ones and hostile ones, made by hand."""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

# 64 x 48 pixels, a gradient, made once with an encoder that the product does not have
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAB0AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "AA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNw"
    "AAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFz"
    "wIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAA"
    "Av////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAACVtZGF0AAAAGSgBrwQY+AkLfY7H"
    "meoW3Qk8H8GjJNIG28A="
)


def office(*names: str, opened: int = 0) -> bytes:
    """A package with these parts; `opened` bytes of nought in one more."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>")
        if opened:
            with archive.open("word/media/zero.bin", "w") as part:
                for _ in range(opened // 2**20):
                    part.write(bytes(2**20))
    return made.getvalue()


def old_office(*streams: str) -> bytes:
    """A compound file as far as anybody looks: its mark, and names of streams."""
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(512)


def pdf(*extra: str, pages: int = 1, catalogue: str = "", packed: str = "") -> bytes:
    """A PDF written by hand: empty pages, more objects, more entries of the catalogue, an object in a packed stream."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode()]
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode())
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages
    objects += [each.encode() for each in extra]
    if packed:
        body = zlib.compress(f"99 0 {packed}".encode())
        head = f"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length {len(body)} >>\nstream\n"
        objects.append(head.encode() + body + b"\nendstream")
    made, places = BytesIO(b"%PDF-1.7\n"), []
    made.seek(0, 2)
    for number, body in enumerate(objects, start=1):
        places.append(made.tell())
        made.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = made.tell()
    made.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    made.write(b"".join(f"{place:010d} 00000 n \n".encode() for place in places))
    made.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return made.getvalue()


def png(width: int, height: int) -> bytes:
    """A PNG whose head claims this size; a few bytes stand for all its lines."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def scene(
    seed: int = 0, *, size: tuple[int, int] = (320, 240), quality: int = 85, exif: Image.Exif | None = None
) -> bytes:
    """A JPEG with a look of its own: a coarse pattern by `seed`."""
    small = Image.new("L", (9, 8))
    small.putdata([(seed * 7919 + n * n * 104729 + n * 31 * (seed + 3)) % 251 for n in range(72)])
    made = BytesIO()
    picture = small.resize(size, Image.Resampling.BICUBIC).convert("RGB")
    picture.save(made, "JPEG", quality=quality, **({"exif": exif} if exif is not None else {}))
    return made.getvalue()


def exif(taken: str = "", *, north: tuple[float, float, float] | None = None, words: str = "") -> Image.Exif:
    """Metadata as a phone writes it."""
    made = Image.Exif()
    made[0x010F] = "Phone"
    if words:
        made[0x010E] = words
    if taken:
        made.get_ifd(0x8769)[0x9003] = taken
    if north:
        made.get_ifd(0x8825).update({1: "N", 2: north, 3: "E", 4: (111.0, 30.0, 36.0)})
    return made
