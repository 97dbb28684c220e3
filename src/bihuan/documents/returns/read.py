"""A produced return read back, by another road than it was written: for tests, and to compare a file with the page."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from openpyxl import load_workbook

from bihuan.documents.return_sheet import ReturnRow, ReturnSheet
from bihuan.documents.returns import layout

_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def read_back(data: bytes) -> ReturnSheet:
    """The return that stands in a .docx or .xlsx of the shipped form; ValueError when it holds no such table."""
    lines, grid, under = _docx(data) if _is_word(data) else _xlsx(data)
    facts = "\t".join(lines[1:])
    when = _DAY.search(_after(facts, layout.FILLED_ON))
    return ReturnSheet(
        title=lines[0] if lines else "",
        unit=_after(facts, layout.UNIT),
        period=_after(facts, layout.PERIOD),
        filled_on=date(*map(int, when.groups())) if when else None,
        filled_by=_after("\t".join(under), layout.FILLED_BY),
        note=_after("\t".join(under), layout.NOTE),
        rows=tuple(_row(cells) for cells in grid),
    )


def _is_word(data: bytes) -> bool:
    return b"word/document.xml" in data


def _row(cells: list[str]) -> ReturnRow:
    serial, category, contents, situation, measures, progress, unit = cells
    return ReturnRow(serial, category, "", contents, situation, measures, progress, unit)


def _after(words: str, label: str) -> str:
    return words.partition(label)[2].partition("\t")[0].strip() if label in words else ""


def _docx(data: bytes) -> tuple[list[str], list[list[str]], list[str]]:
    document = Document(BytesIO(data))
    before: list[str] = []
    after: list[str] = []
    seen = False
    grid: list[list[str]] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            seen = True
            grid = [[cell.text for cell in row.cells] for row in block.rows]
        elif block.text.strip():
            (after if seen else before).append(block.text)
    if before:
        before[0] = before[0].replace("\n", "")
    return before, _below_heads(grid), after


def _xlsx(data: bytes) -> tuple[list[str], list[list[str]], list[str]]:
    page: Any = load_workbook(BytesIO(data)).active
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in page.merged_cells.ranges
        if area.min_col == area.max_col
        for row in range(area.min_row, area.max_row + 1)
        for column in (area.min_col,)
    }
    rows = [
        [str(page.cell(*merged.get((r, c), (r, c))).value or "") for c in range(1, len(layout.HEADS) + 1)]
        for r in range(1, page.max_row + 1)
    ]
    heads = next((place for place, cells in enumerate(rows) if tuple(cells) == layout.HEADS), len(rows))
    end = next(
        (p for p in range(heads + 1, len(rows)) if rows[p][0].startswith((layout.FILLED_BY, layout.NOTE))),
        len(rows),
    )
    before = ["\t".join(filter(None, cells)) for cells in rows[:heads]]
    return before, _below_heads(rows[heads:end]), [cells[0] for cells in rows[end:]]


def _below_heads(grid: list[list[str]]) -> list[list[str]]:
    if not grid or tuple(grid[0]) != layout.HEADS:
        raise ValueError("没有找到月报表的七列表头，这份文件不是按自带格式出的。")
    return grid[1:]
