"""Quantities of persons, spells and shared numbers: known answers, and both roads agree whatever the rows hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.engine.quantities import QUANTITIES, Asked
from bihuan.engine.quantities.kept import KEPT
from tests.engine.quantities.roads import DATES, ENGINES, differing, plainly, worlds

ON = Asked(date(2026, 6, 30))
MEMBER = ("birth_date", "id_birth_date", "schooling", "education", "relation", "id_key", "nation", "health")
WORK = ("work_start", "work_end", "work_county", "county", "spell_phone")
HOUSEHOLD = ("county", "household_phone", "toilet", "risk_1")
PERSONS = (
    "age",
    "age_months",
    "student",
    "head_age",
    "id_rows_in_household",
    "id_households",
    "nation_kept",
    "health_kept",
)
OTHERS = (
    "spell_months", "works_at_home", "spell_phone_households", "spell_phone_apart", "phone_households",
    "toilet_kept", "risk_1_kept",
)  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=25, deadline=None)
@given(tables=worlds(household=HOUSEHOLD, member=MEMBER, work=WORK), on=DATES)
def test_both_roads_agree(engine: str, tables: Any, on: date) -> None:
    assert differing((*PERSONS, *OTHERS), tables, Asked(on), engine) == {}


def one(name: str, **row: Any) -> Any:
    table = QUANTITIES[name].table
    return plainly(name, {table: [row]}, ON)[0]


def test_a_kept_column_exists_for_every_declared_name() -> None:
    assert {f"{name}_kept" for names in KEPT.values() for name in names} <= set(QUANTITIES)


@pytest.mark.parametrize(
    ("born", "months"),
    [
        (date(2026, 6, 30), 0),
        (date(2026, 5, 31), 0),
        (date(2026, 5, 30), 1),
        (date(2026, 3, 31), 2),
        (date(2026, 3, 30), 3),
        (date(2025, 6, 30), 12),
        (date(2026, 7, 1), -1),
    ],
)
def test_a_month_of_age_is_full_on_its_day(born: date, months: int) -> None:
    assert one("age_months", birth_date=born, id_birth_date=None) == months
    assert one("age_months", birth_date=None, id_birth_date=born) == months


@given(born=st.dates(date(1920, 1, 1), date(2026, 6, 30)))
def test_twelve_months_are_a_year(born: date) -> None:
    assert one("age_months", birth_date=born, id_birth_date=None) // 12 == one(
        "age", birth_date=born, id_birth_date=None
    )


@pytest.mark.parametrize(
    ("schooling", "education", "expected"),
    [
        ("primary", None, True),
        ("special", None, True),
        ("none", None, False),
        ("preschool_child", None, False),
        ("kindergarten", None, False),
        ("senior_1", "junior", True),
        (None, "junior", False),
        (None, None, None),
    ],
)
def test_who_is_a_student(schooling: str | None, education: str | None, expected: bool | None) -> None:
    assert one("student", schooling=schooling, education=education) is expected


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (2026 * 12 + 5, None, 1),
        (2026 * 12 + 2, None, 4),
        (2026 * 12 + 2, 2026 * 12 + 3, 2),
        (2026 * 12 + 2, 2026 * 12 + 11, 4),
        (2026 * 12 + 6, None, 0),
        (None, 2026 * 12, None),
    ],
)
def test_a_spell_lasts_from_its_first_to_its_last_month(
    start: int | None, end: int | None, months: int | None
) -> None:
    assert one("spell_months", work_start=start, work_end=end) == months


@pytest.mark.parametrize(
    ("there", "home", "expected"),
    [
        ("云溪县", "云溪县", True),
        ("某省某市云溪县", "云溪县", True),
        ("云溪", "云溪县", True),
        ("花都区", "云溪县", False),
        ("云溪县花都镇", "云溪县", False),
        (None, "云溪县", None),
        ("花都区", None, None),
    ],
)
def test_the_home_county_is_known_in_each_spelling(
    there: str | None, home: str | None, expected: bool | None
) -> None:
    assert one("works_at_home", work_county=there, county=home) is expected


def test_numbers_are_counted_within_and_across_households() -> None:
    rows = [("H1", "K1"), ("H1", "K1"), ("H2", "K1"), ("H2", "K2"), ("H3", None)]
    tables = {"member": [{"household_id": house, "id_key": key} for house, key in rows]}
    assert plainly("id_rows_in_household", tables, ON) == [2, 2, 1, 1, None]
    assert plainly("id_households", tables, ON) == [2, 2, 2, 1, None]


def test_a_phone_at_two_ends_of_the_country_counts_spells_under_way_only() -> None:
    spells = [
        ("1", "花都区", None),
        ("1", "昆山市", 2026 * 12 + 4),
        ("2", "花都区", None),
        ("2", "昆山市", None),
        ("3", None, None),
    ]
    rows = [{"spell_phone": p, "work_county": c, "work_end": e, "household_id": "H"} for p, c, e in spells]
    assert plainly("spell_phone_apart", {"work": rows}, ON) == [False, False, True, True, None]


def test_a_column_is_kept_where_anybody_in_the_county_has_it() -> None:
    houses = [{"household_id": f"H{n}", "county": county, "toilet": toilet} for n, county, toilet in
              [(1, "甲县", None), (2, "甲县", False), (3, "乙县", None), (4, None, True)]]  # fmt: skip
    assert plainly("toilet_kept", {"household": houses}, ON) == [True, True, None, None]
    members = [
        {"household_id": "H1", "nation": None},
        {"household_id": "H2", "nation": "01"},
        {"household_id": "H3", "nation": None},
    ]
    assert plainly("nation_kept", {"household": houses, "member": members}, ON) == [True, True, None]
