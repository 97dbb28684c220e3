"""Half-width punctuation read as full-width: the grammars know one kind, the spans and the words shown stay as written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import overload

from bihuan.plans.model import Plan, Problem, Span
from bihuan.plans.page import outside

_HAN = "\u4e00-\u9fff"
_WIDE = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？", ".": "。"}
# beside a Chinese character or its punctuation; a full stop never after a numeral (一.) or before a digit
_HALF = re.compile(
    rf"[()]|(?<=[{_HAN}”》）】\"])[,;:!?]|[,;:!?](?=[{_HAN}“《（【])|(?<=[{_HAN}”》）】)])(?<![一二三四五六七八九十])\.(?![0-9A-Za-z.])"
)


def widened(text: str) -> str:
    """Returns the text with the half-width punctuation of Chinese sentences made full-width; its length stays."""
    return _HALF.sub(lambda match: _WIDE[match[0]], text)


_STOPS = re.compile("[，。；：、,;:]")
_GAP = re.compile(r"(?<=\S)[ \u3000](?=\S)")
_NUMERAL = re.compile(r"(?m)^[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}|\d{1,2})$")


def stopped(text: str, tables: Sequence[Span]) -> str:
    """Returns a text that lost its punctuation with the blanks between its words read as stops; its length stays."""
    free = outside(tables, len(text))
    gaps = [match.start() for part in free for match in _GAP.finditer(text, *part)]
    if len(gaps) * 60 < len(text) or len(_STOPS.findall(text)) * 60 > len(text):
        return text
    chars = list(text)
    for at in gaps:
        before = text[max(0, text.rfind("\n", 0, at) + 1) : at]
        chars[at] = ("." if before.strip().isdigit() else "、") if _NUMERAL.match(before) else "。"
    return "".join(chars)


def as_written(plan: Plan, text: str) -> Plan:
    """Returns the plan with the words of its items cut from the text as it was written."""
    if plan.text == text:
        return plan
    return replace(
        plan,
        text=text,
        problems=tuple(_problem(item, text) for item in plan.problems),
        check_items=tuple(
            replace(item, text=_cut(text, item.span), body_text=_cut(text, item.body_span))
            for item in plan.check_items
        ),
        phases=tuple(replace(item, name=_cut(text, item.span)) for item in plan.phases),
        report_obligations=tuple(
            replace(item, text=_cut(text, item.span)) for item in plan.report_obligations
        ),
        quotas=tuple(replace(item, what=_cut(text, item.span)) for item in plan.quotas),
    )


def _problem(item: Problem, text: str) -> Problem:
    measures = tuple(replace(measure, text=_cut(text, measure.span)) for measure in item.measures)
    return replace(item, text=_cut(text, item.span), body_text=_cut(text, item.body_span), measures=measures)


@overload
def _cut(text: str, span: Span) -> str: ...
@overload
def _cut(text: str, span: Span | None) -> str | None: ...
def _cut(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span[0] : span[1]]
