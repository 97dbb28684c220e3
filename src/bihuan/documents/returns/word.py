"""The shipped form as .docx."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm

from bihuan.documents.official import flat_paper, shaped
from bihuan.documents.official.measures import TABLE_LINE, TABLE_NOTE, TITLE, TYPE_HIGH
from bihuan.documents.official.tables import add_row, merge_down, table
from bihuan.documents.return_sheet import ReturnSheet, runs
from bihuan.documents.returns import layout
from bihuan.documents.texts import changed, writable


def shipped_docx(sheet: ReturnSheet) -> bytes:
    """The return on A4 laid flat; the head row repeats on every page."""
    sheet = changed(sheet, writable)
    document = flat_paper()
    document.core_properties.title = sheet.title
    _title(document, sheet.title)
    _above(document, sheet)
    _table(document, sheet)
    for words in layout.below(sheet):
        document.add_paragraph(words, style=TABLE_NOTE)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _title(document: Any, title: str) -> None:
    line = document.add_paragraph(style=TITLE)
    for place, words in enumerate(shaped(title)):
        run = line.add_run()
        if place:
            run.add_break()
        run.add_text(words)


def _above(document: Any, sheet: ReturnSheet) -> None:
    left, middle, right = layout.above(sheet)
    line = document.add_paragraph(style=TABLE_LINE)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_HIGH / 2), WD_TAB_ALIGNMENT.CENTER)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_HIGH), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{left}\t{middle}\t{right}")


def _table(document: Any, sheet: ReturnSheet) -> None:
    made = table(document, layout.HEADS, layout.WIDTHS)
    for row in sheet.rows:
        add_row(made, layout.cells(row), layout.STYLES, layout.WIDTHS)
    for first, last in runs([row.category for row in sheet.rows]):
        merge_down(made, layout.CATEGORY, first + 1, last + 1)
