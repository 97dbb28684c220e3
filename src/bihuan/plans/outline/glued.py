"""Marks that lost the stop or line feed before them: 二、整改任务（一）国家反馈问题1.台账不全, 退回基金（2）约谈院长."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from bihuan.plans.model import Span

# a heading of a few characters, then the first number of a deeper list
_FIRST = re.compile(
    r"[^。；;，,：:\n]{2,30}?(?<!附件)(?<![附表图第\d])"
    r"(?P<mark>[（(](?P<phan>一)[)）]|(?P<num>1)[.．、](?=[\u4e00-\u9fff“])|[（(](?P<pnum>1)[)）]|(?P<circle>①))"
)
_DEEPER = {
    "han": ("phan", "num", "pnum"),
    "item": ("num", "pnum"),
    "phan": ("num", "pnum", "circle"),
    "num": ("pnum", "circle"),
}
_REACH = 400


@dataclass(frozen=True)
class Glued:
    """A mark found inside a run of words: style, number, words, span."""

    style: str
    number: int
    words: str
    span: Span


def openings(text: str, style: str, end: int, stop: int) -> Glued | None:
    """Returns the first number of a deeper list that follows a short heading without any stop."""
    match = _FIRST.match(text, end, min(stop, end + 40)) if style in _DEEPER else None
    kind = next((name for name in ("phan", "num", "pnum", "circle") if match and match[name]), None)
    if match is None or kind is None or kind not in _DEEPER[style]:
        return None
    return Glued(kind, 1, match["mark"], match.span("mark"))


def followers(text: str, style: str, number: int, end: int, taken: Set[int], stop: int) -> Iterator[Glued]:
    """Yields the bracketed numbers that follow on in the same line, however they are joined to the words before."""
    line = text.find("\n", end, stop)
    while style in ("pnum", "circle") and number < 20:
        number += 1
        sign = rf"[（(]\s?{number}\s?[)）]" if style == "pnum" else chr(0x2460 + number - 1)
        match = re.compile(sign).search(text, end, min(stop if line < 0 else line, end + _REACH))
        if match is None or match.start() in taken:
            return
        yield Glued(style, number, match[0], match.span())
        end = match.end()
