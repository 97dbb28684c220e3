"""Moves what stands below a block that grows or shrinks: cells, styles, heights, merges, formulas, and every area a sheet keeps."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula

from bihuan.documents.forms.rows import Moved, rewritten

_ROWS_ONLY = re.compile(r"^\$?(\d+):\$?(\d+)$")


def rows(book: Any, page: Any, moved: Moved) -> None:
    """Empties the block and moves all below it; formulas of every sheet, names, print area, rules and checks follow."""
    _merges(page, moved)
    _formulas(book, page, moved)
    _cells(page, moved)
    _dimensions(page, moved)
    _areas(page, moved)
    _names(book, page, moved)


def _merges(page: Any, moved: Moved) -> None:
    """Those above and below keep their cells, whose borders are theirs; those around the block are made anew; those in it go."""
    page._bihuan_merges = []
    for area in list(page.merged_cells.ranges):
        if area.max_row < moved.first:
            continue
        if area.min_row > moved.last:
            area.shift(row_shift=moved.by)
            continue
        page.unmerge_cells(str(area))
        if area.min_row < moved.first and area.max_row > moved.last:
            page._bihuan_merges.append(area)


def _moved_area(area: Any, moved: Moved) -> CellRange:
    return CellRange(
        min_col=area.min_col, max_col=area.max_col,
        min_row=moved.start(area.min_row), max_row=max(moved.start(area.min_row), moved.end(area.max_row)),
    )  # fmt: skip


def _formulas(book: Any, page: Any, moved: Moved) -> None:
    for other in book.worksheets:
        here = other is page
        for (row, _), cell in other._cells.items():
            if here and moved.first <= row <= moved.last:
                continue
            if isinstance(cell.value, ArrayFormula):
                cell.value.text = rewritten(cell.value.text or "=", moved, page.title, here=here)
                cell.value.ref = (
                    str(_moved_area(CellRange(cell.value.ref), moved)) if here else cell.value.ref
                )
            elif cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = rewritten(cell.value, moved, page.title, here=here)


def _cells(page: Any, moved: Moved) -> None:
    old, page._cells = page._cells, {}
    for (row, column), cell in sorted(old.items()):
        if moved.first <= row <= moved.last:
            continue
        cell.row = moved.start(row)
        page._cells[(cell.row, column)] = cell
        if cell.hyperlink:
            cell.hyperlink.ref = cell.coordinate
    for area in page._bihuan_merges:
        page.merge_cells(str(_moved_area(area, moved)))
    del page._bihuan_merges


def _dimensions(page: Any, moved: Moved) -> None:
    old = dict(page.row_dimensions)
    page.row_dimensions.clear()
    for row, dimension in old.items():
        if not moved.first <= row <= moved.last:
            made = copy(dimension)
            made.index = moved.start(row)
            page.row_dimensions[made.index] = made


def _areas(page: Any, moved: Moved) -> None:
    """Rules of colour, checks of input, the filter, page breaks, the print area and the rows that repeat."""
    rules = page.conditional_formatting
    page.conditional_formatting = ConditionalFormattingList()
    for rule in rules:
        area = _text(rule.sqref, moved)
        for each in rule.rules:
            each.formula = [_bare(f, moved, page.title) for f in each.formula]
            page.conditional_formatting.add(area, each)
    for check in page.data_validations.dataValidation:
        check.sqref = MultiCellRange(_text(check.sqref, moved))
        for name in ("formula1", "formula2"):
            words = getattr(check, name)
            if words and not words.startswith('"'):
                setattr(check, name, _bare(words, moved, page.title))
    if page.auto_filter.ref:
        page.auto_filter.ref = str(_moved_area(CellRange(page.auto_filter.ref), moved))
    for stop in page.row_breaks.brk:
        stop.id = moved.end(stop.id)
    if page.print_area:
        areas = [part.split("!")[-1].replace("$", "") for part in str(page.print_area).split(",")]
        page.print_area = ",".join(str(_moved_area(CellRange(a), moved)) for a in areas)
    repeated = _ROWS_ONLY.match(page.print_title_rows or "")
    if repeated:
        page.print_title_rows = f"{moved.start(int(repeated[1]))}:{moved.end(int(repeated[2]))}"


def _text(areas: Any, moved: Moved) -> str:
    return " ".join(str(_moved_area(area, moved)) for area in areas.ranges)


def _bare(formula: str, moved: Moved, title: str) -> str:
    return rewritten(f"={formula}", moved, title, here=True)[1:]


def _names(book: Any, page: Any, moved: Moved) -> None:
    holders = [book.defined_names, *(other.defined_names for other in book.worksheets)]
    for holder in holders:
        for name in holder.values():
            if name.attr_text:
                name.attr_text = rewritten(f"={name.attr_text}", moved, page.title, here=False)[1:]
