"""Phases: dated stages under 实施步骤, 第一阶段 and their like, and dated stretches of work in prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bihuan.plans.items.context import Context
from bihuan.plans.items.schedules import scheduled, tabled
from bihuan.plans.items.stretches import chained, head_range, opening, phase_of, stage_name
from bihuan.plans.model import Phase, Span
from bihuan.plans.outline import Node
from bihuan.plans.page import trim
from bihuan.plans.resolve.moments import Range, ranges
from bihuan.plans.tables import Sheet

_STEPS = re.compile(
    r"步骤|阶段|时间安排|进度安排|实施安排|工作安排|时间(?:进度|步骤)|方法步骤|进度要求|流程|程序|安排$"
)
_STAGE = re.compile(r"第[一二三四五六七八]阶段|阶段")
_STAGE_LINE = re.compile(
    r"(?m)(?:(?:^|(?<=[。；\s]))\s*(第[一二三四五六](?:阶段|步)[:：、,，\s]?[^。；\n（(]{0,24})"
    r"|^[ \t　]*(?!分[一二两三四五]个)([^\s，。；：:（(、\d]{2,12}阶段)(?=[，,：:（( ]))"
)
_PROSE = re.compile(r"(?:自|从)(?P<when>[^，。；\n]{4,28}?)(?:期间|止|[，,])")
_NOT_PHASE = re.compile(
    r"公示|公告期|申报|报名|征求意见|试用|有效期|施行|阶段|以来|结束|分[一二两三四五六]个?步"
)
_IS_STAGE = re.compile(r"[为是]([^，。；、：\n\d]{2,10}?阶段)(?=[，。；、\n（(])")
# without a month or a quarter there is no stretch of time
_HINT = re.compile("[0-9０-９一二三四五六七八九十]\\s?月|[一二三四]季度|[上下]半年|20[0-9]{2}[.][0-9]")
_TODAY = re.compile(r"[自从]即日起")
_PLAIN = ("phan", "num", "deci", "pnum", "circle", "half", "item", "order")


def find_phases(context: Context, sheets: Sequence[Sheet]) -> list[Phase]:
    """Returns the dated stages in order; a stage without a date is not one."""
    found = [*_nodes(context), *_stage_lines(context), *tabled(context, sheets)]
    found = found or _chains(context)
    found += _named(context)
    found += _prose(context, found) + (scheduled(context) if not found else [])
    unique = {(phase.span, phase.start, phase.end): phase for phase in found}
    ordered = sorted(unique.values(), key=lambda phase: phase.span)
    return [_with_id(phase, at) for at, phase in enumerate(_from_today(context, _disjoint(ordered)), 1)]


def _from_today(context: Context, phases: list[Phase]) -> list[Phase]:
    """The first of several stages that has only an end (3月10日前) begins with the paper itself, or 即日."""
    today = context.anchor if context.dated or _TODAY.search(context.text) else None
    if len(phases) < 2 or today is None or phases[0].start is not None:
        return phases
    end, after = phases[0].end, phases[1].start or phases[1].end
    if end is None or after is None or not today <= end <= after:
        return phases
    first = replace(phases[0], start=today, confidence=min(phases[0].confidence, 0.8))
    return [replace(first, evidence=(*first.evidence, "没有写起点，从成文日期算起")), *phases[1:]]


def _disjoint(phases: list[Phase]) -> list[Phase]:
    kept: list[Phase] = []
    for phase in phases:
        if not kept or phase.span[0] >= kept[-1].span[1]:
            kept.append(phase)
    return kept


def _with_id(phase: Phase, at: int) -> Phase:
    return Phase(f"H{at}", phase.name, phase.start, phase.end, phase.span, phase.confidence, phase.evidence)


def _nodes(context: Context) -> list[Phase]:
    phases = []
    for node in context.outline.root.walk():
        head = context.outline.head(node)
        under = bool(_STEPS.search(context.outline.section(node))) and node.style != "shi"
        if (
            under or (_STAGE.search(head) and node.parent is not None and len(head) < 60)
        ) and node.style != "han":
            phases += _stage(context, node, "列在实施步骤之下" if under else "标题有“阶段”")
    return phases


def _stage(context: Context, node: Node, why: str) -> list[Phase]:
    if any(_STAGE.search(context.outline.head(child)) for child in node.children):
        return []
    when = _stage_time(context, node)
    return [phase_of(context, when, stage_name(context, node.start, when), why, 0.95)] if when else []


def _stage_time(context: Context, node: Node) -> Range | None:
    """The time in the heading, in the sentence after it, or on the next line."""
    stop = min(node.end, node.start + 90)
    line = context.text.find("\n", node.start, stop)
    end = stop if line < 0 else line
    head = context.outline.head(node)
    first = head_range(context, node.start, end)
    if first is None and node.start + len(head) < end and len(head) <= 16:
        first = opening(context, node.start + len(head) + 1, end)
    if first is None and line >= 0:
        first = head_range(context, line + 1, min(node.end, line + 48))
    return first


def _chains(context: Context) -> list[Phase]:
    """Sisters under any heading whose stretches of time follow each other: no list of anything else does that."""
    phases: list[Phase] = []
    for parent in [context.outline.root, *context.outline.root.walk()]:
        rows = [child for child in parent.children if child.style in _PLAIN and child.after is None]
        if sum(bool(_HINT.search(context.text, row.start, min(row.end, row.start + 60))) for row in rows) < 2:
            continue
        timed = [(child, when) for child in rows if (when := _early(context, child)) is not None]
        if len(timed) < 2 or 2 * len(timed) <= len(rows):
            continue
        row = [
            phase_of(context, when, stage_name(context, child.start, when), "各项时间前后相接", 0.75)
            for child, when in timed
        ]
        phases += row if chained(row) else []
    return phases


def _early(context: Context, node: Node) -> Range | None:
    """A stretch of more than one day within the first words."""
    when = head_range(context, node.start, min(node.end, node.start + 60))
    return when if when is not None and when.start is not when.end else None


def _stage_lines(context: Context) -> list[Phase]:
    phases = []
    for match in _STAGE_LINE.finditer(context.text):
        start = match.start(1) if match[1] else match.start(2)
        when = head_range(context, start, min(len(context.text), start + 90))
        if when is not None and "\n" not in context.text[start : when.span[0]].strip():
            phases.append(phase_of(context, when, stage_name(context, start, when), "“第几阶段”句式", 0.9))
    return phases


def _prose(context: Context, known: list[Phase]) -> list[Phase]:
    phases = []
    for match in _PROSE.finditer(context.text):
        when = next(iter(ranges(context.text, match.start("when"), match.end("when"))), None)
        sentence = _sentence(context, match.start())
        if (
            when is None
            or when.start is when.end
            or _NOT_PHASE.search(context.text[slice(*sentence)])
            or not _days(when)
        ):
            continue
        name = _clause(context, match.end(), sentence[1])
        if name[1] - name[0] < 4 and not known:
            name = _clause_before(context, match.start())
        if name[1] - name[0] >= 4 and not any(
            start <= name[0] < end for start, end in context.outline.tables
        ):
            phases.append(phase_of(context, when, name, "“自某日至某日期间”句式", 0.6))
    return phases


def _named(context: Context) -> list[Phase]:
    """4月上旬为自查阶段，4月中旬至6月底为整改阶段."""
    phases = []
    for match in _IS_STAGE.finditer(context.text):
        found = ranges(context.text, max(0, match.start() - 30), match.start())
        if found and not context.text[found[-1].span[1] : match.start()].strip("，底前"):
            phases.append(phase_of(context, found[-1], match.span(1), "“某时为某阶段”句式", 0.8))
    return phases


def _days(when: Range) -> bool:
    return when.start is not None and when.start.last != 0


def _sentence(context: Context, at: int) -> Span:
    stop = re.compile(r"[。；\n]").search(context.text, at)
    return at, stop.start() if stop else len(context.text)


def _clause(context: Context, start: int, stop: int) -> Span:
    bracket = re.compile(r"\s*[（(][^（）()]*[)）]\s*[，,]?").match(context.text, start, stop)
    start = bracket.end() if bracket else start
    return trim(context.text, (start, min(stop, start + 60)), "，,（(")


def _clause_before(context: Context, at: int) -> Span:
    start = max(context.text.rfind(sign, max(0, at - 60), at) for sign in "。；\n") + 1
    return trim(context.text, (start, at), "，,（(")
