"""Stretches of time and the names of the stages they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bihuan.plans.items.context import Context
from bihuan.plans.model import Phase, Span
from bihuan.plans.page import trim
from bihuan.plans.resolve.moments import Moment, Range, ranges, resolve

_BEGIN = re.compile(r"(?:以|之)?后|开始|起(?!至)|启动|即日起")
_NOW = ("即日", "自即日", "从即日")
_FROM_TODAY = re.compile(r"[自从]?即日起?(?:至|到|[—–-]+)\s*$")
_UNTIL = re.compile(r"\s*(?:日)?(?:之?前|以前|截止|止)")
# 时间为…… before the time itself
_TIME_IS = re.compile(
    r"[\s，,。：:（(]*(?:(?:起止|活动|工作)?(?:时间|时限|日期)(?:为|是|安排)?[：:]?)?\s*(?:[从自]|即日起?至)?\s*$"
)
_NEXT = timedelta(days=40)


def head_range(context: Context, start: int, stop: int) -> Range | None:
    """Returns the first stretch of time in the opening words: in a bracket, or before the first full stop."""
    full = re.compile(r"[。；]").search(context.text, start, stop)
    found = ranges(context.text, start, full.start() if full else stop)
    first = next((item for item in found if not only_year(item) or _bracketed(context, item)), None)
    today = _FROM_TODAY.search(context.text, start, first.span[0]) if first else None
    return Range((today.start(), first.span[1]), None, first.end) if first and today else first


def _bracketed(context: Context, item: Range) -> bool:
    """A bare year counts where a bracket holds nothing else."""
    return context.text[item.span[0] - 1 : item.span[0]] in tuple("（(") and context.text[
        item.span[1] : item.span[1] + 1
    ] in tuple("）)")


def opening(context: Context, start: int, stop: int) -> Range | None:
    """Returns the time that opens a sentence after a short heading (部署启动阶段。4月上旬，制定方案)."""
    found = head_range(context, start, stop)
    return found if found and _TIME_IS.fullmatch(context.text, start, found.span[0]) else None


def only_year(item: Range) -> bool:
    """Returns whether the stretch is a bare year."""
    return item.start is not None and item.start is item.end and item.start.bare


def stage_name(context: Context, start: int, when: Range) -> Span:
    """Returns the stage's name: the words before the date, or those after it where it comes first."""
    line = context.text.find("\n", start, when.span[0])
    before = trim(context.text, (start, when.span[0] if line < 0 else line), "（(，,：:、【[。")
    if before[1] - before[0] >= 2 and not _TIME_IS.fullmatch(context.text, *before):
        colon = re.compile(r"[:：，。]").search(context.text, before[0] + 2, before[1])
        named = colon is not None and re.search(r"(?<!^第.)阶段$", context.text[before[0] : colon.start()])
        return (before[0], colon.start()) if colon and named else before
    after = trim(
        context.text, (when.span[1], min(len(context.text), when.span[1] + 60)), "）)，,：:、前止底之】]"
    )
    stop = re.compile(r"[，。；：:（(\n]").search(context.text, after[0] + 1, after[1])
    return (after[0], stop.start() if stop else after[1])


def _with_year(start: Moment, end: Moment | None) -> Moment:
    """The first day of a stage in the year of the last, or the year before, where only that is written (12月至2025年2月)."""
    if start.year is not None or start.shift or start.here or end is None or end.year is None or end is start:
        return start
    return replace(start, year=end.year - (start.months > end.months))


def phase_of(context: Context, when: Range, name: Span, why: str, confidence: float) -> Phase:
    """Returns the stage with its first and last day; an open side is None."""
    start = resolve(_with_year(when.start, when.end), context.anchor) if when.start else None
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


def chained(phases: Sequence[Phase]) -> bool:
    """Returns whether the stages follow each other: each begins soon after the one before ends."""
    pairs = [(one.end, other.start or other.end) for one, other in zip(phases, phases[1:], strict=False)]
    return bool(pairs) and all(
        end is not None and start is not None and end <= start + timedelta(days=1) and start - end <= _NEXT
        for end, start in pairs
    )
