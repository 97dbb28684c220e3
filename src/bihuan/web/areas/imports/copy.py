"""Workbooks that go out: the uploaded file with its mistakes written in, and the blank tables."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator

from xlsxwriter import Workbook
from xlsxwriter.exceptions import DuplicateWorksheetName, InvalidWorksheetName
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bihuan.web.areas.imports.columns import KINDS, Kind
from bihuan.web.areas.imports.faults import Fault
from bihuan.web.areas.imports.read import Book, Grid, Table

_NO_NAME = re.compile(r"[\[\]:*?/\\']")
MISTAKE = "错在哪里"
PLAIN = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}
BLANK_ROWS = 500  # rows of a blank table that are formatted as text, so that long codes keep their figures


def marked(book: Book, faults: list[Fault]) -> bytes:
    """Returns the uploaded file as .xlsx: same sheets, same rows, wrong cells coloured, a last column 错在哪里.

    Everything is written as text, so that nothing in it can run as a formula.
    """
    stream = io.BytesIO()
    out = Workbook(stream, PLAIN)
    bad = out.add_format({"bg_color": "#FBE3E0", "font_color": "#A3221A", "border": 1, "num_format": "@"})
    words = out.add_format({"font_color": "#A3221A", "text_wrap": True, "valign": "top"})
    bold = out.add_format({"bold": True, "font_color": "#A3221A"})
    for place, (name, grid) in enumerate(book.grids.items(), start=1):
        sheet = _worksheet(out, name, place)
        table = next((table for table in book.tables if table.sheet == name), None)
        width = max(map(len, grid), default=0)
        _copy(sheet, grid)
        if table:
            _mark(
                sheet,
                table,
                grid,
                [fault for fault in faults if fault.sheet == name],
                width,
                (bad, words, bold),
            )
    out.close()
    return stream.getvalue()


def _worksheet(out: Workbook, name: str, place: int) -> Worksheet:
    """A sheet of this name; a .csv is named after its file, and other programs name sheets as .xlsx may not."""
    try:
        return out.add_worksheet(name)
    except (InvalidWorksheetName, DuplicateWorksheetName):
        return out.add_worksheet(f"{re.sub(_NO_NAME, '_', name)[:24]}（{place}）")


def _copy(sheet: Worksheet, grid: Grid) -> None:
    for number, line in enumerate(grid):
        for column, value in enumerate(line):
            sheet.write_string(number, column, value)


def _mark(
    sheet: Worksheet,
    table: Table,
    grid: Grid,
    faults: list[Fault],
    width: int,
    formats: tuple[Format, Format, Format],
) -> None:
    """Colours the wrong cells and writes the mistakes of a row beside it."""
    bad, words, bold = formats
    sheet.write_string(table.header_row - 1, width, MISTAKE, bold)
    sheet.set_column(width, width, 60)
    sheet.freeze_panes(table.header_row, 0)
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    for row, found in by_row.items():
        said = "\n".join(f"{fault.column}：{fault.short}" for fault in found)
        sheet.write_string(row - 1, width, said, words)
        for position in {table.positions[f.key] for f in found if f.key in table.positions}:
            line = grid[row - 1]
            sheet.write_string(row - 1, position, line[position] if position < len(line) else "", bad)


def blank() -> bytes:
    """Returns a workbook with the three empty tables, text columns, and a sheet that says what to fill in."""
    stream = io.BytesIO()
    out = Workbook(stream, PLAIN)
    head = out.add_format({"bold": True, "bottom": 1, "bg_color": "#E4EFEE", "num_format": "@"})
    text = out.add_format({"num_format": "@"})
    for kind in KINDS.values():
        _blank_sheet(out.add_worksheet(kind.title), kind, head, text)
    _explain(out.add_worksheet("填写说明"), head)
    out.close()
    return stream.getvalue()


def _blank_sheet(sheet: Worksheet, kind: Kind, head: Format, text: Format) -> None:
    for position, column in enumerate(kind.columns):
        sheet.set_column(position, position, column.width, text)
        sheet.write_string(0, position, column.heading + (" *" if column.required else ""), head)
    sheet.freeze_panes(1, 0)


def _explain(sheet: Worksheet, head: Format) -> None:
    for position, (title, width) in enumerate(
        (("表", 8), ("列", 16), ("必填", 8), ("怎么填", 60), ("例", 24))
    ):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, title, head)
    for number, line in enumerate(_explanations(), start=1):
        for position, value in enumerate(line):
            sheet.write_string(number, position, value)


def _explanations() -> Iterator[tuple[str, str, str, str, str]]:
    for kind in KINDS.values():
        for column in kind.columns:
            yield kind.title, column.heading, "必填" if column.required else "", column.hint, column.example
