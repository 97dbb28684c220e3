"""Counting against plain Python and against days counted on a wall calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan import days

DAYS = st.dates(date(2003, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2020-01-17", 1, "2020-01-19"),  # Friday; the Sunday is a make-up day
        ("2020-01-23", 1, "2020-02-03"),  # Spring Festival, prolonged
        ("2020-04-03", 1, "2020-04-07"),  # Qingming
        ("2020-04-30", 1, "2020-05-06"),  # Labour Day
        ("2020-05-06", 3, "2020-05-09"),  # the Saturday is a make-up day
        ("2026-11-24", 7, "2026-12-03"),  # seven working days of 2018's audit reports, over a plain weekend
        ("2020-04-07", -1, "2020-04-03"),
        ("2020-04-05", 0, "2020-04-05"),
    ],
)
def test_working_days_counted_by_hand(start: str, count: int, end: str) -> None:
    assert days.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(DAYS, st.integers(-40, 40))
def test_counting_undoes_adding(day: date, count: int) -> None:
    assert days.working_days_between(day, days.add_working_days(day, count)) == count


@given(DAYS, st.integers(0, 60))
def test_between_is_the_plain_count(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    plain = sum(days.kind_of(start + timedelta(days=n)).working for n in range(1, length + 1))
    assert days.working_days_between(start, end) == plain


@given(DAYS, st.integers(-400, 400))
def test_calendar_days_are_calendar_days(day: date, count: int) -> None:
    assert (days.add_calendar_days(day, count) - day).days == count


@given(DAYS, st.integers(0, 10))
def test_a_reminder_falls_on_the_nearest_working_day_before(due: date, lead: int) -> None:
    on, latest = days.remind_on(due, lead), due - timedelta(days=lead)
    assert on <= latest
    assert days.kind_of(on).working
    assert not any(days.kind_of(on + timedelta(days=n)).working for n in range(1, (latest - on).days + 1))


@pytest.mark.parametrize(
    ("due", "remind"),
    [
        ("2020-01-04", "2020-01-03"),  # Saturday
        ("2020-02-04", "2020-02-03"),
        ("2020-03-04", "2020-03-03"),
        ("2020-04-04", "2020-04-03"),  # Qingming
        ("2020-05-04", "2020-04-30"),  # the day before is a holiday too
        ("2020-06-04", "2020-06-03"),
        ("2020-01-20", "2020-01-19"),  # a Sunday on which people work
    ],
)
def test_reminders_of_the_six_returns_of_2020(due: str, remind: str) -> None:
    assert days.remind_on(date.fromisoformat(due)) == date.fromisoformat(remind)


def test_last_working_day_before_or_on() -> None:
    assert days.last_working_day_before_or_on(date(2020, 5, 4)) == date(2020, 4, 30)
    assert days.last_working_day_before_or_on(date(2020, 1, 19)) == date(2020, 1, 19)


def test_a_negative_lead_is_refused() -> None:
    with pytest.raises(ValueError, match="不能是负数，现在是 -1"):
        days.remind_on(date(2020, 1, 4), -1)
