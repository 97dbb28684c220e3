"""Is this day a working day? The State Council's yearly notices as the package chinesecalendar holds them; else weekends only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from chinese_calendar import Holiday, get_holiday_detail
from chinese_calendar.constants import holidays

Kind = Literal["working", "rest"]
WEEKDAYS = "一二三四五六日"
_NAMES = {holiday.value: holiday.chinese for holiday in Holiday}
FIRST_YEAR, LAST_YEAR = min(holidays).year, max(holidays).year
# The notice for New Year's Day moves days of the December before it (29 and 31 December 2018), so those come with it.
_DECEMBER_FROM = 25
# No run of rest days is longer; a search that goes further has lost its way.
LONGEST_REST = 30


@dataclass(frozen=True)
class Day:
    """A day with its kind. `name`: the holiday (清明), 周末, or for a make-up day 春节调休上班.

    `known` is False where the year's notice is not in the table and only weekends count.
    """

    on: date
    kind: Kind
    name: str
    known: bool

    @property
    def working(self) -> bool:
        return self.kind == "working"

    @property
    def holiday(self) -> bool:
        """Whether the day is off by a notice, not only by being a weekend."""
        return self.kind == "rest" and self.name != "周末"

    @property
    def mark(self) -> str:
        """What stands beside the date: 周六, 清明放假, 春节调休上班; empty on an ordinary working day."""
        if self.holiday:
            return f"{self.name}放假"
        return f"周{WEEKDAYS[self.on.weekday()]}" if self.kind == "rest" else self.name


@dataclass(frozen=True)
class Rest:
    """A run of rest days, both ends included; `name` is the holiday in it, or 周末."""

    first: date
    last: date
    name: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def unknown_year(day: date) -> int | None:
    """Returns the year whose holiday notice would decide about `day` and is not in the table; None where it is known."""
    if day.year == LAST_YEAR and (day.month, day.day) >= (12, _DECEMBER_FROM):
        return LAST_YEAR + 1
    return None if FIRST_YEAR <= day.year <= LAST_YEAR else day.year


@cache
def kind_of(day: date) -> Day:
    """Returns the day's kind. Source: the State Council's notices for 2004 to 2026 (package chinesecalendar)."""
    known = unknown_year(day) is None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        weekend = day.weekday() >= 5
        return Day(day, "rest" if weekend else "working", "周末" if weekend else "", known)
    rest, english = get_holiday_detail(day)
    holiday = _NAMES.get(english, "") if english else ""
    if rest:
        return Day(day, "rest", holiday or "周末", known)
    return Day(day, "working", f"{holiday}调休上班" if holiday else "", known)


def rest_ahead(today: date, until: date) -> Rest | None:
    """Returns the first run of rest days that begins after `today` and not later than the day after `until`; None if none does."""
    at = today + timedelta(days=1)
    while at <= until + timedelta(days=1):
        if not kind_of(at).working and kind_of(at - timedelta(days=1)).working:
            return _run(at)
        at += timedelta(days=1)
    return None


def _run(first: date) -> Rest:
    days = [kind_of(first)]
    while not (following := kind_of(days[-1].on + timedelta(days=1))).working and len(days) < LONGEST_REST:
        days.append(following)
    return Rest(first, days[-1].on, next((d.name for d in days if d.holiday), "周末"))
