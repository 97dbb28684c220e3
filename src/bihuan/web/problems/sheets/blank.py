"""The empty registration sheet: drop-downs, dates that are checked, an example that is not taken, a sheet that explains."""

from __future__ import annotations

import io
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bihuan.web.access import Actor
from bihuan.web.areas.imports.copy import BLANK_ROWS, PLAIN
from bihuan.web.problems.sheets.check import KINDS, SEVERITIES, SOURCES, WAYS, choices_for
from bihuan.web.problems.sheets.columns import RAISE

LISTS = "选项"
DAYS = ("found_on", "due")


def blank(actor: Actor) -> bytes:
    """Returns the .xlsx file; its drop-downs offer what the actor may register."""
    stream = io.BytesIO()
    with Workbook(stream, PLAIN) as book:
        page = book.add_worksheet(RAISE.title)
        _heads(book, page)
        _example(book, page)
        _choices(book, page, _offered(actor))
        _explain(book)
        _paper(page)
    return stream.getvalue()


def _offered(actor: Actor) -> dict[str, list[str]]:
    choices = choices_for(actor)
    yes_no = ["是", "否"]
    return {
        "place": list(choices.places),
        "item": list(choices.items),
        "source": list(SOURCES),
        "severity": list(SEVERITIES),
        "kind": list(KINDS),
        "profile": list(WAYS),
        "higher": yes_no,
        "sweep": yes_no,
    }


def _heads(book: Workbook, page: Worksheet) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E4EFEE", "valign": "vcenter"})
    cell = {"text_wrap": True, "valign": "top"}
    text, day = (
        book.add_format({**cell, "num_format": "@"}),
        book.add_format({**cell, "num_format": "yyyy-mm-dd"}),
    )
    for at, column in enumerate(RAISE.columns):
        page.set_column(at, at, column.width, day if column.key in DAYS else text)
        page.write_string(0, at, column.heading + (" *" if column.required else ""), head)
        page.write_comment(0, at, column.hint) if column.hint else None


def _example(book: Workbook, page: Worksheet) -> None:
    grey: Format = book.add_format({"font_color": "#6B7280", "text_wrap": True, "valign": "top"})
    for at, column in enumerate(RAISE.columns):
        page.write_string(1, at, column.example, grey)


def _choices(book: Workbook, page: Worksheet, offered: dict[str, list[str]]) -> None:
    """Long lists stand on a sheet of their own: a drop-down takes 255 characters at most."""
    lists = book.add_worksheet(LISTS)
    for place, (key, words) in enumerate(offered.items()):
        at = [column.key for column in RAISE.columns].index(key)
        lists.set_column(place, place, 22)
        lists.write_string(0, place, RAISE.heading(key))
        for down, word in enumerate(words, start=1):
            lists.write_string(down, place, word)
        if words:
            letter = chr(ord("A") + place)
            source = f"={LISTS}!${letter}$2:${letter}${len(words) + 1}"
            rule = {"validate": "list", "source": source, "error_message": "请从下拉里选。"}
            page.data_validation(1, at, BLANK_ROWS, at, rule | {"error_title": RAISE.heading(key)})
    for key in DAYS:
        at = [column.key for column in RAISE.columns].index(key)
        rule = {"validate": "date", "criteria": "between", "error_message": "请照 2026-11-24 的样子填日期。"}
        page.data_validation(
            2, at, BLANK_ROWS, at, rule | {"minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31)}
        )


def _explain(book: Workbook) -> None:
    page, bold = book.add_worksheet("填写说明"), book.add_format({"bold": True, "bottom": 1})
    lines = [(c.heading, "必填" if c.required else "", c.hint, c.example) for c in RAISE.columns]
    for at, (title, width) in enumerate((("列", 12), ("必填", 8), ("怎么填", 52), ("例", 36))):
        page.set_column(at, at, width)
        page.write_string(0, at, title, bold)
        for down, line in enumerate(lines, start=1):
            page.write_string(down, at, line[at])
    page.write_string(
        len(lines) + 2, 0, "第一行“示例”不会登记，可以不删。同一件登记过的，再传也不会重复登记。"
    )


def _paper(page: Worksheet) -> None:
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
