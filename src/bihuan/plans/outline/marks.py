"""Numbering marks: 一、（一）1.（1）1) ① ㈠ 一是 第一， 问题一： and where in a text they may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bihuan.plans.model import Span
from bihuan.plans.numerals import to_int
from bihuan.plans.outline.glued import followers, openings

_HAN = "[一二三四五六七八九十]{1,3}"
_STOPS = "。；;！？!?：:】]"
# where no mark may stand is passed over before the alternatives are tried
_PLACE = (
    r"(?<![^\s\xa0\u3000。；;！？!?：:】\]，,、”\"』）)|｜])"
    r"(?=[具整存反主的问任事督审巡意隐线建案短不差矛突重第一二三四五六七八九十(（㈠-㈩㊀-㊉0-9⑴-⒇⒈-⒛①-⑳])"
)
# what the items of a list are called: 问题一： 反馈意见1： 隐患二、
_NOUN = r"(?:问题|任务|事项|意见|隐患|线索|建议|案例|短板|不足|差距|矛盾|案件)"
_ITEM_ENDS = re.compile(r"[:：、.．]$")
_MARK = re.compile(
    rf"{_PLACE}(?:(?P<item>(?:具体|整改|存在|反馈|主要|突出|重点|督察|巡察|审计)?(?:反馈)?(?:的)?{_NOUN}"
    rf"(?:{_HAN}|\d{{1,3}})(?:[:：、.．]|(?=[ \t\u3000]*\n)))"
    rf"|(?P<order>第(?:{_HAN}|\d{{1,3}})(?:项|个问题|条)?[，,、:：]|第(?:{_HAN}|\d{{1,3}})(?:项|个问题|条)[ 　])"
    rf"|(?P<han>{_HAN})(?:[、．.](?!\d)|、(?=(?:19|20)\d\d年))"
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
_HAN_ON = re.compile(rf"{_HAN}(?:、|产业|是)")
_NUM_ON = re.compile(r"\d{1,3}(?:、|[)）])|[%％]")
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
# signs that open the lines of a list without numbers; each is a style of its own
BULLETS = tuple("●○◆◇■□▲△▼★☆►▶•—")
_DECIMAL = re.compile(
    r"(?m)^[ \t　]*(\d{1,2})[.．](\d{1,2})(?:[ \t　、]+|(?=[\u4e00-\u9fff“《]))"
    r"(?![\d万亿元个名家户人所处宗笔项条辆座件吨亩公米千倍年月日%％])"
)
_CALLED = re.compile(
    rf"(?m)^[ \t　]*(?P<all>[\u4e00-\u9fff]{{0,6}}?{_NOUN}(?P<n>{_HAN}|\d{{1,3}})(?:[:：、.．]|(?=[ \t　]*$)))"
)
_BULLET = re.compile(r"(?m)^[ \t　]*(?P<sign>[●○◆◇■□▲△▼★☆►▶•]|——)[ \t　]*(?=[^\s—])")
RANK: dict[str, float] = {
    "han": 1,
    "item": 2,
    "phan": 2,
    "num": 3,
    "pnum": 4,
    "half": 5,
    "circle": 6,
    "order": 7,
    "shi": 8,
}
RANK["deci"] = 3.5
RANK |= dict.fromkeys(BULLETS, 6)


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
    found = [
        mark for match in _MARK.finditer(text, start, stop) if (mark := _mark(text, match, start)) is not None
    ]
    more = _joined(text, found, stop)
    if text.find("\n", start, stop) >= 0:
        more += [*_bullets(text, start, stop), *_decimals(text, start, stop)]
        more += _called(text, start, stop, {mark.span[0] for mark in found})
    return sorted([*found, *more], key=lambda mark: mark.span) if more else found


def _called(text: str, start: int, stop: int, taken: set[int]) -> list[Mark]:
    """扣分事项1： 典型案例二： at the beginning of lines, at least two of them in order."""
    marks: list[Mark] = []
    for match in _CALLED.finditer(text, start, stop):
        number = _number("item", match["n"])
        if number == (marks[-1].number if marks else 0) + 1:
            marks.append(Mark("item", number, match["all"], match.span("all"), True))
    return [mark for mark in marks if mark.span[0] not in taken] if len(marks) >= 2 else []


def _joined(text: str, found: list[Mark], stop: int) -> list[Mark]:
    """The marks that stand right behind a heading or carry on a list inside a sentence."""
    taken = {mark.span[0] for mark in found}
    more: list[Mark] = []
    pending = list(found)
    while pending:
        mark = pending.pop()
        first = openings(text, mark.style, mark.span[1], stop)
        new = [first] if first is not None and first.span[0] not in taken else []
        new += followers(text, mark.style, mark.number, mark.span[1], taken, stop)
        marks = [Mark(item.style, item.number, item.words, item.span, False) for item in new]
        taken |= {item.span[0] for item in marks}
        more += marks
        pending += marks
    return more


def _decimals(text: str, start: int, stop: int) -> list[Mark]:
    """2.1 2.2 3.1 at the beginning of lines: the second number begins at one or follows the one before."""
    marks: list[Mark] = []
    before = (0, 0)
    for match in _DECIMAL.finditer(text, start, stop):
        at = int(match[1]), int(match[2])
        if at[1] == 1 or at == (before[0], before[1] + 1):
            marks.append(Mark("deci", at[1], match[0].strip(" \t　、"), match.span(), True))
            before = at
    return marks if len(marks) >= 2 else []


def _bullets(text: str, start: int, stop: int) -> list[Mark]:
    """The signs that open at least two lines, each numbered among its own."""
    lines: dict[str, list[re.Match[str]]] = {}
    for match in _BULLET.finditer(text, start, stop):
        lines.setdefault(match["sign"][0], []).append(match)
    return [
        Mark(sign, at, match["sign"], match.span(), True)
        for sign, matches in lines.items()
        if len(matches) >= 2
        for at, match in enumerate(matches, 1)
    ]


def _mark(text: str, match: re.Match[str], start: int) -> Mark | None:
    kind = match.lastgroup or ""
    before = _before(text, match.start(), start)
    if before is None or not _may_follow(kind, before) or _runs_on(text, match):
        return None
    number = _number(kind, match[kind])
    if kind == "item" and not _ITEM_ENDS.search(match[0]) and before not in ("", "\n"):
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
    if match.lastgroup == "han":
        return _HAN_ON.match(text, match.end(), match.end() + 4) is not None
    if match.lastgroup in ("num", "pnum"):
        return _NUM_ON.match(text, match.end(), match.end() + 4) is not None
    return False


def _number(kind: str, words: str) -> int:
    if kind in _BASE:
        base = "㊀" if words >= "㊀" and kind == "uhan" else _BASE[kind]
        return ord(words[0]) - ord(base) + 1
    digits = re.search(rf"{_HAN}|\d+", words)
    return (to_int(digits[0]) or 0) if digits else 0
