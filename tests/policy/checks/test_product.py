"""The checks that come with the product: all load with their cases, each is proved on both sides, and a household in order is named by none."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from bihuan.engine.quality.cases import filled, judged, outcome
from bihuan.engine.quality.model import Case, Check
from bihuan.engine.quality.world import World
from bihuan.engine.quantities import Asked
from bihuan.policy.checks import checks
from bihuan.policy.parameters import book

ON = date(2026, 6, 30)
PLACE = 990101 * 10**6
LEAST = {"A": 21, "B": 12, "C": 34, "D": 18, "E": 36, "F": 22}


def holding() -> dict[str, int | None]:
    values = {key: book().at(key, PLACE, ON) for key in book().parameters}
    return {key: value and value.amount for key, value in values.items()}


def test_every_family_is_there() -> None:
    counted = Counter(check.family for check in checks())
    assert {family: counted[family] >= least for family, least in LEAST.items()} == dict.fromkeys(LEAST, True)


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.code)
def test_a_check_is_proved_on_both_sides_and_where_something_is_missing(check: Check) -> None:
    cases = Counter(case.expect for case in check.cases)
    assert cases["hit"] >= 1
    assert cases["miss"] >= 2
    blank = Case("nothing filled", "unknown", ON, {table: [{}] for table in {check.table, *check.needs}})
    if outcome(check, blank, holding()) == "unknown":
        assert cases["unknown"] >= 1, "a case must say what is unknown"


def test_no_title_or_sentence_is_used_twice() -> None:
    assert [title for title, times in Counter(check.label for check in checks()).items() if times > 1] == []


def test_every_number_of_the_checks_is_asked_by_one() -> None:
    used = {key for check in checks() for key in check.parameters}
    declared = {key for key, one in book().parameters.items() if one.group.startswith("数据核查")}
    assert declared - used == {"exemption_days", "exemption_ahead_days"}  # asked by the exemptions


HOUSE: dict[str, Any] = {
    "household_id": "H1", "county": "云溪县", "township": "青石镇", "village": "石门村", "household_type": "lifted", "household_phone": "13900000001",
    "no_labour_supported": False, "surveyor": "李某", "surveyor_phone": "13900000002", "survey_date": date(2026, 5, 8),
    "unsafe_house": False, "safe_water": True, "toilet": True, "toilet_works": True, "electricity": True, "road": True, "house_area": 12000, "road_distance": 50,
    "farmland": 430, "forest": 1200, "returned_forest": 0, "orchard": 0, "grassland": 0, "water_surface": 0,
    "wage_income": 5200000, "business_income": 1130000, "property_income": 36000, "transfer_income": 214000, "business_cost": 320000, "income_per_head": 1043333,
    "child_out_of_school": False, "member_uninsured": False, "education_help": "grant", "protection_help": "pension",
}  # fmt: skip
PERSON: dict[str, Any] = {
    "household_id": "H1", "id_type": "resident_id", "id_form": "resident", "id_place_known": True, "nation": "01", "health": "healthy", "labour": "ordinary", "phone": "13900000003",
    "resident_insurance": True, "employee_insurance": False, "serious_illness_cover": True, "medical_relief": False, "resident_pension": True, "employee_pension": False,
    "subsistence": "none", "destitute": "none",
}  # fmt: skip


def person(name: str, born: date, sex: str, relation: str, **more: Any) -> dict[str, Any]:
    number = {"birth_date": born, "id_birth_date": born, "sex": sex, "id_sex": sex, "id_key": name}
    return {**PERSON, **number, "name": name, "relation": relation, **more}


PUPIL = {"labour": "none", "resident_pension": False}
IN_ORDER: dict[str, list[dict[str, Any]]] = {
    "household": [HOUSE],
    "member": [
        person("甲", date(1982, 3, 5), "male", "head", education="junior", work_place="province", work_months=10),
        person("乙", date(1985, 8, 1), "female", "spouse", education="junior"),
        person("丙", date(2009, 2, 3), "male", "son", schooling="senior_2", education="junior", **PUPIL),
        person("丁", date(2018, 11, 9), "female", "daughter", schooling="primary", **PUPIL),
        person("戊", date(2026, 6, 2), "male", "son", schooling="preschool_child", **PUPIL | {"resident_insurance": False, "serious_illness_cover": False}),
        person("己", date(1951, 1, 4), "female", "mother", education="primary", labour="half", health="chronic"),
    ],
    "work": [
        {
            "household_id": "H1", "id_key": "甲", "name": "甲", "county": "云溪县", "work_county": "花都区", "monthly_wage": 520000, "employer": "某电子厂", "trade": "C", "channel": "self",
            "point_to_point": False, "work_start": 2025 * 12 + 8, "working": True, "spell_phone": "13900000003",
        }
    ],
    "plan": [{"household_id": "H1", "id_key": "乙", "name": "乙", "plans_work": False, "service_need": "none"}],
}  # fmt: skip


def test_a_household_in_order_is_named_by_no_check() -> None:
    world = World(filled(IN_ORDER), Asked(ON, holding()))
    named = [
        (check.code, scope.at)
        for check in checks()
        for scope in world.scopes(check.table)
        if judged(check, scope)
    ]
    assert named == []


# families whose cases stand on both sides of every number
PINNED = [check for check in checks() if check.family in "ABCDEFGIJK" and check.parameters]


@pytest.mark.parametrize("check", PINNED, ids=lambda check: check.code)
def test_the_cases_notice_when_a_number_is_one_more_or_one_less(check: Check) -> None:
    numbers = holding()
    unnoticed = [
        (key, step)
        for key in check.parameters
        for step in (1, -1)
        if all(
            outcome(check, c, numbers | {key: (numbers[key] or 0) + step}) == c.expect for c in check.cases
        )
    ]
    assert unnoticed == []
