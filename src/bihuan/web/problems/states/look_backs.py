"""When a closed problem is looked at again: the campaign's rule as dates. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from bihuan.days.periods import last_of_month

MONTHS = 3


def booked_days(rule: str, closed_on: date, days: int, count: int) -> tuple[date, ...]:
    """Returns the dates a close-out books: one after `days` calendar days, or `count` dates three months apart; none for "none".

    Months are counted from the close-out itself, so that the dates do not creep; a day the month lacks is its last one.
    """
    if rule == "none":
        return ()
    if rule == "quarterly":
        return tuple(months_after(closed_on, MONTHS * place) for place in range(1, count + 1))
    return (closed_on + timedelta(days=days),)


def months_after(day: date, months: int) -> date:
    """Returns the same day of the month so many months later, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    last = last_of_month(day.year + years, month + 1)
    return last.replace(day=min(day.day, last.day))
