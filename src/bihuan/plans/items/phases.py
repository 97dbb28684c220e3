"""Phases: dated stages under 实施步骤, 第一阶段 and their like, and dated stretches of work in prose."""

from __future__ import annotations

import re

from bihuan.plans.items.context import Context
from bihuan.plans.model import Phase, Span
from bihuan.plans.outline import Node
from bihuan.plans.page import trim
from bihuan.plans.resolve.moments import Range, ranges, resolve

_STEPS = re.compile(r"步骤|阶段|时间安排|进度安排|实施安排|工作安排|时间(?:进度|步骤)|方法步骤|进度要求")
_STAGE = re.compile(r"第[一二三四五六七八]阶段|阶段")
_STAGE_LINE = re.compile(
    r"(?m)(?:^|(?<=[。；\s]))\s*(第[一二三四五六](?:阶段|步)[:：、,，\s]?[^。；\n（(]{0,24})"
)
_PROSE = re.compile(r"(?:自|从)(?P<when>[^，。；\n]{4,28}?)(?:期间|止|[，,])")
_TIMED_LINE = re.compile(r"(?<=[\n；;。：:])[ \t　]*([^\s，。；：:\d（(]{2,14})[：:（(]")
_NOT_PHASE = re.compile(
    r"公示|公告期|申报|报名|征求意见|试用|有效期|施行|阶段|以来|结束|分[一二两三四五六]个?步"
)
_IS_STAGE = re.compile(r"[为是]([^，。；、：\n\d]{2,10}?阶段)(?=[，。；、\n（(])")
_BEGIN = re.compile(r"(?:以|之)?后|开始|起(?!至)|启动|即日起")
_NOW = ("即日", "自即日", "从即日")
_FROM_TODAY = re.compile(r"[自从]?即日起?(?:至|到|[—–-]+)\s*$")
_UNTIL = re.compile(r"\s*(?:日)?(?:之?前|以前|截止|止)")


def find_phases(context: Context) -> list[Phase]:
    """Returns the dated stages in order; a stage without a date is not one."""
    found = [*_nodes(context), *_stage_lines(context)]
    found += _prose(context) + _named(context) + (_schedule(context) if not found else [])
    unique = {(phase.span, phase.start, phase.end): phase for phase in found}
    ordered = sorted(unique.values(), key=lambda phase: phase.span)
    return [_with_id(phase, at) for at, phase in enumerate(_disjoint(ordered), 1)]


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
    stop = min(node.end, node.start + 90)
    line = context.text.find("\n", node.start, stop)
    first = _head_range(context, node.start, stop if line < 0 else line)
    head = context.outline.head(node)
    if first is None and node.start + len(head) < (stop if line < 0 else line) and len(head) <= 16:
        first = _opening(context, node.start + len(head) + 1, stop if line < 0 else line)
    if first is None and line >= 0:
        first = _head_range(context, line + 1, min(node.end, line + 40))
    return [_phase(context, first, _name(context, node.start, first), why, 0.95)] if first else []


def _head_range(context: Context, start: int, stop: int) -> Range | None:
    """The first stretch of time in the opening words: in a bracket, or before the first full stop."""
    full = re.compile(r"[。；]").search(context.text, start, stop)
    found = ranges(context.text, start, full.start() if full else stop)
    first = next((item for item in found if not _only_year(item)), None)
    today = _FROM_TODAY.search(context.text, start, first.span[0]) if first else None
    return Range((today.start(), first.span[1]), None, first.end) if first and today else first


def _opening(context: Context, start: int, stop: int) -> Range | None:
    """部署启动阶段。4月上旬，制定方案: the time that opens the sentence after a short heading."""
    found = _head_range(context, start, stop)
    return found if found and len(context.text[start : found.span[0]].strip()) <= 2 else None


def _only_year(item: Range) -> bool:
    return item.start is not None and item.start is item.end and item.start.bare


def _name(context: Context, start: int, when: Range) -> Span:
    """The stage's name: the words before the date, or those after it where it comes first."""
    before = trim(context.text, (start, when.span[0]), "（(，,：:、【[")
    if before[1] - before[0] >= 2:
        colon = re.compile(r"[:：，。]").search(context.text, before[0] + 2, before[1])
        named = colon is not None and re.search(r"(?<!^第.)阶段$", context.text[before[0] : colon.start()])
        return (before[0], colon.start()) if colon and named else before
    after = trim(
        context.text, (when.span[1], min(len(context.text), when.span[1] + 60)), "）)，,：:、前止底之】]"
    )
    stop = re.compile(r"[，。；：:（(\n]").search(context.text, after[0] + 1, after[1])
    return (after[0], stop.start() if stop else after[1])


def _stage_lines(context: Context) -> list[Phase]:
    phases = []
    for match in _STAGE_LINE.finditer(context.text):
        start = match.start(1)
        when = _head_range(context, start, min(len(context.text), start + 90))
        if when is not None and "\n" not in context.text[start : when.span[0]].strip():
            phases.append(_phase(context, when, _name(context, start, when), "“第几阶段”句式", 0.9))
    return phases


def _phase(context: Context, when: Range, name: Span, why: str, confidence: float) -> Phase:
    start = resolve(when.start, context.anchor) if when.start else None
    if when.start is None and context.anchor and context.text.startswith(_NOW, when.span[0]):
        start = (context.anchor, context.anchor)
    end = resolve(when.end, start[0] if start else context.anchor) if when.end else None
    begins = _BEGIN.match(context.text, when.span[1])
    until = _UNTIL.match(context.text, when.span[1]) and when.start is when.end
    return Phase(
        "",
        context.text[slice(*name)],
        None if until or start is None else start[0],
        None if begins and when.start is when.end or end is None else end[1],
        name,
        confidence,
        (why,),
    )


def _schedule(context: Context) -> list[Phase]:
    """A section 时间安排: its lines of a name, a colon and a stretch of time; else its one date."""
    phases: list[Phase] = []
    for node in context.outline.root.children:
        head = context.outline.head(node)
        if (
            not re.search(
                r"时间安排|活动时间|(?:排查|检查|督查|整治|行动)时间|工作时间|起止时间|时间要求", head
            )
            or node.children
        ):
            continue
        lines = _schedule_lines(context, node.start + len(head), node.end)
        if len(lines) >= 2:
            phases += lines
            continue
        found = ranges(context.text, node.start + len(head), min(node.end, node.start + len(head) + 80))
        if found and not _only_year(found[0]):
            span = (node.start, node.start + len(head))
            phases.append(_phase(context, found[0], span, "时间安排一节", 0.8))
    return phases


def _schedule_lines(context: Context, start: int, stop: int) -> list[Phase]:
    """学校自查：9月1日至9月10日, a stage a line or half-sentence without any number."""
    phases = []
    for match in _TIMED_LINE.finditer(context.text, start, stop):
        when = _opening(context, match.end(), min(stop, match.end() + 40))
        if when is not None:
            phases.append(_phase(context, when, match.span(1), "时间安排一节的各行", 0.85))
    return phases


def _prose(context: Context) -> list[Phase]:
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
        if name[1] - name[0] >= 4 and not any(
            start <= name[0] < end for start, end in context.outline.tables
        ):
            phases.append(_phase(context, when, name, "“自某日至某日期间”句式", 0.6))
    return phases


def _named(context: Context) -> list[Phase]:
    """4月上旬为自查阶段，4月中旬至6月底为整改阶段."""
    phases = []
    for match in _IS_STAGE.finditer(context.text):
        found = ranges(context.text, max(0, match.start() - 30), match.start())
        if found and not context.text[found[-1].span[1] : match.start()].strip("，底前"):
            phases.append(_phase(context, found[-1], match.span(1), "“某时为某阶段”句式", 0.8))
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
