"""Numbering marks: 一、（一）1.（1）1) ① ㈠ 一是 第一， 问题一： and where in a text they may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bihuan.plans.model import Span
from bihuan.plans.numerals import to_int

_HAN = "[一二三四五六七八九十]{1,3}"
_STOPS = "。；;！？!?：:】]"
# where no mark may stand is passed over before the alternatives are tried
_PLACE = r"(?<![^\s\xa0\u3000。；;！？!?：:】\]，,、”\"』）)|｜])(?=[具整存反主的问任事第一二三四五六七八九十(（㈠-㈩㊀-㊉0-9⑴-⒇⒈-⒛①-⑳])"
_ITEM_ENDS = re.compile(r"[:：、.．]$")
_MARK = re.compile(
    rf"{_PLACE}(?:(?P<item>(?:具体|整改|存在|反馈|主要)?(?:的)?(?:问题|任务|事项)(?:{_HAN}|\d{{1,3}})(?:[:：、.．]|(?=[ \t\u3000]*\n)))"
    rf"|(?P<order>第(?:{_HAN}|\d{{1,3}})(?:项|个问题|条)?[，,、:：]|第(?:{_HAN}|\d{{1,3}})(?:项|个问题|条)[ 　])"
    rf"|(?P<han>{_HAN})[、．.](?!\d)"
    rf"|[(（]\s?(?P<phan>{_HAN})\s?[)）]"
    r"|(?P<uhan>[㈠-㈩㊀-㊉])、?"
    r"|(?P<num>\d{1,3})(?:[.．](?!\d)|、|．|\.(?=\d{1,4}(?:个|名|家|户|人|所|处|宗|笔|项|条|辆|座|件)|(?:19|20)\d\d年|\d{1,2}月(?:\d|底|前|[上中下]旬)))"
    r"|[(（]\s?(?P<pnum>\d{1,3})\s?[)）]"
    r"|(?P<upnum>[⑴-⒇])"
    r"|(?P<unum>[⒈-⒛])"
    r"|(?P<circle>[①-⑳])、?"
    r"|(?P<half>\d{1,2})[)）]"
    rf"|(?P<shi>{_HAN})是)"
    # 某局一是……；二是……: the first of a run right after its subject
    r"|(?<=[局委办院镇乡县部会校司室站队])(?P<sub>一)是(?=[^\n]{4,200}?[；;。，,]\s?二是)"
)
# one style per look of the mark; twins in Unicode count as the bracketed form
_STYLE = {
    "item": "item",
    "order": "order",
    "han": "han",
    "phan": "phan",
    "uhan": "phan",
    "num": "num",
    "unum": "num",
    "pnum": "pnum",
    "upnum": "pnum",
    "circle": "circle",
    "half": "half",
    "shi": "shi",
    "sub": "shi",
}
_BASE = {"uhan": "㈠", "upnum": "⑴", "unum": "⒈", "circle": "①"}
RANK = {"han": 1, "item": 2, "phan": 2, "num": 3, "pnum": 4, "half": 5, "circle": 6, "order": 7, "shi": 8}


@dataclass(frozen=True)
class Mark:
    """A numbering mark: its style, number, words, span, and whether it opens a line."""

    style: str
    number: int
    words: str
    span: Span
    opens_line: bool


def find_marks(text: str, start: int = 0, end: int | None = None) -> list[Mark]:
    """Returns every mark that stands where an item may begin, in order; the tree decides which of them count."""
    stop = len(text) if end is None else end
    found = (_mark(text, match, start) for match in _MARK.finditer(text, start, stop))
    return [mark for mark in found if mark is not None]


def _mark(text: str, match: re.Match[str], start: int) -> Mark | None:
    kind = match.lastgroup or ""
    before = _before(text, match.start(), start)
    if before is None or not _may_follow(kind, before) or _runs_on(text, match):
        return None
    number = _number(kind, match[kind])
    if kind == "item" and not _ITEM_ENDS.search(match[0]) and before not in ("", "\n"):
        return None
    if kind == "num" and text[match.end() : match.end() + 1].isdigit() and before not in ("", "\n"):
        return None
    return (
        Mark(_STYLE[kind], number, match[0].strip(), match.span(), before in ("", "\n")) if number else None
    )


def _before(text: str, at: int, start: int) -> str | None:
    """The character that decides: the last one before any blanks, or a blank itself after words."""
    back = at
    while back > start and text[back - 1] in " \t\u3000\xa0\r":
        back -= 1
    if back == start:
        return ""
    return text[back - 1] if text[back - 1] in "\n" + _STOPS or back == at else " "


def _may_follow(kind: str, before: str) -> bool:
    if before in ("", "\n") or kind == "sub":
        return True
    if kind == "shi":
        return before in _STOPS + '，,”" '
    if kind in ("circle", "upnum", "uhan", "unum", "pnum", "phan"):
        return before in _STOPS + '，,、”"』） )'
    return before in _STOPS + '”" ）)'


def _runs_on(text: str, match: re.Match[str]) -> bool:
    """Whether the mark is part of an enumeration of numbers (一、二、三产业) or of a quantity."""
    rest = text[match.end() : match.end() + 4]
    if match.lastgroup == "han":
        return bool(re.match(rf"{_HAN}(?:、|产业|是)", rest))
    if match.lastgroup in ("num", "pnum"):
        return bool(re.match(r"\d{1,3}(?:、|[)）])|[%％]", rest))
    return False


def _number(kind: str, words: str) -> int:
    if kind in _BASE:
        base = "㊀" if words >= "㊀" and kind == "uhan" else _BASE[kind]
        return ord(words[0]) - ord(base) + 1
    digits = re.search(rf"{_HAN}|\d+", words)
    return (to_int(digits[0]) or 0) if digits else 0
