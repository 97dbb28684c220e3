"""A return in a .docx form."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from bihuan.documents.forms.fields import CONSTANT, row_value, sheet_value
from bihuan.documents.forms.model import Block, Mapping
from bihuan.documents.forms.reading import blocks_of, open_paper, words_of
from bihuan.documents.forms.slots import filled
from bihuan.documents.return_sheet import ReturnRow, ReturnSheet, runs


def fill_docx(data: bytes, mapping: Mapping, sheet: ReturnSheet) -> bytes:
    """The form filled; letters keep the shape of those they replace, rows that of the pattern."""
    document = open_paper(data)
    lines, tables = blocks_of(document)
    cells: dict[tuple[int, int, int], dict[int, str]] = {}
    for spot in mapping.spots:
        value = spot.constant if spot.field == CONSTANT else sheet_value(sheet, spot.field)
        cells.setdefault((spot.table, spot.row, spot.column), {})[spot.slot] = value
    for (number, row, column), values in cells.items():
        if number == 0:
            line = lines[row]
            _letters(line, filled(Paragraph(line, document).text, values))
        else:
            cell = _cell(tables[number - 1].tr_lst[row], column)
            _write(cell, filled(words_of(document, cell), values))
    if mapping.block is not None:
        _block(tables[mapping.block.table - 1], mapping.block, sheet.rows)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _cell(row: Any, column: int) -> Any:
    """The cell that stands at this column of the grid."""
    at = 0
    for cell in row.tc_lst:
        if at <= column < at + cell.grid_span:
            return cell
        at += cell.grid_span
    raise IndexError(f"no cell at column {column}")


def _block(table: Any, block: Block, rows: tuple[ReturnRow, ...]) -> None:
    """Copies the pattern once for each line, takes the form's own rows out, joins equal categories."""
    old = table.tr_lst[block.first : block.last + 1]
    pattern = [deepcopy(row) for row in old[: block.rows]]
    _unmerged(pattern, block)
    place = old[0].getprevious()
    made = []
    for entry in range(max(1, len(rows))):
        copies = [deepcopy(row) for row in pattern]
        made.append(copies)
        for filler in block.fillers:
            words = filler.constant if filler.field == CONSTANT else ""
            if filler.field != CONSTANT and entry < len(rows):
                words = row_value(rows[entry], filler.field)
            _write(_cell(copies[filler.down], filler.column), words)
    _categories(block, made, rows)
    for row in old:
        table.remove(row)
    for row in reversed([row for copies in made for row in copies]):
        if place is None:
            table.insert(0, row)
        else:
            place.addnext(row)


def _unmerged(pattern: list[Any], block: Block) -> None:
    """Merges of the form that reach beyond one entry end with it."""
    for place, row in enumerate(pattern):
        for cell in row.tc_lst:
            below = pattern[place + 1] if place + 1 < len(pattern) else None
            goes_on = below is not None and any(c.vMerge == "continue" for c in below.tc_lst)
            if cell.vMerge == "restart" and not goes_on:
                cell.vMerge = None
            if cell.vMerge == "continue" and place == 0:
                cell.vMerge = None


def _categories(block: Block, made: list[list[Any]], rows: tuple[ReturnRow, ...]) -> None:
    for filler in block.fillers:
        if filler.field != "category":
            continue
        for first, last in runs([row.category for row in rows]):
            joined = [_cell(row, filler.column) for copies in made[first : last + 1] for row in copies]
            for place, cell in enumerate(joined):
                cell.vMerge = "restart" if place == 0 else "continue"
                if place:
                    _write(cell, "")


def _write(cell: Any, words: str) -> None:
    """Puts the words into the cell's first paragraph's shape, one paragraph for each line."""
    first, *others = cell.p_lst
    for other in others:
        cell.remove(other)
    lines = words.split("\n")
    at = first
    for extra in lines[1:]:
        more = deepcopy(first)
        _letters(more, extra)
        at.addnext(more)
        at = more
    _letters(first, lines[0])


def _letters(paragraph: Any, words: str) -> None:
    """Replaces the paragraph's words; they look like its first letters, or like its empty mark."""
    shape = _shape(paragraph)
    for part in list(paragraph):
        if part.tag != qn("w:pPr"):
            paragraph.remove(part)
    if not words:
        return
    run = OxmlElement("w:r")
    if shape is not None:
        run.append(shape)
    paragraph.append(run)
    run.text = words


def _shape(paragraph: Any) -> Any:
    runs_ = paragraph.findall(qn("w:r"))
    found = next((r.rPr for r in runs_ if r.rPr is not None), None)
    if found is None and paragraph.pPr is not None:
        found = paragraph.pPr.find(qn("w:rPr"))
    if found is None:
        return None
    shape = deepcopy(found)
    shape.tag = qn("w:rPr")
    return shape
