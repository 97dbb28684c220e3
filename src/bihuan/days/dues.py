"""From a rule of reporting (每月4日前) to dated obligations, each with what kind of day it falls on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bihuan.days.calendar import Day, kind_of
from bihuan.days.counting import remind_on
from bihuan.days.periods import Per, Period, last_of_month, periods_between

Rule = Literal["daily", "weekly", "monthly", "quarterly", "halfyearly", "yearly", "once"]
_PER: dict[str, Per] = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "halfyearly": "halfyear", "yearly": "year",
}  # fmt: skip
RULES: tuple[str, ...] = (*_PER, "once")


@dataclass(frozen=True)
class Due:
    """One dated obligation. A due date is never moved by a holiday: the paper names the day; only the reminder moves."""

    on: date
    day: Day

    @property
    def working(self) -> bool:
        return self.day.working

    @property
    def mark(self) -> str:
        """Why the day needs a second look: 周六, 清明放假; empty on a working day."""
        return "" if self.day.working else self.day.mark

    def remind_on(self, lead_days: int = 1) -> date:
        """Returns the working day on which to remind."""
        return remind_on(self.on, lead_days)


def dues(rule: Rule, day: int | None, start: date, end: date, *, working_only: bool = False) -> list[Due]:
    """Returns the dated obligations of `rule` between `start` and `end`, both included, in order.

    `day`: weekly 1 (Monday) to 7; monthly the day of the month, cut to the month's last (31 in February is the 28th or
    29th); quarterly, half-yearly and yearly the day of the period's last month; None is the period's last day. `once`
    is `start` itself. `working_only` leaves out days of rest (每个工作日报). ValueError for an unknown rule or day.
    """
    if rule == "once":
        return [Due(start, kind_of(start))]
    if rule not in _PER:
        raise ValueError(f"没有这种报送规则：{rule}。可用的是 {'、'.join(RULES)}。")
    _check(rule, day)
    days = [_day_in(period, rule, day) for period in periods_between(start, end, _PER[rule])]
    made = [Due(on, kind_of(on)) for on in days if start <= on <= end]
    return [due for due in made if due.working] if working_only else made


def _check(rule: str, day: int | None) -> None:
    most = 7 if rule == "weekly" else 31
    if day is not None and rule != "daily" and not 1 <= day <= most:
        raise ValueError(f"第几天要在 1 到 {most} 之间，现在是 {day}。")


def _day_in(period: Period, rule: str, day: int | None) -> date:
    if period.start is None or period.end is None:
        raise ValueError("这个周期没有起止日，定不出时限。")
    if day is None or rule == "daily":
        return period.end
    if rule == "weekly":
        return period.start + timedelta(days=day - 1)
    last = last_of_month(period.end.year, period.end.month)
    return last.replace(day=min(day, last.day))
