"""Days as offices count them: working days, holidays, periods, due dates. Pure: no clock, no Django; every day is passed in."""

from bihuan.days.calendar import Day, Rest, kind_of, rest_ahead, unknown_year
from bihuan.days.counting import (
    add_calendar_days,
    add_working_days,
    last_working_day_before_or_on,
    remind_on,
    working_days_between,
)
from bihuan.days.dues import RULES, Due, dues
from bihuan.days.periods import PERS, Period, period_of, periods_between

__all__ = [
    "PERS",
    "RULES",
    "Day",
    "Due",
    "Period",
    "Rest",
    "add_calendar_days",
    "add_working_days",
    "dues",
    "kind_of",
    "last_working_day_before_or_on",
    "period_of",
    "periods_between",
    "remind_on",
    "rest_ahead",
    "unknown_year",
    "working_days_between",
]
