"""What an .xlsx says in its XML and not in its texts: merged cells, numbers that lost figures, sizes that would choke a machine.

The sheets' XML is walked once, a few megabytes at a time, before anything is unpacked into memory. A sheet's cells are laid out
in a rectangle as large as its farthest cell, so one stray cell a million rows down costs gigabytes: such a sheet is refused here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bihuan.engine.reading.files.sheet import Refused

MOST_UNPACKED = 6 * 2**30
BOMB_SIZE, BOMB_RATIO = 150 * 2**20, 150
MOST_CELLS = 150_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 256
STRAY = 20  # the farthest row may be so many times the number of rows
CHUNK = 4 * 2**20
SPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_FAR_RIGHT = re.compile(rb'r="(?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])\d+"[^>/]*>')
_FAR_DOWN = re.compile(rb'r="[A-Z]{1,3}\d{6,}"[^>/]*>')
_BEYOND_ALL = re.compile(rb'r="[A-Z]{1,3}(\d{7,})"[^>/]*>')
_ROW = re.compile(rb'row [^>]*?\br="(\d{6,})"')
_BEYOND = {104: re.compile(rb'r="[D-Z][A-Z]\d+"[^>/]*>'), 26: re.compile(rb'r="[A-Z]{2}\d+"[^>/]*>')}
_LONG = re.compile(rb"v>(?:\d{16}|\d(?:\.\d+)?E\+)")
_LOST = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>(?:<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>"
    rb"(?:\d{16,}(?:\.0*)?|\d(?:\.\d+)?E\+(?:1[5-9]|2\d))</"
)
_REF = re.compile(rb'\br="([A-Z]+)(\d+)"')
_TEXT = re.compile(rb'\bt="(?:s|str|inlineStr)"')
_MERGED = re.compile(rb'mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


@dataclass
class Marks:
    """Of one sheet; rows and columns count from 0 and are absolute. `first_column`: of the first that holds anything."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)
    first_column: int = 0
    rows: int = 0
    last_row: int = 0
    width: int = 26


def of(data: bytes) -> dict[str, Marks]:
    """Returns sheet name -> marks; raises `Refused` for what is damaged, locked, a bomb, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _weighed(book, len(data))
            found = {name: _sheet(name, _chunks(book, part)) for name, part in _parts(book).items()}
            for name, marks in found.items():
                _fits(name, marks)
            for part in book.namelist():
                if part.lower().endswith("sharedstrings.xml"):
                    for _ in _chunks(book, part):
                        pass  # read to its end, so that its length and checksum are seen
            return found
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ParseError,
        DefusedXmlException,
        EOFError,
        OSError,
        ValueError,
    ) as broken:
        if isinstance(broken, Refused):
            raise
        raise Refused(
            "文件不完整或已经损坏。请重新下载，或用 Excel、WPS 打开后另存为 .xlsx 再交。"
        ) from broken


def _weighed(book: zipfile.ZipFile, size: int) -> None:
    parts = book.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("加了打开密码。请在 Excel 或 WPS 里去掉密码，另存后再交。")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or (unpacked > BOMB_SIZE and unpacked > size * BOMB_RATIO):
        raise Refused(
            f"{size / 2**20:.1f} MB 的文件展开后有 {unpacked / 2**20:.0f} MB，不像正常的表，为安全没有打开。请重新导出后再交。"
        )


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part in the package."""
    rels = fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
    found = {}
    for element in fromstring(book.read("xl/workbook.xml")).iter():
        target = targets.get(element.get(SPACE, ""), "")
        if element.tag.endswith("}sheet") and "worksheets/" in target:
            found[element.get("name", "")] = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
    return {
        name: part.removeprefix("xl/xl/") if part.startswith("xl/xl/") else part
        for name, part in found.items()
    }


def _chunks(book: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end behind a whole element."""
    rest = b""
    with book.open(part) as stream:
        while read := stream.read(CHUNK):
            piece = rest + read
            end = max(piece.rfind(b"</c>") + 4, piece.rfind(b"/>") + 2)
            if end < 4:
                end = len(piece)
            rest = piece[end:]
            yield piece[:end]
    yield rest


def _sheet(name: str, chunks: Iterator[bytes]) -> Marks:
    marks, first = Marks(), MOST_COLUMNS
    for chunk in chunks:
        marks.rows += chunk.count(b"row>")  # the end of a row that has cells, whatever its prefix
        _not_too_far(name, marks, chunk)
        first = _first_column(chunk, first)
        marks.width = max(marks.width, _width(chunk, marks.width))
        if _LONG.search(chunk):
            marks.lost += _lost(chunk)
        if b"mergeCell " in chunk:
            marks.merged += [_area(found) for found in _MERGED.findall(chunk)]
    marks.first_column = 0 if first == MOST_COLUMNS else first
    return marks


def _not_too_far(name: str, marks: Marks, chunk: bytes) -> None:
    if _FAR_RIGHT.search(chunk):
        raise Refused(
            f"内容一直写到第 {MOST_COLUMNS} 列以外，不像导出的表。请删去右边多余的格子，另存后再交。", name
        )
    if _FAR_DOWN.search(chunk):
        # a cell that says another row than the row it stands in may be anywhere
        marks.last_row = max([marks.last_row, *map(int, _ROW.findall(chunk) or [MOST_ROWS - 1])])
    if beyond := _BEYOND_ALL.search(chunk) if marks.last_row else None:
        marks.last_row = int(beyond[1])
        raise Refused(
            f"内容写到了第 {marks.last_row} 行，最多读 {MOST_ROWS} 行。请删去下面多余的格子，或分成几份再交。",
            name,
        )


def _width(chunk: bytes, known: int) -> int:
    """An upper bound of the columns in use: 26, 104 or 256."""
    if known < MOST_COLUMNS and _BEYOND[104].search(chunk):
        return MOST_COLUMNS
    return 104 if known < 104 and _BEYOND[26].search(chunk) else known


def _fits(name: str, marks: Marks) -> None:
    """Raises `Refused` when a cell far below the rest, or the whole, would not fit into memory."""
    if marks.last_row > marks.rows * STRAY:
        raise Refused(
            f"共约 {marks.rows} 行，第 {marks.last_row} 行却有孤零零的内容。请删去下面多余的格子，另存后再交。",
            name,
        )
    if marks.last_row * marks.width > MOST_CELLS:
        raise Refused(
            f"有 {marks.last_row} 行，又宽又长，一次读不下。请按乡镇分成几份，或导出 .parquet 再交。", name
        )


def _first_column(chunk: bytes, known: int) -> int:
    """The first column with content, as far as it lies before `known`. Sheets nearly always begin at A, which one look settles."""
    for at in range(min(known, 26)):
        if re.search(rb"r=\"%c\d+\"[^>/]*>" % (65 + at), chunk):
            return at
    return known


def _lost(chunk: bytes) -> list[tuple[int, int]]:
    """Cells holding a number of sixteen figures or more: a double keeps fifteen."""
    found = []
    for cell in _LOST.finditer(chunk):
        ref = _REF.search(cell[1])
        if ref and not _TEXT.search(cell[1]):
            found.append((int(ref[2]) - 1, column_of(ref[1])))
    return found


def _area(found: tuple[bytes, bytes, bytes, bytes]) -> tuple[int, int, int, int]:
    left, top, right, bottom = found
    return int(top) - 1, column_of(left), int(bottom) - 1, column_of(right)


def column_of(letters: bytes) -> int:
    """Returns a column's position from 0: A is 0, AA is 26."""
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at - 1
