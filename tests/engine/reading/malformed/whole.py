"""Files that are no readable spreadsheet at all."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import polars as pl

from tests.engine.reading.books import PERSON, base, book, rows_of
from tests.engine.reading.malformed.case import Case

GOOD = base({})
KEPT = Path(__file__).parents[1] / "kept"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
SAVE_AS = "另存为 .xlsx"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def changed(part: str, change: object, data: bytes = GOOD) -> bytes:
    """The workbook with one part replaced (bytes), changed (a function), or gone (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
            elif change is not None:
                new.writestr(name, change(old.read(name)) if callable(change) else change)
    return out.getvalue()


def sheet_xml(change: object) -> bytes:
    return changed("xl/worksheets/sheet1.xml", change)


def with_cell(ref: str) -> bytes:
    """One more cell, far away."""
    row = "".join(letter for letter in ref if letter.isdigit())
    more = f'<row r="{row}"><c r="{ref}" t="inlineStr"><is><t>备注</t></is></c></row></sheetData>'
    return sheet_xml(lambda xml: xml.replace(b"</sheetData>", more.encode()))


def bad_checksum() -> bytes:
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as made:
        at = made.getinfo("xl/worksheets/sheet1.xml").header_offset
    data[at + 14 : at + 18] = b"\x00\x00\x00\x00"
    central = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[central + 16 : central + 20] = b"\x00\x00\x00\x00"
    return bytes(data)


def lying_size() -> bytes:
    """The directory says the sheet is ten bytes long."""
    data = bytearray(GOOD)
    central = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    return bytes(data)


def locked_parts() -> bytes:
    data = bytearray(GOOD)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def bomb() -> bytes:
    """Two hundred megabytes of blanks in two hundred kilobytes."""
    return sheet_xml(lambda xml: xml.replace(b"</sheetData>", b" " * (200 * 2**20) + b"</sheetData>"))


def parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


CSV = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows_of([PERSON]))
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
TABLE = "<table><tr><td>户编号</td><td>姓名</td></tr></table>"

CASES = [
    Case("empty file", {"a.xlsx": b""}, ("空文件", "重新导出")),
    Case("blanks only", {"a.csv": b" \r\n\t \r\n"}, ("空文件", "重新导出")),
    Case("nothing but zeros", {"a.xlsx": b"\x00" * 5000}, ("空文件", "重新导出")),
    Case("pdf", {"a.xlsx": b"%PDF-1.7\n%\xe2\xe3"}, ("PDF", "不是电子表格")),
    Case("photo", {"a.xls": b"\xff\xd8\xff\xe0\x00\x10JFIF"}, ("照片", "不是电子表格")),
    Case("png", {"a.xlsx": b"\x89PNG\r\n\x1a\n\x00"}, ("图片", "不是电子表格")),
    Case("gif", {"a.xlsx": b"GIF89a\x00\x00"}, ("图片", "不是电子表格")),
    Case("rar", {"a.xlsx": b"Rar!\x1a\x07\x00"}, ("压缩包", "不是电子表格")),
    Case("7z", {"a.xlsx": b"7z\xbc\xaf\x27\x1c\x00"}, ("压缩包", "不是电子表格")),
    Case("gzip", {"a.csv": gzip.compress(b"x" * 100)}, ("压缩包", "不是电子表格")),
    Case("program", {"a.xlsx": b"MZ\x90\x00\x03\x00\x00"}, ("程序", "不是电子表格")),
    Case("database", {"a.xlsx": b"SQLite format 3\x00" + b"\x01" * 90}, ("数据库", "不是电子表格")),
    Case("rich text", {"a.xls": b"{\\rtf1\\ansi }"}, ("写字板", "不是电子表格")),
    Case("word document", {"a.xlsx": zipped(**{"word/document.xml": b"<x/>"})}, ("Word", SAVE_AS)),
    Case("slides", {"a.xlsx": zipped(**{"ppt/presentation.xml": b"<x/>"})}, ("演示文稿",)),
    Case("open document", {"a.xlsx": zipped(**{"content.xml": b"<x/>"})}, (".ods", SAVE_AS)),
    Case("binary workbook", {"a.xlsx": zipped(**{"xl/workbook.bin": b"x"})}, (".xlsb", SAVE_AS)),
    Case("zip of a workbook", {"a.xlsx": zipped(**{"base.xlsx": GOOD})}, ("压缩包", "解压")),
    Case("half downloaded", {"a.xlsx": GOOD[: len(GOOD) // 2]}, ("不完整", "重新下载")),
    Case("first bytes only", {"a.xlsx": GOOD[:3]}, ("不完整", "重新下载")),
    Case("wrong checksum", {"a.xlsx": bad_checksum()}, ("不完整", "重新下载")),
    Case("a size that lies", {"a.xlsx": lying_size()}, ("不完整", "重新下载")),
    Case("no relations", {"a.xlsx": changed("xl/_rels/workbook.xml.rels", None)}, ("损坏", SAVE_AS)),
    Case("no sheet part", {"a.xlsx": sheet_xml(None)}, ("损坏", SAVE_AS)),
    Case("broken workbook xml", {"a.xlsx": changed("xl/workbook.xml", b"<workbook")}, ("损坏", SAVE_AS)),
    Case("broken sheet xml", {"a.xlsx": sheet_xml(lambda xml: xml[: len(xml) // 2])}, ("损坏", SAVE_AS)),
    Case("broken relations", {"a.xlsx": changed("xl/_rels/workbook.xml.rels", b"<<<")}, ("损坏", SAVE_AS)),
    Case("entities", {"a.xlsx": changed("xl/workbook.xml", lambda xml: xml.replace(b"<workbook", ENTITY + b"<workbook", 1))}, ("损坏", SAVE_AS)),
    Case("password on a workbook", {"a.xlsx": OLE + "EncryptedPackage".encode("utf-16-le")}, ("密码", "去掉密码")),
    Case("password on the parts", {"a.xlsx": locked_parts()}, ("密码", "去掉密码")),
    Case("old word document", {"a.xls": OLE + "WordDocument".encode("utf-16-le")}, ("Word", SAVE_AS)),
    Case("old file of another program", {"a.xls": OLE}, ("旧格式", SAVE_AS)),
    Case("damaged old workbook", {"a.xls": OLE + "Workbook".encode("utf-16-le")}, ("打不开", SAVE_AS)),
    Case("an old workbook whose lengths are damaged", {"a.xls": (KEPT / "damaged.xls").read_bytes()}, ("打不开", SAVE_AS)),
    Case("web page", {"a.xls": f"<!DOCTYPE html><html>{TABLE}</html>".encode()}, ("网页", SAVE_AS)),
    Case("web page in gbk", {"a.xls": f"<HTML><BODY>{TABLE}".encode("gb18030")}, ("网页", SAVE_AS)),
    Case("bare html table", {"a.xlsx": TABLE.encode()}, ("网页", SAVE_AS)),
    Case("page behind a mark", {"a.xls": b"\xef\xbb\xbf" + f"\n<meta charset=gbk>{TABLE}".encode()}, ("网页", SAVE_AS)),
    Case("xml spreadsheet 2003", {"a.xls": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'}, ("XML", SAVE_AS)),
    Case("json", {"a.csv": b'[{"a": 1}]'}, ("JSON",)),
    Case("text named xlsx", {"a.xlsx": CSV.encode()}, ("后缀是 .xlsx", SAVE_AS)),
    Case("text named xls", {"a.xls": CSV.encode("gb18030")}, ("后缀是 .xls", SAVE_AS)),
    Case("no suffix", {"base": CSV.encode()}, ("后缀", SAVE_AS)),
    Case("noise named xlsx", {"a.xlsx": bytes(range(1, 256)) * 9}, ("后缀是 .xlsx", SAVE_AS)),
    Case("noise named csv", {"a.csv": bytes(range(256)) * 9}, ("编码",)),
    Case("csv with an open quote", {"a.csv": (CSV + '\r\n"x,y').encode()}, ("引号", SAVE_AS)),
    Case("csv with text after a quote", {"a.csv": (CSV + '\r\n"x"y,z').encode()}, ("引号", SAVE_AS)),
    Case("csv too wide", {"a.csv": ("a," * 400).encode()}, ("401 格", SAVE_AS)),
    Case("csv in an unknown encoding", {"a.csv": "户编号,姓名".encode("utf-16-le")}, ("编码", SAVE_AS)),
    Case("damaged parquet", {"a.parquet": b"PAR1" + b"\x00" * 90}, ("不完整", "重新导出")),
    Case("half a parquet", {"a.parquet": parquet(pl.DataFrame({"户编号": ["1"] * 99}))[:200]}, ("不完整", "重新导出")),
    Case("nested parquet", {"a.parquet": parquet(pl.DataFrame({"户编号": [["1", "2"]]}))}, ("成组", "户编号")),
    Case("bomb", {"a.xlsx": bomb()}, ("展开", "为安全")),
    Case("a cell a million rows down", {"a.xlsx": with_cell("A1048576")}, ("1048576", "删去")),
    Case("a cell far down", {"a.xlsx": with_cell("A250000")}, ("孤零零", "250000")),
    Case("a cell at the right edge", {"a.xlsx": with_cell("XFD4")}, ("256 列", "删去")),
    Case("sixty-one sheets", {"a.xlsx": book({f"表{at}": [["户编号"]] for at in range(61)})}, ("61 张", "只留")),
    Case("no file at all", {}, ("没有可以读的文件",)),
    Case("one bad beside four good", {"a.xlsx": GOOD, "b.xlsx": b"%PDF"}, ("PDF",)),
]  # fmt: skip
