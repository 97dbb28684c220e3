"""Adding and counting days. Calendar days (日) and working days (工作日) never mix: a caller says which it means."""

from __future__ import annotations

from datetime import date, timedelta

from bihuan.days.calendar import kind_of

_ONE = timedelta(days=1)


def add_calendar_days(day: date, count: int) -> date:
    """Returns the day `count` calendar days after `day` (before it, if negative)."""
    return day + timedelta(days=count)


def add_working_days(day: date, count: int) -> date:
    """Returns the `count`-th working day after `day`, which itself is not counted (civil law, article 201); 0 gives `day` back.

    A negative count goes backwards.
    """
    step, left = (_ONE if count > 0 else -_ONE), abs(count)
    while left:
        day += step
        left -= kind_of(day).working
    return day


def working_days_between(start: date, end: date) -> int:
    """Returns how many working days lie after `start` up to and with `end`; negative, counted the other way, if `end` is earlier.

    It undoes add_working_days: working_days_between(d, add_working_days(d, n)) == n.
    """
    sign, step = (1, _ONE) if end >= start else (-1, -_ONE)
    count, at = 0, start
    while at != end:
        at += step
        count += kind_of(at).working
    return sign * count


def last_working_day_before_or_on(due: date) -> date:
    """Returns `due` if it is a working day, else the last one before it."""
    while not kind_of(due).working:
        due -= _ONE
    return due


def remind_on(due: date, lead_days: int = 1) -> date:
    """Returns when to remind: `lead_days` calendar days ahead, moved to the last working day before if people rest then.

    So what is due on the Monday after a holiday is reminded before the holiday begins. ValueError for a negative lead.
    """
    if lead_days < 0:
        raise ValueError(f"提前天数不能是负数，现在是 {lead_days}。")
    return last_working_day_before_or_on(due - timedelta(days=lead_days))
