"""What a file is by its first bytes, and whether its inside is what such a file may hold."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from bihuan.documents.media import DOCX, XLSX
from bihuan.web.problems.files import papers
from bihuan.web.problems.files.unfit import Unfit

DOC, XLS = "application/msword", "application/vnd.ms-excel"
# What a file of each kind may be called: the system it is saved on opens it by its ending and not by what it is.
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    DOC: (".doc", ".wps"),
    XLS: (".xls", ".et"),
}
PICTURES = ("image/jpeg", "image/png", "image/heic")
ALLOWED = "照片（JPG、PNG、HEIC）、PDF、Word（.docx、.doc、.wps）、Excel（.xlsx、.xls、.et）"
# What a document of ours may grow to when opened; a bomb of some kilobytes claims gigabytes.
OPENED_MOST, PARTS_MOST = 400 * 2**20, 10_000
_HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"mif1", b"hevc", b"heim", b"heis", b"msf1"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = "文件打不开，可能没有传完。请重新传。"


def sniff(data: bytes) -> str:
    """Returns the media type by the file's first bytes; Unfit for anything that is not allowed."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[4:12] in _HEIC:
        return "image/heic"
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office(_parts(data))
    if data.startswith(_OLE):
        return _old_office(data)
    raise Unfit(f"这种文件不能作佐证。请传{ALLOWED}。")


def named(name: str, media_type: str) -> str:
    """The sender's name without folders, at most 120 long; an ending that does not belong to the kind gets the right one behind it."""
    plain = Path(name.replace("\\", "/")).name or "文件"
    fits = plain.lower().endswith(ENDINGS[media_type])
    return plain[-120:] if fits else f"{plain[-115:].rstrip(' .')}{ENDINGS[media_type][0]}"


def check(data: bytes, media_type: str) -> None:
    """Unfit for a document that carries programs, is locked, or grows beyond measure when opened."""
    if media_type == "application/pdf":
        papers.check(data)
    elif media_type in (DOCX, XLSX):
        _check_parts(_parts(data))
    elif media_type in (DOC, XLS):
        _check_old(data)


def _parts(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        return zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise Unfit(_BROKEN) from broken


def _office(parts: list[zipfile.ZipInfo]) -> str:
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    raise Unfit(f"压缩包不能作佐证。请传{ALLOWED}。")


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > OPENED_MOST:
        raise Unfit("这份文件展开后大得不正常，没有收下。请用Word、Excel或WPS打开，另存一份再传。")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise Unfit("文件里带有宏，没有收下。请另存为不带宏的 .docx 或 .xlsx 再传。")
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit("文件设了密码，没有收下。请去掉密码再传。")


def _has(data: bytes, stream: str) -> bool:
    """Whether a compound file has a stream of this name (names stand there in UTF-16)."""
    return stream.encode("utf-16-le") in data


def _old_office(data: bytes) -> str:
    if _has(data, "EncryptedPackage"):
        raise Unfit("文件设了打开密码，没有收下。请去掉密码再传。")
    if _has(data, "WordDocument"):
        return DOC
    if _has(data, "Workbook") or _has(data, "Book\0"):
        return XLS
    raise Unfit(f"这种文件不能作佐证。请传{ALLOWED}。")


def _check_old(data: bytes) -> None:
    if _has(data, "_VBA_PROJECT"):
        raise Unfit("文件里带有宏，没有收下。请另存为不带宏的 .docx 或 .xlsx 再传。")
