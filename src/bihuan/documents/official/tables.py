"""Tables of a paper: full grid, head row that repeats, widths that WPS and LibreOffice keep too, rows never broken over two pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from bihuan.documents.official import measures as m


def table(document: Any, heads: Sequence[str], widths: Sequence[float]) -> Any:
    """A table with its head row; widths are millimetres."""
    made = document.add_table(1, len(heads), style="Table Grid")
    made.autofit, made.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    mark(made.rows[0], "w:tblHeader")
    fill(made.rows[0], heads, [m.TABLE_HEAD] * len(heads), widths)
    return made


def add_row(made: Any, words: Sequence[str], styles: Sequence[str], widths: Sequence[float]) -> Any:
    """Adds a row that stays on one page where it fits."""
    row = made.add_row()
    fill(row, words, styles, widths)
    return row


def fill(row: Any, words: Sequence[str], styles: Sequence[str], widths: Sequence[float]) -> None:
    """Writes the words into the row's cells; a line feed begins a paragraph."""
    for cell, text, style, width in zip(row.cells, words, styles, widths, strict=True):
        cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for place, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.style = style
            if line:
                paragraph.add_run(line)


def mark(row: Any, name: str) -> None:
    """Sets a mark of the row (w:tblHeader repeats it, w:cantSplit keeps it whole)."""
    part = OxmlElement(name)
    part.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(part)


def merge_down(made: Any, column: int, first: int, last: int) -> None:
    """Makes one cell of a column's cells in these rows; the first one's words stay."""
    for place in range(first, last + 1):
        cell = made._tbl.tr_lst[place].tc_lst[column]
        cell.vMerge = "restart" if place == first else "continue"
        if place > first:
            _empty(cell)


def _empty(cell: Any) -> None:
    for paragraph in cell.p_lst[1:]:
        cell.remove(paragraph)
    for run in cell.p_lst[0].r_lst:
        cell.p_lst[0].remove(run)
