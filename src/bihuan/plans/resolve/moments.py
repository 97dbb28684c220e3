"""Dates as official papers write them: 上旬, 月底, bare months, missing years, ranges that inherit from either side."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bihuan.plans.model import Span
from bihuan.plans.numerals import to_int

_NUMBER = r"(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?P<year>[12][0-9]{3}|[一二][〇○零0-9一二三四五六七八九]{3})\s?年度?|(?P<rel>今年|明年|本年度?|当年|次年))"
_YEAR2 = _YEAR.replace("<year>", "<year2>").replace("<rel>", "<rel2>")
_PART = r"(?P<part>上旬|中旬|下旬|月?底|月?末|初|中(?!旬|央|期|国|心|小|共))"
POINT = re.compile(
    rf"(?:{_YEAR}的?\s?)?(?P<month>{_NUMBER})\s?月份?(?:(?P<day>{_NUMBER})\s?[日号]|{_PART})?"
    rf"|{_YEAR2}的?(?P<season>年?底|年?末|[上下]半年|第?[一二三四]季度|全年)?"
    r"|(?P<iso>[12][0-9]{3}[-./][01]?[0-9](?:[-./][0-3]?[0-9])?)(?![0-9])"
    r"|(?P<season2>年底|年末|年内|[上下]半年|第?[一二三四]季度)|(?P<here>本月底|本月内|月底|月末)"
)
_SEP = re.compile(r"\s*(?:[—–\-－~～]+|至|到|起至)\s*(?:本|同)?")
# 从3月5日开始，3月15日结束
_BEGINNING = re.compile(r"(?:开始|启动|起)[，,]?\s*(?:至|到)?(?=[^，。；]{2,12}(?:结束|止|完成|为止))")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?![\d.])")
_DAY = re.compile(rf"(?P<day>{_NUMBER})\s?[日号]")
_MONTHS = re.compile(
    rf"(?:{_YEAR})?(?P<a>{_NUMBER})\s?(?:[—–\-－~～]+|至|到)\s?(?P<b>{_NUMBER})\s?月(?!\s?{_NUMBER}\s?[日号])"
)
_UNTIL_EVENT = re.compile(
    r"\s*(?:[—–\-－~～]+|至|到)\s*(?:学期末|学期结束|期末|结束|今后|长期|活动结束|整改结束)"
)
_SEASONS = {
    "上半年": (1, 6),
    "下半年": (7, 12),
    "一季度": (1, 3),
    "二季度": (4, 6),
    "三季度": (7, 9),
    "四季度": (10, 12),
}
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0), "初": (1, 10), "中": (11, 20)}


@dataclass(frozen=True)
class Moment:
    """A stretch of days whose year may be open; `last` 0 means the last day of the month; `bare` only a year."""

    span: Span
    year: int | None
    months: tuple[int, int]
    first: int = 1
    last: int = 0
    shift: int = 0
    bare: bool = False
    here: bool = False

    def valid(self) -> bool:
        """Returns whether such days exist in some year."""
        top = calendar.monthrange(2024, self.months[1])[1] if 1 <= self.months[1] <= 12 else 0
        return 1 <= self.months[0] <= self.months[1] and 1 <= self.first <= 31 and self.last <= top


@dataclass(frozen=True)
class Range:
    """Two moments (one may be None) and the words they stand in."""

    span: Span
    start: Moment | None
    end: Moment | None


def points(text: str, start: int = 0, end: int | None = None) -> list[Moment]:
    """Returns the moments named between two offsets, in order; impossible dates are left out."""
    found = (_moment(match) for match in POINT.finditer(text, start, len(text) if end is None else end))
    return [moment for moment in found if moment is not None and moment.valid()]


def _moment(match: re.Match[str]) -> Moment | None:
    if match["iso"]:
        return _iso(match)
    year, shift = _year(match)
    if match["month"]:
        return _monthly(match, year, shift)
    if match["here"]:
        return Moment(match.span(), None, (1, 1), here=True)
    season = (match["season"] or match["season2"] or "").removeprefix("第")
    months = _SEASONS.get(season, (12, 12) if season[-1:] in ("底", "末") else (1, 12))
    bare = not season
    return Moment(match.span(), year, months, 31 if months == (12, 12) else 1, 0, shift, bare)


def _year(match: re.Match[str]) -> tuple[int | None, int]:
    groups = match.groupdict()
    words, relative = (groups[name] or groups.get(f"{name}2") for name in ("year", "rel"))
    return (to_int(words) if words else None), (1 if relative in ("明年", "次年") else 0)


def _monthly(match: re.Match[str], year: int | None, shift: int) -> Moment | None:
    month = to_int(match["month"].translate(_WIDE))
    if not month or month > 12:
        return None
    if match["day"]:
        day = to_int(match["day"].translate(_WIDE)) or 0
        return Moment(match.span(), year, (month, month), day, day, shift) if day else None
    part = (match["part"] or "").removeprefix("月")
    first, last = _PARTS.get(part, (0, 0) if part else (1, 0))
    return Moment(match.span(), year, (month, month), first or 31, last, shift)


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def _iso(match: re.Match[str]) -> Moment | None:
    numbers = [int(part) for part in re.split(r"[-./]", match["iso"])]
    day = numbers[2] if len(numbers) > 2 else 0
    if not 1 <= numbers[1] <= 12 or (len(numbers) > 2 and not 1 <= day <= 31):
        return None
    return Moment(match.span(), numbers[0], (numbers[1], numbers[1]), day or 1, day)


def ranges(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """Returns each stretch of time named between two offsets: `A至B`, a lone moment as start and end alike."""
    stop, found, at = len(text) if end is None else end, [], start
    while (item := _range_at(text, at, stop)) is not None:
        found.append(item)
        at = item.span[1]
    return found


def _range_at(text: str, at: int, stop: int) -> Range | None:
    months = _MONTHS.search(text, at, stop)
    point = next((match for match in POINT.finditer(text, at, stop) if _valid(match)), None)
    if months and _month_pair(months) and (point is None or months.start() <= point.start()):
        return _month_range(months)
    if point is None:
        return None
    first = _moment(point)
    assert first is not None
    return _pair(text, first, stop) or _open_ended(text, first, stop) or Range(first.span, first, first)


def _valid(match: re.Match[str]) -> bool:
    moment = _moment(match)
    return moment is not None and moment.valid()


def _month_pair(match: re.Match[str]) -> bool:
    a, b = to_int(match["a"].translate(_WIDE)), to_int(match["b"].translate(_WIDE))
    return bool(a and b and a <= 12 and b <= 12)


def _month_range(match: re.Match[str]) -> Range:
    a, b = (to_int(match[name].translate(_WIDE)) or 1 for name in "ab")
    year, shift = _year(match)
    first = Moment((match.start(), match.end("a")), year, (a, a), shift=shift)
    second = Moment((match.start("b"), match.end()), None if b < a else year, (b, b), shift=shift)
    return Range(match.span(), first, second)


def _pair(text: str, first: Moment, stop: int) -> Range | None:
    sep = _SEP.match(text, first.span[1], stop) or _BEGINNING.match(text, first.span[1], stop)
    if not sep:
        return None
    dotted = _DOTTED.match(text, sep.end(), stop)
    if dotted and "." in text[slice(*first.span)]:
        return _dotted(first, dotted)
    day = _DAY.match(text, sep.end(), stop)
    if day and not first.bare:
        number = to_int(day["day"].translate(_WIDE)) or 0
        second = replace(first, span=day.span(), first=number, last=number)
        return Range((first.span[0], day.end()), first, second) if second.valid() else None
    match = POINT.match(text, sep.end(), stop)
    following = _moment(match) if match else None
    if following is None or not following.valid():
        return None
    return Range((first.span[0], following.span[1]), first, _inherit(first, following))


def _dotted(first: Moment, match: re.Match[str]) -> Range | None:
    """2022.3.1—3.10: the second day without its year."""
    month, day = int(match[1]), int(match[2])
    second = Moment(match.span(), first.year, (month, month), day, day)
    return Range((first.span[0], match.end()), first, second) if second.valid() else None


def _open_ended(text: str, first: Moment, stop: int) -> Range | None:
    """10月21日至学期末: an end that is no day of the calendar stays open."""
    until = _UNTIL_EVENT.match(text, first.span[1], stop)
    return Range((first.span[0], until.end()), first, None) if until else None


def _inherit(first: Moment, second: Moment) -> Moment:
    if second.year is None and first.year is not None and not second.shift:
        return replace(second, year=first.year + (second.months < first.months))
    return second


def resolve(moment: Moment, anchor: date | None) -> tuple[date, date] | None:
    """Returns first and last day; an open year is the one that puts the day nearest after two months before the anchor.

    None where the year is open and nothing anchors it.
    """
    if moment.here:
        return _month_of(anchor) if anchor else None
    year = moment.year if moment.year is not None else _nearest_year(moment, anchor)
    return (
        None
        if year is None
        else (_day(year, moment.months[0], moment.first), _day(year, moment.months[1], moment.last or 31))
    )


def _month_of(anchor: date) -> tuple[date, date]:
    return anchor.replace(day=1), _day(anchor.year, anchor.month, 31)


def _nearest_year(moment: Moment, anchor: date | None) -> int | None:
    if anchor is None:
        return None
    if moment.shift or moment.bare or moment.months == (1, 12):
        return anchor.year + moment.shift
    earliest = anchor - timedelta(days=62)
    year = earliest.year
    return year if _day(year, moment.months[1], moment.last or 31) >= earliest else year + 1


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def add_working_days(start: date, days: int, holidays: frozenset[date] = frozenset()) -> date:
    """Returns the day that is `days` working days after `start`: no weekends, none of the `holidays` given."""
    at = start
    while days > 0:
        at += timedelta(days=1)
        days -= at.weekday() < 5 and at not in holidays
    return at
