"""Workbooks, by fastexcel (calamine): every cell as the text it stands for."""

from __future__ import annotations

from dataclasses import replace

import fastexcel
import polars as pl

from bihuan.engine.reading.files import marks
from bihuan.engine.reading.files.sheet import Refused, Sheet, tidied

MOST_SHEETS = 60
ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}


def xlsx(data: bytes) -> list[Sheet]:
    """Returns the sheets of an .xlsx, with what its XML says and the text does not; raises `Refused`."""
    seen = marks.of(data)
    return [_marked(sheet, seen.get(sheet.name)) for sheet in workbook(data)]


def _marked(sheet: Sheet, seen: marks.Marks | None) -> Sheet:
    if seen is None:
        return sheet
    first = seen.first_column
    lost = frozenset((row, column - first) for row, column in seen.lost)
    merged = tuple((top, left - first, bottom, right - first) for top, left, bottom, right in seen.merged)
    return replace(sheet, lost=lost, merged=merged)


def workbook(data: bytes) -> list[Sheet]:
    """Returns the sheets of an .xlsx or .xls as they stand; raises `Refused`. A damaged .xls may end the process: see `apart`."""
    try:
        book = fastexcel.read_excel(data)
        if len(book.sheet_names) > MOST_SHEETS:
            raise Refused(
                f"有 {len(book.sheet_names)} 张工作表，最多 {MOST_SHEETS} 张。请只留要交的表，另存后再交。"
            )
        return [_sheet(book, at) for at in range(len(book.sheet_names))]
    except fastexcel.FastExcelError as broken:
        if "password" in str(broken).lower():
            raise Refused("加了打开密码。请在 Excel 或 WPS 里去掉密码，另存后再交。") from broken
        raise Refused(
            "打不开，可能已经损坏或没有下载完。请用 Excel 或 WPS 打开，另存为 .xlsx 后再交。"
        ) from broken


def _sheet(book: fastexcel.ExcelReader, at: int) -> Sheet:
    loaded = book.load_sheet(at, header_row=None, skip_rows=0, dtypes="string")
    batch, errors = loaded.to_arrow_with_errors()
    cells = {error.position: _error(error.detail) for error in errors.errors} if errors else {}
    return Sheet(loaded.name, tidied(pl.DataFrame(batch)), loaded.visible != "visible", cells)


def _error(detail: str) -> str:
    """The error as the sheet shows it."""
    return next((shown for name, shown in ERRORS.items() if f"({name})" in detail), "#错误")
