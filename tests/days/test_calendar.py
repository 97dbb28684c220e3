"""Kinds of days against a table checked by hand from the State Council's notices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bihuan import days
from bihuan.days.calendar import FIRST_YEAR, LAST_YEAR

# 国办发明电〔2019〕16号 for 2020, with the extension of the Spring Festival to 2 February 2020.
BY_HAND = [
    ("2020-01-01", "rest", "元旦", "元旦放假"),
    ("2020-01-04", "rest", "周末", "周六"),
    ("2020-01-19", "working", "春节调休上班", "春节调休上班"),
    ("2020-01-24", "rest", "春节", "春节放假"),
    ("2020-02-03", "working", "", ""),
    ("2020-02-04", "working", "", ""),
    ("2020-03-04", "working", "", ""),
    ("2020-04-04", "rest", "清明", "清明放假"),
    ("2020-04-06", "rest", "清明", "清明放假"),
    ("2020-04-26", "working", "劳动节调休上班", "劳动节调休上班"),
    ("2020-05-04", "rest", "劳动节", "劳动节放假"),
    ("2020-05-09", "working", "劳动节调休上班", "劳动节调休上班"),
    ("2020-06-04", "working", "", ""),
    ("2018-12-29", "working", "元旦调休上班", "元旦调休上班"),
    ("2018-12-31", "rest", "元旦", "元旦放假"),
    ("2026-11-24", "working", "", ""),
    ("2026-11-28", "rest", "周末", "周六"),
]


@pytest.mark.parametrize(("on", "kind", "name", "mark"), BY_HAND)
def test_days_checked_by_hand(on: str, kind: str, name: str, mark: str) -> None:
    day = days.kind_of(date.fromisoformat(on))
    assert (day.kind, day.name, day.mark, day.known) == (kind, name, mark, True)


def test_outside_the_notices_only_weekends_count_and_the_day_says_so() -> None:
    monday, saturday = date(2028, 10, 2), date(2028, 10, 7)
    assert days.kind_of(monday) == days.Day(monday, "working", "", known=False)
    assert days.kind_of(saturday) == days.Day(saturday, "rest", "周末", known=False)
    assert days.unknown_year(monday) == 2028
    assert days.unknown_year(date(FIRST_YEAR, 1, 1)) is None
    assert days.unknown_year(date(FIRST_YEAR - 1, 12, 31)) == FIRST_YEAR - 1


def test_the_last_december_waits_for_the_notice_of_the_year_after() -> None:
    assert days.kind_of(date(LAST_YEAR, 12, 24)).known
    assert not days.kind_of(date(LAST_YEAR, 12, 25)).known
    assert days.unknown_year(date(LAST_YEAR, 12, 25)) == LAST_YEAR + 1


def test_rest_ahead_names_the_holiday_and_its_days() -> None:
    # 2 April 2020 is a Thursday; 4 to 6 April are off.
    rest = days.rest_ahead(date(2020, 4, 2), date(2020, 4, 3))
    assert rest == days.Rest(date(2020, 4, 4), date(2020, 4, 6), "清明")
    assert rest.days == 3
    assert days.rest_ahead(date(2020, 4, 7), date(2020, 4, 8)) is None
    # A run that has begun is not ahead any more.
    assert days.rest_ahead(date(2020, 4, 4), date(2020, 4, 6)) is None


def test_rest_ahead_finds_an_ordinary_weekend() -> None:
    rest = days.rest_ahead(date(2026, 11, 26), date(2026, 11, 27))
    assert rest == days.Rest(date(2026, 11, 28), date(2026, 11, 29), "周末")


def test_no_year_of_the_table_has_a_run_of_rest_longer_than_two_weeks() -> None:
    day, run, longest = date(FIRST_YEAR, 1, 1), 0, 0
    while day.year <= LAST_YEAR:
        run = 0 if days.kind_of(day).working else run + 1
        longest = max(longest, run)
        day += timedelta(days=1)
    assert 7 <= longest <= 14
