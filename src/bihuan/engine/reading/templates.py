"""Blank spreadsheets in the layout of each export: drop-downs, what each column takes, and what a cell refuses at once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bihuan.engine.reading.dictionary import how_to_fill
from bihuan.engine.tables import EXPORTS, TABLES, Column, Export

ROWS = 2000  # that are formatted and watched
LISTS = "下拉值"
SHEET = "填报"
MADE = datetime(2026, 1, 1)  # the file is a pure function of the catalogue
MOST_PROMPT = 250
PERSONAL = {"personal": "#FFF4D6", "identity": "#FFE3D3", "health": "#FFE3D3"}


def template(key: str) -> bytes:
    """Returns the blank .xlsx of an export (`EXPORTS`): what is filled in reads back by `read` without a word lost."""
    export = EXPORTS[key]
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": export.label, "author": "闭环", "created": MADE})
    page, lists = book.add_worksheet(SHEET), book.add_worksheet(LISTS)
    top = export.heading_row
    _titles(book, page, export)
    for at, (heading, table, name) in enumerate(export.columns):
        column = TABLES[table][name]
        page.write_string(top - 1, at, heading, _head(book, column, _must(export, table, column)))
        page.write_comment(
            top - 1, at, note(export, table, column), {"author": "闭环", "x_scale": 1.6, "y_scale": 1.4}
        )
        page.set_column(at, at, _width(heading, column), book.add_format({"num_format": _format(column)}))
        rule = _rule(lists, at, column)
        if rule:
            page.data_validation(top, at, top + ROWS - 1, at, rule)
    page.freeze_panes(top, _frozen(export))
    page.autofilter(top - 1, 0, top + ROWS - 1, len(export.columns) - 1)
    lists.hide()
    book.close()
    return stream.getvalue()


def note(export: Export, table: str, column: Column) -> str:
    """Returns what stands behind a heading: how to fill it, its unit, what may stand in it, why it is asked for."""
    said = [how_to_fill(column)]
    said += [f"单位：{column.unit}"] if column.unit else []
    said += [column.says] if column.says else []
    if column.codes:
        said.append("可以填：" + "、".join(code.label for code in column.codes))
    said += ["必须填"] if _must(export, table, column) else []
    return "。\n".join(said) + "。"


def _must(export: Export, table: str, column: Column) -> bool:
    return column.required or column.name in TABLES[table].key


def _titles(book: xlsxwriter.Workbook, page: Worksheet, export: Export) -> None:
    """The rows above the headings, as many as the export has."""
    if export.heading_row == 1:
        return
    page.write_string(0, 0, export.label, book.add_format({"bold": True, "font_size": 14}))
    said = "从下一行的列名往下填，一行一条；深色列名必须填；不知道的空着，不要填“无”。带颜色的是个人信息，填好后不要外传。"
    page.write_string(1, 0, said, book.add_format({"font_color": "#666666"}))


def _head(book: xlsxwriter.Workbook, column: Column, must: bool) -> Format:
    colours = (
        {"bg_color": "#1F5FA8", "font_color": "#FFFFFF"}
        if must
        else {"bg_color": PERSONAL.get(column.sensitivity, "#E8EEF5")}
    )
    return book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", **colours}
    )


def _format(column: Column) -> str:
    """Numbers stay numbers, or the watching of numbers would refuse them; all else is text, or long codes lose their figures."""
    return "General" if column.kind in ("count", "fen", "hundredths") else "@"


def _width(heading: str, column: Column) -> float:
    wide = {"id": 22, "codes": 20, "phone": 14, "date": 12}.get(column.kind, 9)
    return max(wide, min(18.0, len(heading) * 1.1 + 2))


def _frozen(export: Export) -> int:
    """Columns that stay in sight: up to the name, where there is one near."""
    names = [name for _, _, name in export.columns]
    return names.index("household_id") + 1 if "household_id" in names[:8] else 0


def _rule(lists: Worksheet, at: int, column: Column) -> dict[str, object] | None:
    """What a cell refuses (or, in an open list, only asks about); None where anything may stand."""
    match column.kind:
        case "flag":
            return _listed(lists, at, column, ["是", "否"])
        case "code":
            assert column.codes is not None, "the catalogue's test sees that coded columns have a list"
            return _listed(lists, at, column, [code.label for code in column.codes])
        case "count":
            return _said(
                column, {"validate": "integer", "criteria": ">=", "value": 0}, "请填不小于 0 的整数。"
            )
        case "fen" | "hundredths":
            return _said(
                column,
                {"validate": "decimal", "criteria": "between", "minimum": -(10**9), "maximum": 10**9},
                "请填一个数，不要带单位。",
            )
        case "month":
            return _said(column, _length(6, 6), "请填六位年月，如 202306。")
        case "date":
            return _said(column, _length(8, 10), "请填日期，如 20230601。")
        case "id":
            return _said(
                column, _length(6, 22), "证件号码的位数不对：居民身份证 18 位，残疾人证 20 位或 22 位。"
            )
        case "phone":
            return _said(column, _length(7, 13), "请填一个电话号码。")
        case _:
            return _prompt(column)


def _length(least: int, most: int) -> dict[str, object]:
    return {"validate": "length", "criteria": "between", "minimum": least, "maximum": most}


def _listed(lists: Worksheet, at: int, column: Column, labels: Sequence[str]) -> dict[str, object]:
    """A drop-down over the hidden sheet: lists longer than 255 characters have no other way."""
    lists.write_column(0, at, [column.label, *labels])
    letters = xlsxwriter.utility.xl_col_to_name(at)
    source = f"='{LISTS}'!${letters}$2:${letters}${len(labels) + 1}"
    open_ = column.codes is not None and column.codes.open
    words = "下拉里没有这一项。确实没有合适的，可以选“是”照写。" if open_ else "请从下拉里选一项。"
    return _said(column, {"validate": "list", "source": source}, words, "warning" if open_ else "stop")


def _said(column: Column, rule: dict[str, object], words: str, kind: str = "stop") -> dict[str, object]:
    return {
        **rule,
        "ignore_blank": True,
        "error_type": kind,
        "error_title": column.label[:32],
        "error_message": words,
    }


def _prompt(column: Column) -> dict[str, object] | None:
    """Several values from a list cannot be dropped down; the cell says which there are."""
    if column.codes is None:
        return None
    said = "可以填几个，用逗号隔开：" + "、".join(code.label for code in column.codes)
    shown = said if len(said) <= MOST_PROMPT else said[: MOST_PROMPT - 1] + "…"
    return {"validate": "any", "input_title": column.label[:32], "input_message": shown}
