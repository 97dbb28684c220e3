"""A .xlsx or .docx form -> its tables as cells. Refuses what is too large to be a form."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bihuan.documents.forms.model import BadForm, Form, FormCell, FormTable

OPENED_MOST, ROWS_MOST, COLUMNS_MOST, TABLES_MOST, CELLS_MOST = 30 * 2**20, 500, 60, 20, 6000
_BROKEN = "这份表打不开，可能没有传完，或不是 Excel（.xlsx）、Word（.docx）文件。请用 Excel、Word 或 WPS 另存后再传。"


def read_form(data: bytes) -> Form:
    """The form's tables; BadForm when it is no .xlsx or .docx, has no table, or is larger than a form can be."""
    names = _names(data)
    if "xl/workbook.xml" in names:
        form = Form("xlsx", tuple(_sheets(data)), _lost(names))
    elif "word/document.xml" in names:
        form = Form("docx", tuple(_tables(data)))
    else:
        raise BadForm(_BROKEN)
    if not any(table.cells and not table.lines for table in form.tables):
        raise BadForm("这份文件里没有表格，不能当报表的样式。请传上级发的空表。")
    return form


def _names(data: bytes) -> set[str]:
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise BadForm(_BROKEN) from broken
    if sum(part.file_size for part in parts) > OPENED_MOST:
        raise BadForm("这份文件展开后太大，不像一张空表。请只留表格，删去图片和数据，另存后再传。")
    return {part.filename for part in parts}


def _lost(names: set[str]) -> tuple[str, ...]:
    drawn = any(name.startswith(("xl/drawings/", "xl/ctrlProps/")) for name in names)
    return ("表里有文本框、图形或控件，导出时不会保留。请改用单元格里的文字。",) if drawn else ()


def _sheets(data: bytes) -> list[FormTable]:
    book = open_book(data)
    pages: list[Any] = book.worksheets
    if len(pages) > TABLES_MOST:
        raise BadForm(f"工作簿有 {len(pages)} 张工作表，最多 {TABLES_MOST} 张。请删去不用的。")
    return [_sheet(page) for page in pages]


def open_book(data: bytes) -> Any:
    """The workbook with its formulas and rich text; BadForm when it cannot be read."""
    try:
        return load_workbook(BytesIO(data), rich_text=True)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        SyntaxError,
    ) as broken:
        raise BadForm(_BROKEN) from broken


def _sheet(page: Any) -> FormTable:
    height, width = _used(page)
    spans = {(area.min_row, area.min_col): area for area in page.merged_cells.ranges}
    covered = {
        (row, column)
        for area in spans.values()
        for row in range(area.min_row, min(area.max_row, height) + 1)
        for column in range(area.min_col, min(area.max_col, width) + 1)
    }
    cells = []
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            area = spans.get((row, column))
            if area is None and (row, column) in covered:
                continue
            value = page.cell(row, column).value
            tall, wide = (1, 1) if area is None else (area.max_row - row + 1, area.max_col - column + 1)
            cells.append(FormCell(row - 1, column - 1, "" if value is None else str(value), tall, wide))
    return FormTable(page.title, tuple(cells), height, width)


def _used(page: Any) -> tuple[int, int]:
    """Rows and columns up to the last one that has words, a border or is merged."""
    rows = [area.max_row for area in page.merged_cells.ranges]
    columns = [area.max_col for area in page.merged_cells.ranges]
    for (row, column), cell in page._cells.items():
        if cell.value is not None or _bordered(cell):
            rows.append(row)
            columns.append(column)
    height, width = max(rows, default=0), max(columns, default=0)
    if height > ROWS_MOST or width > COLUMNS_MOST:
        raise BadForm(
            f"工作表“{page.title}”有 {height} 行 {width} 列，一张空表最多 {ROWS_MOST} 行 {COLUMNS_MOST} 列。"
            "请删去数据和多余的格子，只留表头和一两行样子。"
        )
    return height, width


def _bordered(cell: Any) -> bool:
    edge = cell.border
    return any(side is not None and side.style for side in (edge.left, edge.right, edge.top, edge.bottom))


def open_paper(data: bytes) -> Any:
    """The document; BadForm when it cannot be read."""
    try:
        return Document(BytesIO(data))
    except (KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile) as broken:
        raise BadForm(_BROKEN) from broken


def blocks_of(document: Any) -> tuple[list[Any], list[Any]]:
    """The paragraphs outside tables that have words, and the tables (w:tbl) that stand in no other, in order."""
    body = document.element.body
    lines = [p for p in body.iterchildren(qn("w:p")) if Paragraph(p, document).text.strip()]
    return lines, list(body.iterchildren(qn("w:tbl")))


def _tables(data: bytes) -> list[FormTable]:
    lines, tables = blocks_of(document := open_paper(data))
    if len(tables) >= TABLES_MOST:
        raise BadForm(f"文件有 {len(tables)} 张表，最多 {TABLES_MOST - 1} 张。请只留要填的表。")
    words = [FormCell(n, 0, Paragraph(p, document).text) for n, p in enumerate(lines[:ROWS_MOST])]
    return [FormTable("表外的文字", tuple(words), len(words), 1, lines=True)] + [
        _table(document, table, number) for number, table in enumerate(tables, start=1)
    ]


def _table(document: Any, table: Any, number: int) -> FormTable:
    rows = table.tr_lst
    width = max((sum(cell.grid_span for cell in row.tc_lst) for row in rows), default=0)
    if len(rows) > ROWS_MOST or width > COLUMNS_MOST or len(rows) * width > CELLS_MOST:
        raise BadForm(f"第 {number} 张表有 {len(rows)} 行 {width} 列，太大了。请只留表头和一两行样子。")
    cells: list[FormCell] = []
    open_at: dict[int, int] = {}
    for place, row in enumerate(rows):
        column = 0
        for cell in row.tc_lst:
            if cell.vMerge == "continue" and column in open_at:
                grown = cells[open_at[column]]
                cells[open_at[column]] = FormCell(
                    grown.row, grown.column, grown.text, place - grown.row + 1, grown.columns
                )
            else:
                open_at.pop(column, None)
                if cell.vMerge == "restart":
                    open_at[column] = len(cells)
                cells.append(FormCell(place, column, words_of(document, cell), 1, cell.grid_span))
            column += cell.grid_span
    return FormTable(f"第{number}张表", tuple(cells), len(rows), width)


def words_of(document: Any, cell: Any) -> str:
    """The words of a table cell, a line feed between paragraphs."""
    return "\n".join(Paragraph(p, document).text for p in cell.p_lst)
