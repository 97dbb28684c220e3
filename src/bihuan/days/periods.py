"""Calendar periods: day, week from Monday, month, quarter, half-year, year, and `once` for the whole span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Per = Literal["day", "week", "month", "quarter", "halfyear", "year", "once"]
PERS: tuple[Per, ...] = ("day", "week", "month", "quarter", "halfyear", "year", "once")
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12}


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included; an open side is None (only `once` has one)."""

    start: date | None
    end: date | None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def period_of(day: date, per: Per) -> Period:
    """Returns the period `day` lies in; `once` is open on both sides. ValueError for an unknown rhythm."""
    if per == "once":
        return Period(None, None)
    if per == "day":
        return Period(day, day)
    if per == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if per not in _MONTHS:
        raise ValueError(f"没有这种周期：{per}。可用的是 {'、'.join(PERS)}。")
    months = _MONTHS[per]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, last_of_month(first.year, first.month + months - 1))


def periods_between(start: date, end: date, per: Per) -> list[Period]:
    """Returns every period that has a day between `start` and `end`, whole and in order; `once` gives the span itself."""
    if per == "once":
        return [Period(start, end)] if start <= end else []
    found: list[Period] = []
    while start <= end:
        found.append(period_of(start, per))
        start = _end(found[-1]) + timedelta(days=1)
    return found


def last_of_month(year: int, month: int) -> date:
    """Returns the last day of the month."""
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return following - timedelta(days=1)


def _end(period: Period) -> date:
    if period.end is None:
        raise ValueError("这个周期没有止日，不能接着往后数。")
    return period.end
