"""A list as .xlsx. Text is written as text whatever it begins with, so that no cell can become a formula."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bihuan.web.config import clock

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 48


@dataclass(frozen=True)
class Sheet:
    """A list to write: heads, rows of values, and facts (label, words) for the sheet 说明.

    `keys`, one a row, go into a hidden column that refuses typing, so that the rows can be told again when the sheet comes back;
    the heads at `changeable` are tinted.
    """

    name: str
    heads: list[str]
    rows: list[list[Any]]
    facts: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    changeable: frozenset[int] = frozenset()


KEY_HEAD = "核对码"


def workbook(sheet: Sheet) -> HttpResponse:
    """Returns the sheet as a download named after it and the day."""
    response = HttpResponse(as_bytes(sheet), content_type=TYPE)
    name = quote(f"{sheet.name}_{clock.today():%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename=\"export.xlsx\"; filename*=UTF-8''{name}"
    return response


def as_bytes(sheet: Sheet) -> bytes:
    """Returns the .xlsx file: the rows under their heads, then a sheet 说明 with who, when and which filter."""
    made = BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _rows(book, sheet)
        _facts(book, [*sheet.facts, ("条数", str(len(sheet.rows))), *_about_keys(sheet)])
    return made.getvalue()


def _rows(book: Workbook, sheet: Sheet) -> None:
    page: Worksheet = book.add_worksheet(_name(sheet.name))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        str: book.add_format({"text_wrap": True, "valign": "top"}),
    }
    tinted = book.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E4EFEE"}
    )
    for at, head in enumerate(sheet.heads):
        page.write_string(0, at, head, tinted if at in sheet.changeable else bold)
        page.set_column(at, at, _width([head, *(plain(row[at]) for row in sheet.rows[:200])]))
    for down, row in enumerate(sheet.rows, start=1):
        for at, value in enumerate(row):
            _cell(page, down, at, value, formats)
    page.freeze_panes(1, 0)
    _keys(page, sheet)
    if sheet.rows and sheet.heads:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1 + bool(sheet.keys))
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)


def _about_keys(sheet: Sheet) -> list[tuple[str, str]]:
    if not sheet.keys:
        return []
    names = "、".join(head for at, head in enumerate(sheet.heads) if at in sheet.changeable)
    return [
        ("可以改的列", f"{names}（列名有底色）。改好在清单页“传回改过的表”，先看预览再改。"),
        ("不要动的", "别的列改了不收；空着的格子算不改；不要删改隐藏的“核对码”列，可以排序、筛选、删行。"),
    ]


def _keys(page: Worksheet, sheet: Sheet) -> None:
    """The hidden column. It is within the filter's range, so that sorting carries the keys along with their rows."""
    if not sheet.keys:
        return
    at = len(sheet.heads)
    page.write_string(0, at, KEY_HEAD)
    for down, key in enumerate(sheet.keys, start=1):
        page.write_string(down, at, key)
    page.set_column(at, at, None, None, {"hidden": True})
    refused = {"validate": "custom", "value": "=FALSE", "error_title": KEY_HEAD}
    words = "这一列用来认出每一行，请不要改。"
    page.data_validation(1, at, len(sheet.keys), at, refused | {"error_message": words})


def _cell(page: Worksheet, down: int, at: int, value: Any, formats: dict[type, Format]) -> None:
    value = plain(value)
    if isinstance(value, datetime):
        page.write_datetime(down, at, value, formats[datetime])
    elif isinstance(value, date):
        page.write_datetime(down, at, value, formats[date])
    elif isinstance(value, int | float | Decimal):
        page.write_number(down, at, value)
    elif value:
        page.write_string(down, at, value, formats[str])


def plain(value: Any) -> Any:
    """Returns the value as Excel holds it: local time without zone, 是/否, text without tags, long numbers as text."""
    if isinstance(value, datetime):
        return value.astimezone(clock.ZONE).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and abs(value) >= 10**11:
        return str(value)  # area codes and the like: not quantities, and Excel keeps 15 digits only
    if value is None or isinstance(value, date | int | float | Decimal):
        return "" if value is None else value
    if isinstance(value, list | tuple | set):
        return "、".join(str(plain(each)) for each in value)
    return strip_tags(value) if isinstance(value, SafeString) else str(value)


def _facts(book: Workbook, facts: list[tuple[str, str]]) -> None:
    page: Worksheet = book.add_worksheet("说明")
    page.set_column(1, 1, WIDEST)
    for down, (label, words) in enumerate(facts):
        page.write_string(down, 0, label)
        page.write_string(down, 1, words)


def _name(words: str) -> str:
    kept = "".join(" " if each in "[]:*?/\\" else each for each in words).strip("' ")
    return kept[:31] or "清单"


def _width(values: list[Any]) -> int:
    longest = max((sum(2 if ord(c) > 255 else 1 for c in str(value)) for value in values), default=8)
    return min(max(longest + 2, 8), WIDEST)
