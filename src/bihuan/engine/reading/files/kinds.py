"""What a file really is, by its first bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from bihuan.engine.reading.files.sheet import Refused

_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再交。"
# first bytes -> what it is
_OTHERS = (
    (b"%PDF", "PDF 文件"), (b"\xff\xd8\xff", "照片"), (b"\x89PNG", "图片"), (b"GIF8", "图片"), (b"BM", "图片"),
    (b"Rar!", "压缩包"), (b"7z\xbc\xaf", "压缩包"), (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序"), (b"SQLite format 3", "数据库文件"), (b"{\\rtf", "写字板文档"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")


def kind_of(name: str, data: bytes) -> str:
    """Returns `xlsx`, `xls`, `parquet` or `csv`; raises `Refused` for everything else."""
    if not data.strip(b"\x00\r\n\t "):
        raise Refused("是空文件，没有任何内容。请回原系统重新导出，确认下载完整后再交。")
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        return _compound(data)
    if data.startswith(b"PAR1"):
        return "parquet"
    for first, what in _OTHERS:
        if data.startswith(first):
            raise Refused(f"内容是{what}，不是电子表格。请交原系统导出的 .xlsx、.xls 或 .csv。")
    return _text(name, data)


def _zipped(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise Refused("文件不完整，可能没有下载完或传坏了。请重新下载后再交。") from broken
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refused(f"是 .xlsb 二进制工作簿，读不了。{_SAVE_AS}")
    if "word/document.xml" in names:
        raise Refused("内容是 Word 文档，不是电子表格。请把表格另存为 .xlsx，或交原系统导出的表。")
    if "ppt/presentation.xml" in names:
        raise Refused("内容是演示文稿，不是电子表格。请交原系统导出的 .xlsx。")
    if "content.xml" in names:
        raise Refused(f"是 .ods 表格，读不了。{_SAVE_AS}")
    raise Refused("是压缩包，不是电子表格。请先解压，把里面的表一份一份交上来。")


def _compound(data: bytes) -> str:
    """An old compound file: a workbook, a locked one, or another program's."""
    if _utf16("EncryptedPackage") in data:
        raise Refused("加了打开密码。请在 Excel 或 WPS 里去掉密码，另存后再交。")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "xls"
    if _utf16("WordDocument") in data:
        raise Refused("内容是 Word 文档，不是电子表格。请把表格另存为 .xlsx，或交原系统导出的表。")
    raise Refused(f"是旧格式文件，里面没有工作簿。{_SAVE_AS}")


def _text(name: str, data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if (
        head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body"))
        or b"<table" in head
    ):
        raise Refused(f"内容是网页，只是后缀写成了表格。{_SAVE_AS}")
    if head.startswith(b"<"):
        raise Refused(f"内容是 XML，不是电子表格。{_SAVE_AS}")
    if head.startswith((b"{", b"[")):
        raise Refused("内容是 JSON 数据，不是电子表格。请交原系统导出的 .xlsx、.xls 或 .csv。")
    suffix = PurePath(name).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return "csv"
    raise Refused(f"后缀是 {suffix or '空的'}，内容却不是这种文件（像是文本，或者已经损坏）。{_SAVE_AS}")


def _utf16(word: str) -> bytes:
    return word.encode("utf-16-le")
