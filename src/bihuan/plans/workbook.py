"""The lists of a plan as a workbook that an office can work with at once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import xlsxwriter

from bihuan.plans.model import CheckItem, Deadline, Plan, Problem

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_PER = {
    "day": "每天",
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "halfyear": "每半年",
    "year": "每年",
    "once": "一次性",
}
_BOUND = {"min": "不少于", "max": "不超过", "exact": "等于"}
_RULE = {"daily": "每日", "weekly": "每周", "monthly": "每月", "once": "一次"}
_KIND = {"immediate": "立行立改", "dated": "限期", "standing": "长期坚持", "event": "按事件"}
_DIFFERS = {"same": "", "partly": "正文与附件部分不同", "wholly": "正文与附件完全不同"}


@dataclass(frozen=True)
class _List:
    """One sheet: its name, headings with widths in characters, rows, and the columns whose equal neighbours merge."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: list[list[str | float]]
    merged: tuple[int, ...] = ()


def workbook_bytes(plan: Plan, title: str) -> bytes:
    """Returns an .xlsx with 问题清单, 责任清单, 整改清单, 排查项目, 阶段, 报送, 任务量 and 提示."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats = _formats(book)
    lists = _lists(plan)
    first = next((sheet.name for sheet in lists if sheet.rows), lists[0].name)
    for sheet in lists:
        page = book.add_worksheet(sheet.name)
        _write(page, sheet, f"{title}{sheet.name}"[:120], formats)
        if (
            sheet.name == first
        ):  # a plan to look for problems has none yet: open where there is something to read
            page.activate()
    book.close()
    return target.getvalue()


def _formats(book: Any) -> dict[str, Format]:
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "仿宋", "font_size": 11}
    return {
        "title": book.add_format(
            {
                "bold": True,
                "font_size": 16,
                "align": "center",
                "valign": "vcenter",
                "font_name": "黑体",
                "text_wrap": True,
            }
        ),
        "head": book.add_format(
            {**cell, "bold": True, "align": "center", "font_name": "黑体", "bg_color": "#E7EEF7"}
        ),
        "cell": book.add_format(cell),
        "middle": book.add_format({**cell, "align": "center"}),
    }


def _write(sheet: Worksheet, content: _List, title: str, formats: dict[str, Format]) -> None:
    last = len(content.columns) - 1
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    sheet.set_row(0, 36)
    for at, (heading, width) in enumerate(content.columns):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, heading, formats["head"])
    for at, row in enumerate(content.rows, 2):
        _write_row(sheet, at, row, content, formats)
    for column in content.merged:
        _merge(sheet, content, column, formats["middle"])
    _print_setup(sheet, content, last)


def _write_row(
    sheet: Worksheet, at: int, row: Sequence[str | float], content: _List, formats: dict[str, Format]
) -> None:
    for column, value in enumerate(row):
        form = formats["middle" if content.columns[column][1] <= 10 else "cell"]
        if isinstance(value, str):
            sheet.write_string(at, column, value[:32000], form)
        else:
            sheet.write_number(at, column, value, form)
    tallest = max(_height(value, content.columns[column][1]) for column, value in enumerate(row))
    sheet.set_row(at, min(400, 6 + 15 * tallest))


def _height(value: str | float, width: int) -> int:
    """Lines that the words take in a column: a Chinese character is two wide."""
    return sum(max(1, -(-2 * len(line) // max(width - 2, 1))) for line in str(value).split("\n"))


def _merge(sheet: Worksheet, content: _List, column: int, form: Format) -> None:
    """Neighbouring cells with the same words become one."""
    at = 2
    for words, group in groupby(row[column] for row in content.rows):
        size = len(list(group))
        if size > 1 and words:
            sheet.merge_range(at, column, at + size - 1, column, str(words), form)
        at += size


def _print_setup(sheet: Worksheet, content: _List, last: int) -> None:
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(1, len(content.rows) + 1), last) if not content.merged else None
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C第&P页 共&N页")


def _lists(plan: Plan) -> list[_List]:
    return [
        _problems(plan),
        _responsibility(plan),
        _rectification(plan),
        _checks(plan),
        _phases(plan),
        _reports(plan),
        _quotas(plan),
        _List(
            "提示",
            (("序号", 6), ("需要人工核对的地方", 110)),
            [[at, words] for at, words in enumerate(plan.warnings, 1)],
        ),
    ]


def _problems(plan: Plan) -> _List:
    columns = (
        ("序号", 6),
        ("类别", 18),
        ("问题", 60),
        ("整改目标", 24),
        ("整改时限", 16),
        ("依据", 24),
        ("把握", 8),
        ("备注", 18),
    )
    rows: list[list[str | float]] = [
        [
            at,
            item.category or "",
            item.text,
            item.target or "",
            _deadline(item.deadline),
            "；".join(item.evidence),
            item.confidence,
            _DIFFERS.get(item.differs or "", ""),
        ]
        for at, item in enumerate(plan.problems, 1)
    ]
    return _List("问题清单", columns, rows, (1,))


def _responsibility(plan: Plan) -> _List:
    columns = (
        ("序号", 6),
        ("问题", 50),
        ("牵头单位", 18),
        ("责任单位", 26),
        ("配合单位", 20),
        ("责任人", 16),
        ("整改时限", 16),
    )
    rows: list[list[str | float]] = [
        [
            at,
            item.text,
            "\n".join(item.lead),
            "\n".join(item.responsible),
            "\n".join(item.assisting),
            "\n".join(item.persons),
            _deadline(item.deadline),
        ]
        for at, item in enumerate(plan.problems, 1)
    ]
    return _List("责任清单", columns, rows)


def _rectification(plan: Plan) -> _List:
    columns = (
        ("序号", 6),
        ("问题", 36),
        ("整改措施", 60),
        ("责任单位", 22),
        ("整改时限", 16),
        ("整改进度", 20),
        ("是否销号", 10),
    )
    rows: list[list[str | float]] = [
        row for at, item in enumerate(plan.problems, 1) for row in _measures(at, item)
    ]
    return _List("整改清单", columns, rows)


def _measures(at: int, item: Problem) -> list[list[str | float]]:
    words = [f"{measure.no or ''} {measure.text}".strip() for measure in item.measures] or [""]
    return [[at, item.text, "\n".join(words), "\n".join(item.responsible), _deadline(item.deadline), "", ""]]


def _checks(plan: Plan) -> _List:
    columns = (
        ("序号", 6),
        ("排查项目", 16),
        ("排查内容", 56),
        ("排查情况", 20),
        ("整改措施", 20),
        ("整改进度", 14),
        ("责任单位", 20),
        ("正文表述", 36),
        ("备注", 14),
    )
    rows: list[list[str | float]] = [_check(at, item) for at, item in enumerate(plan.check_items, 1)]
    return _List("排查项目", columns, rows, (1,))


def _check(at: int, item: CheckItem) -> list[str | float]:
    body = item.body_text if item.differs in ("partly", "wholly") else None
    return [
        at,
        item.category or "",
        item.text,
        "",
        "",
        "",
        "\n".join(item.responsible),
        body or "",
        _DIFFERS.get(item.differs or "", ""),
    ]


def _phases(plan: Plan) -> _List:
    rows: list[list[str | float]] = [
        [at, item.name, str(item.start or ""), str(item.end or "")] for at, item in enumerate(plan.phases, 1)
    ]
    return _List("阶段", (("序号", 6), ("阶段", 60), ("开始", 14), ("结束", 14)), rows)


def _reports(plan: Plan) -> _List:
    columns = (("序号", 6), ("报送要求", 80), ("时间", 20), ("频次", 10), ("日期", 14))
    rows: list[list[str | float]] = [
        [at, item.text, item.due.text, _RULE.get(item.due.rule or "", ""), str(item.due.date or "")]
        for at, item in enumerate(plan.report_obligations, 1)
    ]
    return _List("报送", columns, rows)


def _quotas(plan: Plan) -> _List:
    columns = (("序号", 6), ("任务", 70), ("频次", 10), ("要求", 10), ("数量", 10), ("单位", 10))
    rows: list[list[str | float]] = [
        [at, item.what, _PER[item.per], _BOUND[item.bound], item.number, item.unit]
        for at, item in enumerate(plan.quotas, 1)
    ]
    return _List("任务量", columns, rows)


def _deadline(deadline: Deadline | None) -> str:
    if deadline is None:
        return ""
    day = f"\n（{deadline.date.isoformat()}）" if deadline.date else f"\n（{_KIND[deadline.kind]}）"
    return deadline.text + day
