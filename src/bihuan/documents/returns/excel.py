"""The shipped form as .xlsx."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.page import PageMargins

from bihuan.documents.official.measures import FANG, HEI, SONG_TITLE, TABLE_MIDDLE
from bihuan.documents.return_sheet import ReturnSheet, runs
from bihuan.documents.returns import layout
from bihuan.documents.texts import changed, writable

TITLE_ROW, ABOVE_ROW, HEAD_ROW = 1, 2, 3
_EDGE = Side(style="thin")
_GRID = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_LAST = len(layout.HEADS)
# A column of Excel counts figures of the standard font, 1.95 mm each.
_FIGURE_MM = 1.95
_COUNTED = re.compile(r"[1-9][0-9]{0,8}")


def shipped_xlsx(sheet: ReturnSheet) -> bytes:
    """The return as one sheet, printed on A4 laid flat, one page wide, the head row on every page."""
    sheet = changed(sheet, writable)
    book = Workbook()
    page: Any = book.active
    page.title = "月报表"
    _above(page, sheet)
    for column, words in enumerate(layout.HEADS, start=1):
        _put(page, HEAD_ROW, column, words, HEI, middle=True, grid=True)
    for place, row in enumerate(sheet.rows, start=HEAD_ROW + 1):
        for column, (words, style) in enumerate(zip(layout.cells(row), layout.STYLES, strict=True), start=1):
            _put(page, place, column, words, FANG, middle=style == TABLE_MIDDLE, grid=True)
    _merge(page, sheet)
    _below(page, sheet)
    _print(page)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _above(page: Any, sheet: ReturnSheet) -> None:
    _put(page, TITLE_ROW, 1, sheet.title, SONG_TITLE, size=22, middle=True)
    page.merge_cells(start_row=TITLE_ROW, end_row=TITLE_ROW, start_column=1, end_column=_LAST)
    page.row_dimensions[TITLE_ROW].height = 36 if len(sheet.title) <= 28 else 68
    left, middle, right = layout.above(sheet)
    for first, last, words, side in (
        (1, 3, left, "left"),
        (4, 4, middle, "center"),
        (5, _LAST, right, "right"),
    ):
        cell = _put(page, ABOVE_ROW, first, words, FANG, size=12)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=False)
        if last > first:
            page.merge_cells(start_row=ABOVE_ROW, end_row=ABOVE_ROW, start_column=first, end_column=last)
    page.row_dimensions[ABOVE_ROW].height = 24
    page.row_dimensions[HEAD_ROW].height = 26


def _merge(page: Any, sheet: ReturnSheet) -> None:
    column = layout.CATEGORY + 1
    for first, last in runs([row.category for row in sheet.rows]):
        page.merge_cells(
            start_row=HEAD_ROW + 1 + first,
            end_row=HEAD_ROW + 1 + last,
            start_column=column,
            end_column=column,
        )


def _below(page: Any, sheet: ReturnSheet) -> None:
    for place, words in enumerate(layout.below(sheet), start=HEAD_ROW + 1 + len(sheet.rows)):
        _put(page, place, 1, words, FANG)
        page.merge_cells(start_row=place, end_row=place, start_column=1, end_column=_LAST)


def _print(page: Any) -> None:
    for letter, width in zip("ABCDEFG", layout.WIDTHS, strict=True):
        page.column_dimensions[letter].width = round(width / _FIGURE_MM, 1)
    page.freeze_panes = page.cell(HEAD_ROW + 1, 1)
    page.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    page.page_margins = PageMargins(left=0.7, right=0.7, top=1.1, bottom=1.0, header=0.4, footer=0.5)
    page.oddFooter.center.text = '&"宋体"&14— &P —'


def _put(
    page: Any,
    row: int,
    column: int,
    words: str,
    font: str,
    *,
    size: float = 10.5,
    middle: bool = False,
    grid: bool = False,
) -> Any:
    """Writes words as words: what begins with = stays text."""
    cell = page.cell(row, column)
    cell.value = int(words) if column == 1 and grid and _COUNTED.fullmatch(words) else words or None
    if cell.data_type == "f":
        cell.data_type = "s"
    cell.font = Font(name=font, size=size)
    cell.alignment = Alignment(horizontal="center" if middle else "left", vertical="center", wrap_text=True)
    if grid:
        cell.border = _GRID
    return cell
