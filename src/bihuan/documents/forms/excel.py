"""A return in an .xlsx form."""

from __future__ import annotations

import math
from copy import copy
from io import BytesIO
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from bihuan.documents.forms import moving
from bihuan.documents.forms.fields import CONSTANT, row_value, sheet_value
from bihuan.documents.forms.model import Block, Mapping
from bihuan.documents.forms.reading import open_book
from bihuan.documents.forms.rows import Moved, rewritten
from bihuan.documents.forms.slots import filled
from bihuan.documents.return_sheet import ReturnRow, ReturnSheet, runs


def fill_xlsx(data: bytes, mapping: Mapping, sheet: ReturnSheet) -> bytes:
    """The form filled; single cells first (their rows are the form's), then the block, which moves what stands below it."""
    book = open_book(data)
    for place, number in _grouped(mapping):
        _spot(book.worksheets[place[0]].cell(place[1] + 1, place[2] + 1), number, sheet)
    if mapping.block is not None:
        _block(book, mapping.block, sheet.rows)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _grouped(mapping: Mapping) -> list[tuple[tuple[int, int, int], list[Any]]]:
    """The spots by cell: several labels of one cell are filled in one go, since filling moves the letters behind."""
    cells: dict[tuple[int, int, int], list[Any]] = {}
    for spot in mapping.spots:
        cells.setdefault((spot.table, spot.row, spot.column), []).append(spot)
    return list(cells.items())


def _spot(cell: Any, spots: list[Any], sheet: ReturnSheet) -> None:
    values = {s.slot: s.constant if s.field == CONSTANT else sheet_value(sheet, s.field) for s in spots}
    _write(cell, filled("" if cell.value is None else str(cell.value), values))


def _write(cell: Any, words: str) -> None:
    """Words stay words: what begins with = is no formula. A whole number of a serial is written as one."""
    cell.value = words or None
    if cell.data_type == "f":
        cell.data_type = "s"


def _block(book: Any, block: Block, rows: tuple[ReturnRow, ...]) -> None:
    page = book.worksheets[block.table]
    moved = Moved(block.first + 1, block.last + 1, max(1, len(rows)) * block.rows, block.rows)
    pattern = _pattern(page, moved)
    moving.rows(book, page, moved)
    for entry in range(max(1, len(rows))):
        _entry(page, pattern, moved, entry)
        for filler in block.fillers:
            place = page.cell(moved.first + entry * block.rows + filler.down, filler.column + 1)
            words = filler.constant if filler.field == CONSTANT else _words(rows, entry, filler.field)
            _write(place, words)
            if (
                filler.field == "serial"
                and words.isdecimal()
                and len(words) < 9
                and not words.startswith("0")
            ):
                place.value = int(words)
    _heights(page, pattern, moved)
    _categories(page, block, moved, rows)


def _words(rows: tuple[ReturnRow, ...], entry: int, field: str) -> str:
    return row_value(rows[entry], field) if entry < len(rows) else ""


def _pattern(page: Any, moved: Moved) -> dict[str, Any]:
    """The first entry's cells, heights, and the merges that lie wholly in it."""
    last = moved.first + moved.pattern - 1
    cells = {
        (row - moved.first, column): (cell.value, cell.data_type, copy(cell._style))
        for (row, column), cell in page._cells.items()
        if moved.first <= row <= last
    }
    heights = [page.row_dimensions[moved.first + n].height for n in range(moved.pattern)]
    own = [a for a in page.merged_cells.ranges if moved.first <= a.min_row and a.max_row <= last]
    merges = [(a.min_row - moved.first, a.min_col, a.max_row - moved.first, a.max_col) for a in own]
    return {"cells": cells, "heights": heights, "merges": merges}


def _entry(page: Any, pattern: dict[str, Any], moved: Moved, entry: int) -> None:
    top = moved.first + entry * moved.pattern
    for (down, column), (value, kind, style) in pattern["cells"].items():
        cell = page.cell(top + down, column)
        cell._style = copy(style)
        cell.value = rewritten(value, moved, page.title, here=True, entry=entry) if kind == "f" else value
    for row, column, row_end, column_end in pattern["merges"]:
        page.merge_cells(
            start_row=top + row, end_row=top + row_end, start_column=column, end_column=column_end
        )


def _heights(page: Any, pattern: dict[str, Any], moved: Moved) -> None:
    """Rows of a fixed height grow with their words; others are left to the program that opens the file."""
    for row in range(moved.first, moved.new_last + 1):
        fixed = pattern["heights"][(row - moved.first) % moved.pattern]
        page.row_dimensions[row].height = None if fixed is None else max(fixed, _needed(page, row))


def _needed(page: Any, row: int) -> float:
    most = 0.0
    for cell in page[row]:
        if cell.value is None:
            continue
        letter = get_column_letter(cell.column)
        width = (page.column_dimensions[letter].width or 8.43) - 1
        size = cell.font.sz or 11
        room = max(2.0, width * 11 / size)
        lines = sum(max(1, math.ceil(_wide(part) / room)) for part in str(cell.value).split("\n"))
        most = max(most, lines * size * 1.35 + 4)
    return min(most, 409.0)


def _wide(words: str) -> int:
    return sum(1 if ord(letter) < 128 else 2 for letter in words)


def _categories(page: Any, block: Block, moved: Moved, rows: tuple[ReturnRow, ...]) -> None:
    """Equal categories below one another become one cell, where the pattern does not merge that cell itself."""
    for filler in block.fillers:
        if filler.field != "category":
            continue
        column = filler.column + 1
        for first, last in runs([row.category for row in rows]):
            area = CellRange(
                min_col=column, max_col=column,
                min_row=moved.first + first * block.rows, max_row=moved.first + (last + 1) * block.rows - 1,
            )  # fmt: skip
            _join(page, area)


def _join(page: Any, area: CellRange) -> None:
    within = [a for a in page.merged_cells.ranges if not a.isdisjoint(area)]
    if any(not a.issubset(area) for a in within):
        return
    for old in within:
        page.unmerge_cells(str(old))
    page.merge_cells(str(area))
