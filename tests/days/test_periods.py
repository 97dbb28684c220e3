"""Periods tile the calendar; dues fall inside them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan import days
from bihuan.days.periods import Per

DAYS = st.dates(date(2003, 1, 1), date(2030, 12, 31))
TILES = st.sampled_from([per for per in days.PERS if per != "once"])


@pytest.mark.parametrize(
    ("per", "start", "end"),
    [
        ("day", "2026-11-24", "2026-11-24"),
        ("week", "2026-11-23", "2026-11-29"),
        ("month", "2026-11-01", "2026-11-30"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("halfyear", "2026-07-01", "2026-12-31"),
        ("year", "2026-01-01", "2026-12-31"),
    ],
)
def test_the_periods_of_one_day(per: Per, start: str, end: str) -> None:
    assert days.period_of(date(2026, 11, 24), per) == days.Period(
        date.fromisoformat(start), date.fromisoformat(end)
    )


@given(DAYS, TILES)
def test_periods_tile(day: date, per: Per) -> None:
    here = days.period_of(day, per)
    assert day in here
    assert here.start is not None
    assert here.end is not None
    assert days.period_of(here.start, per) == here == days.period_of(here.end, per)
    following = days.period_of(here.end + timedelta(days=1), per)
    assert following.start == here.end + timedelta(days=1)


@given(DAYS, st.integers(0, 500), TILES)
def test_periods_between_are_those_of_each_day(start: date, length: int, per: Per) -> None:
    each = [days.period_of(start + timedelta(days=n), per) for n in range(length + 1)]
    assert days.periods_between(start, start + timedelta(days=length), per) == list(dict.fromkeys(each))


def test_once_is_the_span() -> None:
    start, end = date(2020, 1, 1), date(2020, 6, 30)
    assert days.period_of(start, "once") == days.Period(None, None)
    assert date(1999, 1, 1) in days.period_of(start, "once")
    assert days.periods_between(start, end, "once") == [days.Period(start, end)]
    assert days.periods_between(end, start, "once") == []


def test_unknown_rhythm_is_refused() -> None:
    with pytest.raises(ValueError, match="没有这种周期：fortnight"):
        days.period_of(date(2020, 1, 1), "fortnight")  # type: ignore[arg-type]


def test_the_six_monthly_returns_of_2020() -> None:
    """每月4日前, January to June 2020: 4 January, 4 April and 4 May were no working days."""
    made = days.dues("monthly", 4, date(2020, 1, 1), date(2020, 6, 30))
    assert [(due.on.isoformat(), due.mark) for due in made] == [
        ("2020-01-04", "周六"),
        ("2020-02-04", ""),
        ("2020-03-04", ""),
        ("2020-04-04", "清明放假"),
        ("2020-05-04", "劳动节放假"),
        ("2020-06-04", ""),
    ]
    assert [due.working for due in made] == [False, True, True, False, False, True]
    assert made[4].remind_on() == date(2020, 4, 30)


@given(st.integers(1, 31), DAYS, st.integers(0, 800))
def test_monthly_against_plain_python(day: int, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    plain = [
        at
        for at in (start + timedelta(days=n) for n in range(length + 1))
        if at.day == min(day, monthrange(at.year, at.month)[1])
    ]
    assert [due.on for due in days.dues("monthly", day, start, end)] == plain


@given(st.integers(1, 7), DAYS, st.integers(0, 100))
def test_weekly_against_plain_python(day: int, start: date, length: int) -> None:
    every = (start + timedelta(days=n) for n in range(length + 1))
    assert [d.on for d in days.dues("weekly", day, start, start + timedelta(days=length))] == [
        at for at in every if at.isoweekday() == day
    ]


def test_other_rhythms_and_ends() -> None:
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    assert [d.on.isoformat() for d in days.dues("quarterly", None, start, end)] == [
        "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31",
    ]  # fmt: skip
    assert [d.on.isoformat() for d in days.dues("halfyearly", 25, start, end)] == ["2026-06-25", "2026-12-25"]
    assert [d.on.isoformat() for d in days.dues("yearly", None, start, end)] == ["2026-12-31"]
    assert [d.on.isoformat() for d in days.dues("monthly", None, start, date(2026, 2, 28))] == [
        "2026-01-31",
        "2026-02-28",
    ]
    assert [d.on for d in days.dues("once", None, date(2020, 5, 31), end)] == [date(2020, 5, 31)]


def test_daily_with_and_without_days_of_rest() -> None:
    start, end = date(2020, 4, 3), date(2020, 4, 7)
    assert len(days.dues("daily", None, start, end)) == 5
    assert [d.on.day for d in days.dues("daily", None, start, end, working_only=True)] == [3, 7]


def test_impossible_rules_are_refused() -> None:
    with pytest.raises(ValueError, match="没有这种报送规则：hourly"):
        days.dues("hourly", None, date(2020, 1, 1), date(2020, 2, 1))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="1 到 7 之间，现在是 8"):
        days.dues("weekly", 8, date(2020, 1, 1), date(2020, 2, 1))
