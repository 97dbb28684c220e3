"""Dates, numbers and masks as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bihuan.web.config import clock
from bihuan.web.ui import words

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "read"),
    [
        (date(2026, 11, 24), "11月24日"),
        (date(2027, 2, 22), "2027年2月22日"),
        (date(2025, 12, 31), "2025年12月31日"),
        (None, ""),
    ],
)
def test_a_date_names_its_year_only_when_it_is_another(day: date | None, read: str) -> None:
    assert words.cn_date(day, TODAY) == read


def test_an_hour_is_read_in_shanghai_and_today_is_called_today() -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert words.cn_datetime(late, TODAY) == "今天 01:30"
    assert words.cn_date(late, TODAY) == "11月24日"
    assert words.cn_datetime(datetime(2026, 11, 23, 9, 5, tzinfo=clock.ZONE), TODAY) == "11月23日 09:05"


@pytest.mark.parametrize(
    ("moment", "read"),
    [
        (datetime(2026, 11, 24, 8, 41, tzinfo=clock.ZONE), "08:41"),
        (date(2026, 11, 24), "今天"),
        (date(2026, 10, 9), "10月9日"),
        (date(2027, 2, 22), "2027年\n2月22日"),
    ],
)
def test_a_time_line_is_stamped_short(moment: date, read: str) -> None:
    assert words.cn_stamp(moment, TODAY) == read


def test_weekday() -> None:
    assert words.cn_weekday(TODAY) == "星期二"


@pytest.mark.parametrize(
    ("value", "read"),
    [(3800, "3,800"), (0, "0"), (None, "—"), (0.5, "0.5"), (Decimal("1234.50"), "1,234.5"), (-2, "-2")],
)
def test_missing_never_reads_as_nought(value: float | None, read: str) -> None:
    assert words.number(value) == read


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("99012119740612231X", "990121********231X"),
        ("990121740612231", "990121*****2231"),
        ("A1234567", "******67"),
        ("12", "**"),
        ("", ""),
        (None, ""),
    ],
)
def test_identity_numbers_are_masked(given: str | None, shown: str) -> None:
    assert words.mask_id(given) == shown


@pytest.mark.parametrize(("given", "shown"), [("13912345678", "139****5678"), ("6218", "***8"), (None, "")])
def test_telephone_numbers_are_masked(given: str | None, shown: str) -> None:
    assert words.mask_phone(given) == shown
