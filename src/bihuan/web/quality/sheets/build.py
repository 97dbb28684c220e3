"""The workbook for a township, and all of them packed together."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bihuan.web.areas.imports.copy import PLAIN
from bihuan.web.areas.models import Area
from bihuan.web.config import clock
from bihuan.web.quality import checks
from bihuan.web.quality.models import Finding
from bihuan.web.quality.sheets import keys
from bihuan.web.quality.sheets.columns import FILLED, KEY, TOLD, VERDICTS
from bihuan.web.ui.context import county_name
from bihuan.web.ui.words import cn_date

LIST, SUM, HELP = "疑点清单", "汇总", "填写说明"
HEAD = 3  # the row of the headings, from 1
WIDTH = 1 + len(TOLD) + len(FILLED)


def name_of(area: Area) -> str:
    """望岭乡数据核查疑点清单_20261124."""
    return f"{area}数据核查疑点清单_{clock.today():%Y%m%d}"


def sheet(area: Area, findings: Sequence[Finding], due: date | None = None) -> bytes:
    """Returns the .xlsx for the place: the list with empty columns to fill, a sum by check and village, how to fill it in."""
    stream = io.BytesIO()
    with Workbook(stream, PLAIN) as book:
        _list(book, area, findings, due)
        _sum(book, findings)
        _help(book)
    return stream.getvalue()


def pack(sheets: Iterable[tuple[Area, Sequence[Finding]]], target: IO[bytes], due: date | None = None) -> int:
    """Writes one sheet a place into a .zip, and returns how many findings stand on them."""
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for area, findings in sheets:
            packed.writestr(f"{name_of(area)}.xlsx", sheet(area, findings, due))
            count += len(findings)
    return count


def _list(book: Workbook, area: Area, findings: Sequence[Finding], due: date | None) -> None:
    page = book.add_worksheet(LIST)
    _title(book, page, area, findings, due)
    line = {"border": 1, "border_color": "#B8C0C2", "text_wrap": True, "valign": "top", "font_size": 10}
    cell, mine = book.add_format(line), book.add_format({**line, "bg_color": "#FFF8E6", "num_format": "@"})
    day = book.add_format({**line, "bg_color": "#FFF8E6", "num_format": "yyyy-mm-dd"})
    for n, finding in enumerate(findings, 1):
        row = HEAD + n - 1
        page.write_number(row, 0, n, cell)
        for at, told in enumerate(TOLD, 1):
            page.write_string(row, at, str(told.says(finding) or ""), cell)
        for at, column in enumerate(FILLED, 1 + len(TOLD)):
            page.write_blank(row, at, None, day if column.key == "on" else mine)
        page.write_string(row, WIDTH, keys.make(finding.pk, finding.answers_count))
    _choices(page, len(findings))
    _paper(page, len(findings))


def _title(
    book: Workbook, page: Worksheet, area: Area, findings: Sequence[Finding], due: date | None
) -> None:
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    under = book.add_format({"font_size": 10, "valign": "vcenter"})
    head = {
        "bold": True,
        "border": 1,
        "bg_color": "#E4EFEE",
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
    }
    told, mine = book.add_format(head), book.add_format({**head, "bg_color": "#FBE9BF"})
    county = county_name()
    whose = str(area) if str(area) == county else f"{county}{area}"
    page.merge_range(0, 0, 0, WIDTH - 1, f"{whose}数据核查疑点清单", title)
    on = max((finding.last_on for finding in findings), default=None)
    facts = [
        f"数据日期 {cn_date(on)}" if on else "",
        f"共 {len(findings)} 条",
        f"请于 {cn_date(due)} 前填好右边五列传回" if due else "请填好右边五列传回",
    ]
    page.merge_range(1, 0, 1, WIDTH - 1, "　".join(filter(None, facts)), under)
    page.set_row(0, 30)
    page.set_row(HEAD - 1, 32)
    page.set_column(0, 0, 5)
    page.write_string(HEAD - 1, 0, "序号", told)
    for at, column in enumerate(TOLD, 1):
        page.set_column(at, at, column.width)
        page.write_string(HEAD - 1, at, column.heading, told)
    for at, filled in enumerate(FILLED, 1 + len(TOLD)):
        page.set_column(at, at, filled.width)
        page.write_string(HEAD - 1, at, filled.heading, mine)
    page.set_column(WIDTH, WIDTH, 4, None, {"hidden": True})
    page.write_string(HEAD - 1, WIDTH, KEY)


def _choices(page: Worksheet, rows: int) -> None:
    if not rows:
        return
    first, last = HEAD, HEAD + rows - 1
    for at, column in enumerate(FILLED, 1 + len(TOLD)):
        if column.key == "verdict":
            rule: dict[str, Any] = {
                "validate": "list",
                "source": list(VERDICTS),
                "error_title": column.heading,
                "error_message": "请从下拉里选。",
            }
            page.data_validation(first, at, last, at, rule)
        elif column.key == "on":
            rule = {
                "validate": "date", "criteria": "between", "minimum": date(2020, 1, 1), "maximum": date(2099, 12, 31),
                "error_title": column.heading, "error_message": "请照 2026-11-24 的样子填日期。",
            }  # fmt: skip
            page.data_validation(first, at, last, at, rule)


def _paper(page: Worksheet, rows: int) -> None:
    page.freeze_panes(HEAD, 4)
    page.autofilter(HEAD - 1, 0, HEAD - 1 + max(rows, 1), WIDTH - 1)
    page.set_landscape()
    page.set_paper(8)  # A3: sixteen columns on A4 cannot be read
    page.repeat_rows(HEAD - 1)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, HEAD - 1 + max(rows, 1), WIDTH - 1)
    page.set_footer("&C第 &P 页，共 &N 页")


def _sum(book: Workbook, findings: Sequence[Finding]) -> None:
    page, bold = book.add_worksheet(SUM), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    villages = sorted({finding.place.rpartition(" ")[2] for finding in findings})
    codes = sorted({finding.check_code for finding in findings})
    page.set_column(0, 0, 32)
    for at, words in enumerate(["检查", *villages, "合计"]):
        page.write_string(0, at, words, bold)
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        place = (finding.check_code, finding.place.rpartition(" ")[2])
        counts[place] = counts.get(place, 0) + 1
    for down, code in enumerate(codes, 1):
        page.write_string(down, 0, f"{code} {checks.label(code)}")
        line = [counts.get((code, village), 0) for village in villages]
        for at, number in enumerate([*line, sum(line)], 1):
            page.write_number(down, at, number)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _help(book: Workbook) -> None:
    page, bold = book.add_worksheet(HELP), book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (words, width) in enumerate((("列", 12), ("怎么填", 44), ("例", 24))):
        page.set_column(at, at, width)
        page.write_string(0, at, words, bold)
    for down, column in enumerate(FILLED, 1):
        for at, words in enumerate((column.heading, column.hint, column.example)):
            page.write_string(down, at, words, wrap)
    rules = (
        "可以排序、筛选、删掉不填的行；空着“是否属实”的行不收。",
        "属实的，请在系统里改正，再选“属实，已在系统改正”。下一次导入后这一条不再出现，才算改好。",
        "数据无误的，写清理由，传回后作为豁免申请，由县帮扶办另一位同志批。",
        "隐藏的“核对码”列不要动，没有它认不出是哪一条。",
        "表里有农户的个人信息，不要发到群里，用完删去。",
    )
    for down, words in enumerate(rules, len(FILLED) + 2):
        page.merge_range(down, 0, down, 2, words, wrap)
        page.set_row(down, 32)
