"""Schedules: a section 时间安排 without numbers, and tables of stages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bihuan.plans.items.context import Context
from bihuan.plans.items.stretches import chained, head_range, only_year, opening, phase_of
from bihuan.plans.model import Phase
from bihuan.plans.resolve.moments import ranges
from bihuan.plans.tables import Sheet
from bihuan.plans.tables.columns import cut

_SCHEDULED = re.compile(
    r"[^，。；：:\n]{0,8}时间(?:安排|步骤|进度|要求|节点|与方式|和方式)?$|时间(?:安排|步骤|进度)|[^，。；：:\n]{0,6}时段$|步骤|进度安排|工作安排|工作流程"
)
# a name before a colon, a bracket or blanks; the time follows
_TIMED_LINE = re.compile(
    r"(?<=[\n；;。：:])[ \t　]*([^\s，。；：:\d（(]{2,14})(?:[：:（(，]|[ \t　]+(?=[\d自从即]))"
)
_BEFORE = re.compile(r"([\u4e00-\u9fff“”]{2,12})[：:（( ]?$")


def scheduled(context: Context) -> list[Phase]:
    """Returns the stages of a section 时间安排: its lines of a name and a stretch of time; else its one date."""
    phases: list[Phase] = []
    for node in context.outline.root.walk():
        head = context.outline.head(node)
        flat = _SCHEDULED.match(head) if len(head) > 16 else None
        if node.children or not (flat or (len(head) <= 16 and _SCHEDULED.search(head))):
            continue
        begin = node.start + (flat.end() if flat else len(head))
        lines = _lines(context, begin, node.end)
        lines = lines if len(lines) >= 2 else _run(context, begin, node.end)
        phases += lines if len(lines) >= 2 else _one(context, node.start, begin, node.end)
    return phases


def _one(context: Context, start: int, begin: int, stop: int) -> list[Phase]:
    found = head_range(context, begin + 1, min(stop, begin + 80))
    return [phase_of(context, found, (start, begin), "时间安排一节", 0.8)] if found is not None else []


def _run(context: Context, start: int, stop: int) -> list[Phase]:
    """动员部署5月5日至5月10日，集中整改5月11日至6月30日: each name right before its stretch of time."""
    phases = []
    for when in ranges(context.text, start, stop):
        name = _BEFORE.search(context.text, start, when.span[0])
        if name is not None and when.start is not when.end and not only_year(when):
            phases.append(phase_of(context, when, name.span(1), "时间安排一节连写的各阶段", 0.8))
    return phases


def _lines(context: Context, start: int, stop: int) -> list[Phase]:
    """学校自查：9月1日至9月10日, a stage a line or half-sentence without any number."""
    phases = []
    for match in _TIMED_LINE.finditer(context.text, start, stop):
        when = opening(context, match.end(), min(stop, match.end() + 40))
        if when is not None:
            phases.append(phase_of(context, when, match.span(1), "时间安排一节的各行", 0.85))
    return phases


def tabled(context: Context, sheets: Sequence[Sheet]) -> list[Phase]:
    """Returns the stages of tables with a column 阶段 and one of times."""
    phases = []
    for sheet in sheets:
        if is_schedule(context, sheet):
            phases += _stages(context, sheet)
    return phases


def is_schedule(context: Context, sheet: Sheet) -> bool:
    """Returns whether a table lists stages: by a column 阶段, or tasks whose times follow each other."""
    if "deadline" not in sheet.kinds or {"problem", "check", "measures"} & set(sheet.kinds):
        return False
    if "phase" in sheet.kinds:
        return True
    stages = _stages(context, sheet) if "task" in sheet.kinds else []
    long = len(stages) >= 3 or any(one.start != one.end for one in stages)
    return 2 * len(stages) > len(sheet.rows) and chained(stages) and long


def _stages(context: Context, sheet: Sheet) -> list[Phase]:
    names = "phase" if "phase" in sheet.kinds else "category" if "category" in sheet.kinds else "task"
    name_at, time_at = sheet.kinds.index(names), sheet.kinds.index("deadline")
    phases = []
    for row in sheet.rows:
        name, time = cut(context.page, row, name_at), cut(context.page, row, time_at)
        when = head_range(context, *time[1]) if time else None
        if name and when and row[name_at].origin:
            phases.append(phase_of(context, when, name[1], "表格的一行有名称和时间", 0.9))
    return phases
