"""The values behind labels: units, persons, deadlines and targets of one item."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.plans.model import Deadline, Span
from bihuan.plans.outline import Label
from bihuan.plans.page import trim
from bihuan.plans.resolve.deadlines import read_deadline
from bihuan.plans.resolve.moments import POINT, points
from bihuan.plans.resolve.units import is_unit, split_units

_BY = re.compile(
    r"由((?:[^，。；;（）()：:\n]|[（(][^（）()\n]{1,8}[)）]){2,60}?)(?:具体|共同|分别|统一|总)?(负责|牵头|主责|组织实施|承办|认领)"
)
_HEADED = re.compile(
    r"(?:^|[，,。；;（(\n：:])由?([^，。；;（）()：:\n由]{2,30}?)牵头[，,]\s?((?:[^，。；;（）()\n]|[（(][^（）()\n]{1,8}[)）]){2,80}?)(?:配合|参与|协同|协助|共同)"
)
_TAIL = re.compile(r"[（(【\[]([^（）()【】\[\]]{2,120})[)）】\]]\s*[。；;]?\s*$")
_DONE = (
    r"完成|完工|整改到位|整改完毕|销号|办结|整改落实到位|全部到位|清理完毕|清退完毕|处置完毕"
    r"|配齐|建成|投入使用|投运|启用|兑付|发放|竣工|清零|退还|拆除|追回|到位"
)
_DONE_BY = re.compile(
    r"(?:确保|力争|务必|务于|须|应|于|在|到|计划|预计|争取)?(?:今年"
    r"|本年)?(?P<when>[0-9〇○零一二三四五六七八九十年月日号上中下旬初底末半季度]{2,14}(?:之前|以前|前)?)"
    r"[^，。；;、]{0,18}?(?:" + _DONE + ")"
)
_SOON = re.compile(r"立行立改|即知即改|长期坚持|持续(?:推进|坚持|整改)|立整立改|已(?:经)?(?:完成|整改|办结)")
_LAST = re.compile(
    r"(?:^|[。；;，,\n])\s*(?:此项|本项|该项)?(?:问题|工作)?(?:需要?|须|要|应|并)?((?:立行立改|即知即改|立整立改|长期坚持|持续(?:推进|坚持|整改))"
    r"(?:[，,、并]*(?:长期坚持|持续(?:推进|坚持)))?)[。；;]?\s*$"
)
_TIME = re.compile(
    r"[0-9〇一二三四五六七八九十]\s?(?:年|月|日|天|周|个|季)|立行|立即|立整|立改|即|马上|长期|持续|常态|坚持|年底"
    r"|月底|半年|季度|[前后内]|已|期间|同步|适时|[-./]\d"
)
_TOLD = re.compile(r"(?:已(?:经)?[于在]?|截[至止]|截至目前[，,]?)$")
_FUTURE = re.compile("确保|力争|务必|务于|须|应|计划|预计|争取|今年|本年")
# the day is past and nothing was done
_LATE = re.compile(r"[^。；\n]{0,24}?(?:至今|仍|尚?未|没有|滞后|仅|只)")
_LIMIT = re.compile(r"((?:[12]\d{3}年|今年|明年)?\d{1,2}月(?:\d{1,2}日|底|[上中下]旬)?(?:之前|以前|前))")
_SEASONED = re.compile(r"月|年底|年末|半年|季度")
_NAMES = re.compile(r"[、，,；;/\s]+")
# 市生态环境局牵头，市公安局、市市场监管局配合
_ROLES = re.compile(
    r"(?:^|[，,；;。])\s*由?([^，,；;。]{2,60}?)(牵头负责|牵头|主责|主办|配合|协助|参与|协同)(?=$|[，,；;。])"
)
_READ = ("lead", "responsible", "owners", "assisting", "oversight", "persons", "target", "deadline")
_ROLE = re.compile("牵头|主责|主办|配合|协助|参与|协同")
_LEADING = ("牵头负责", "牵头", "主责", "主办")
_LEADS = re.compile(r"[（(]牵头(?:单位|部门)?[)）]$")


# □已完成 ☑未完成 after a day
_TICKED = re.compile(r"\s*[□☐☑☒■√✓]")


@dataclass
class Values:
    """What an item's labels say; empty lists where they say nothing."""

    lead: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    assisting: list[str] = field(default_factory=list)
    oversight: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    target: str | None = None
    deadline: Deadline | None = None
    evidence: list[str] = field(default_factory=list)

    def units(self) -> tuple[str, ...]:
        """Returns lead and responsible units, the lead first."""
        return tuple(dict.fromkeys([*self.lead, *self.responsible]))

    def put(self, kind: str, words: str, anchor: date | None, *, certain: bool = False) -> None:
        """Adds the words behind a label or under a heading of the kind; the first deadline and target stay.

        A `certain` deadline, from a column of its own, need not name a time (依司法程序).
        """
        if kind in ("lead", "responsible", "assisting", "oversight"):
            self._units(kind, words, anchor)
        elif kind == "owners":
            names = split_units(words)
            self._units("responsible", "、".join(name for name in names if is_unit(name)), anchor)
            self.persons += [name for name in names if not is_unit(name) and name not in self.persons]
        elif kind == "persons":
            self.persons += [name for name in _people(words) if name not in self.persons]
        elif kind == "target" and self.target is None:
            self.target = words
        elif kind == "deadline" and self.deadline is None and (_timely(words) or (certain and _said(words))):
            self.deadline = read_deadline(_before_heading(words), anchor)

    def _units(self, kind: str, words: str, anchor: date | None) -> None:
        """Names by role: 甲局牵头，乙局、丙局配合 says in one value who leads and who assists."""
        parts = _ROLES.findall(words) if _ROLE.search(words) else []
        for names, role in parts:
            self._names("lead" if role in _LEADING else "assisting", names, anchor)
        self._names(kind, _ROLES.sub("", words) if parts else words, anchor)

    def _names(self, kind: str, words: str, anchor: date | None) -> None:
        held: list[str] = getattr(self, kind)
        for name in split_units(words):
            if not is_unit(name) and (_SOON.match(name) or points(name)):
                # （责任单位：甲局；3月底前完成）: the day follows without a label of its own
                self.put("deadline", name.removesuffix("完成"), anchor)
                continue
            bare = _LEADS.sub("", name)
            place = self.lead if bare != name else held
            if bare not in place and len(bare) < 40:
                place.append(bare)


def _people(words: str) -> list[str]:
    return [name.strip("。.") for name in _NAMES.split(words) if name.strip("。.")]


def _before_heading(words: str) -> str:
    """2020年11月30日 工作要求, on one line: what follows the blank is a heading."""
    words = _TICKED.split(words, maxsplit=1)[0] or words
    parts = re.split(r"[ \u3000]+(?=[\u4e00-\u9fff]{2,8}$)", words, maxsplit=1)
    return parts[0] if len(parts) == 2 and points(parts[0]) and not _TIME.search(parts[1]) else words


def _said(words: str) -> bool:
    return 2 <= len(words.strip("—-/无 ")) <= 24 and bool(re.search("[\u4e00-\u9fff]{2}", words))


def _timely(words: str) -> bool:
    return bool(words.strip("—-/无 ")) and len(words) < 120 and bool(_TIME.search(words))


def value_span(text: str, label: Label, labels: Sequence[Label], end: int, marks: Sequence[int] = ()) -> Span:
    """Returns the span of a label's value: to the next label or mark (both in order), sentence end, line end or closing bracket."""
    after = bisect_right(labels, label.span[0], key=lambda other: other.span[0])
    mark = bisect_left(marks, label.span[1])
    stop = min([end, *(other.span[0] for other in labels[after : after + 1]), *marks[mark : mark + 1]])
    start, stop = trim(text, (label.span[1], stop), "：: ")
    if label.kind in ("target", "problem", "measures", "done"):
        return trim(text, (start, stop), "（([【")
    closing = _closing(text, start, stop) if label.bracketed else stop
    brk = re.compile(r"[。\n]" if label.kind != "deadline" else r"[。；;\n]").search(text, start, closing)
    return trim(text, (start, brk.start() if brk else closing), "，,；;。（([【")


def _closing(text: str, start: int, stop: int) -> int:
    """The bracket that closes the one the label stands in, skipping pairs inside the value."""
    depth = 0
    for at in range(start, stop):
        if text[at] in "（([【":
            depth += 1
        elif text[at] in "）)]】":
            if depth == 0:
                return at
            depth -= 1
    return stop


def read_labels(
    text: str, labels: Sequence[Label], end: int, marks: Sequence[int], anchor: date | None
) -> Values:
    """Returns the values of the labels that lie before `end`; 整改措施 and 存在问题 are read elsewhere."""
    values = Values()
    for label in labels:
        if label.kind in _READ:
            start, stop = value_span(text, label, labels, end, marks)
            values.put(label.kind, text[start:stop], anchor)
            values.evidence.append(f"“{label.words.strip('：: 【】')}”标签")
    return values


def read_prose(
    words: str, values: Values, anchor: date | None, *, single: bool = False, told: bool = False
) -> None:
    """Fills what labels left open from phrases: 由X负责, X牵头Y配合, a closing bracket, 确保6月底完成.

    `single`: the words are one measure, whose only day is its deadline; `told`: they state the problem, where days are past
    unless they are limits.
    """
    if not values.units():
        _by_phrase(words, values)
    tail = _TAIL.search(words)
    if tail:
        _bracket(tail[1], values, anchor)
    if values.deadline is None:
        _done_by(words, values, anchor, told)
    if values.deadline is None and single:
        _only_day(words, values, anchor)
    if values.deadline is None:
        _always(words, values, anchor)


def bracketed(words: str) -> set[str]:
    """Returns which of responsible and deadline the bracket at the end of the words tells without labels."""
    tail = _TAIL.search(words)
    values = Values()
    if tail:
        _bracket(tail[1], values, None)
    return ({"responsible"} if values.units() else set()) | ({"deadline"} if values.deadline else set())


def _always(words: str, values: Values, anchor: date | None) -> None:
    """A last sentence that says nothing but 立行立改, 长期坚持 or 持续推进."""
    match = _LAST.search(words)
    if match:
        values.put("deadline", match[1], anchor)
        values.evidence.append("末句写明时限")


def _by_phrase(words: str, values: Values) -> None:
    for match in _HEADED.finditer(words):
        if _all_units(match[1]) and _all_units(match[2]):
            values.put("lead", match[1].removeprefix("由"), None)
            values.put("assisting", match[2], None)
            values.evidence.append("“牵头、配合”句式")
            return
    for match in _BY.finditer(words):
        if _all_units(match[1]):
            values.put("lead" if match[2] in ("牵头", "主责") else "responsible", match[1], None)
            values.evidence.append(f"“由……{match[2]}”句式")


def _all_units(words: str) -> bool:
    names = split_units(words)
    return bool(names) and all(is_unit(name) for name in names)


def _bracket(words: str, values: Values, anchor: date | None) -> None:
    for part in re.split(r"[；;，,]", words):
        part = part.strip()
        owner = re.match(r"(.{2,60}?)(负责|牵头)$", part)
        if owner and not values.units() and _all_units(owner[1]):
            values.put("lead" if owner[2] == "牵头" else "responsible", owner[1], None)
            values.evidence.append("句末括号中的单位")
        elif (
            values.deadline is None
            and len(part) < 24
            and (_SOON.search(part) or re.search(r"(?:前|底|完成|整改到位)$", part) and points(part))
        ):
            values.put("deadline", part.removesuffix("完成") if points(part) else part, anchor)
            values.evidence.append("句末括号中的时限")


def _only_day(words: str, values: Values, anchor: date | None) -> None:
    """The one limit (某日前) in a measure of prose."""
    limits = [match for match in _LIMIT.finditer(words) if points(match[1])]
    if len(limits) == 1 and not _TOLD.search(words[: limits[0].start()]):
        values.put("deadline", limits[0][1], anchor)
        values.evidence.append("措施中唯一的期限")


def _done_by(words: str, values: Values, anchor: date | None, told: bool) -> None:
    for match in _DONE_BY.finditer(words):
        when = match["when"]
        late = _LATE.match(words, match.end()) if told else None
        if told and (late or not (when.endswith("前") or _FUTURE.match(match[0]))):
            continue
        if _TOLD.search(words[: match.start("when")]):
            continue
        if POINT.match(when) and _SEASONED.search(when):
            values.deadline = read_deadline(when, anchor)
            values.evidence.append("“某时前完成”句式")
            return
