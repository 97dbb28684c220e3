"""Kleene's logic over one row, and counts as intervals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.engine.quality.cases import filled
from bihuan.engine.quality.world import World
from bihuan.engine.quantities import Asked
from bihuan.engine.rules.plain import Span, answer, both, compared, either, opposite
from bihuan.engine.rules.reading import read

UNITS = {"limit": "age", "line": "fen"}


def asked_of(when: dict[str, Any], table: str = "member", limit: int | None = 16, **rows: Any) -> bool | None:
    world = World(filled(rows), Asked(date(2026, 6, 30), {"limit": limit, "line": 800_000}))
    return answer(read(when, table, UNITS), next(iter(world.scopes(table))))


def test_the_truth_tables_of_kleene() -> None:
    values = (True, False, None)
    assert [[both([a, b]) for b in values] for a in values] == [
        [True, False, None],
        [False, False, False],
        [None, False, None],
    ]
    assert [[either([a, b]) for b in values] for a in values] == [
        [True, True, True],
        [True, False, None],
        [True, None, None],
    ]
    assert [opposite(a) for a in values] == [False, True, None]
    assert (both([]), either([])) == (True, False)


@pytest.mark.parametrize(
    ("born", "hits"),
    [(date(2010, 6, 30), False), (date(2010, 7, 1), True), (None, None), (date(2030, 1, 1), True)],
)
def test_an_age_below_a_parameter(born: date | None, hits: bool | None) -> None:
    when = {"quantity": "age", "below": {"parameter": "limit"}}
    assert asked_of(when, member=[{"birth_date": born}]) is hits


def test_a_parameter_nobody_knows_leaves_it_unknown() -> None:
    when = {"quantity": "age", "below": {"parameter": "limit"}}
    assert asked_of(when, limit=None, member=[{"birth_date": date(2020, 1, 1)}]) is None


@pytest.mark.parametrize(
    ("when", "row", "hits"),
    [
        ({"column": "sex", "is_not": "male"}, {"sex": "female"}, True),
        ({"column": "sex", "is_not": "male"}, {}, None),
        ({"column": "sex", "in": ["male", "female"]}, {"sex": "male"}, True),
        ({"column": "sex", "not_in": ["male"]}, {"sex": "male"}, False),
        ({"column": "sex", "not_in": ["male"]}, {}, None),
        ({"column": "sex", "missing": True}, {}, True),
        ({"column": "sex", "present": True}, {}, False),
        ({"column": "health", "has": "chronic"}, {"health": "chronic,disabled"}, True),
        ({"column": "health", "has": "chronic"}, {"health": "disabled"}, False),
        ({"column": "health", "has_not": "chronic"}, {}, None),
        ({"column": "health", "has_any": ["serious", "disabled"]}, {"health": "chronic,disabled"}, True),
        ({"column": "resident_insurance", "is": False}, {"resident_insurance": False}, True),
        ({"not": {"column": "resident_insurance", "is": False}}, {}, None),
    ],
)
def test_leaves(when: dict[str, Any], row: dict[str, Any], hits: bool | None) -> None:
    assert asked_of(when, member=[row]) is hits


def test_a_member_sees_its_household_and_a_spell_its_member() -> None:
    rows = {
        "member": [{"sex": "male"}, {"sex": "female"}],
        "household": [{"household_type": "lifted"}],
        "work": [{"id_key": "例人2"}],
    }
    assert asked_of({"column": "household_type", "is": "lifted"}, **rows) is True
    assert asked_of({"column": "sex", "is": "female"}, table="work", **rows) is True
    assert asked_of({"column": "household_type", "is": "lifted"}, table="work", **rows) is True
    assert asked_of({"column": "sex", "is": "female"}, table="work", work=[{"id_key": "谁"}]) is None


def counting(op: str, than: int, where: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"count": {"of": "members", **({"where": where} if where else {})}, op: than}


def test_a_count_lies_between_the_certain_and_the_possible() -> None:
    old = {"column": "sex", "is": "male"}
    rows = {"member": [{"sex": "male"}, {"sex": None}, {"sex": "female"}]}
    assert asked_of(counting("at_least", 1, old), **rows) is True
    assert asked_of(counting("above", 1, old), **rows) is None
    assert asked_of(counting("is", 0, old), **rows) is False
    assert asked_of(counting("is", 1, old), **rows) is None
    assert asked_of(counting("above", 1), **rows) is True


def test_a_table_not_handed_in_is_unknown_and_an_empty_one_is_not() -> None:
    none = {"count": {"of": "spells"}, "is": 0}
    assert asked_of(none, member=[{}]) is None
    assert asked_of(none, member=[{}], work=[]) is True
    assert asked_of(none, member=[{}], work=[{}]) is False
    assert asked_of(none, member=[{"id_key": None}], work=[]) is None


def test_spells_are_the_persons_for_a_person_and_the_households_for_a_household() -> None:
    rows = {"member": [{}, {}], "work": [{}, {"id_key": "例人2"}]}
    assert asked_of({"count": {"of": "spells"}, "is": 1}, **rows) is True
    assert asked_of({"count": {"of": "spells"}, "above": 1}, table="household", **rows) is True


@pytest.mark.parametrize(
    ("op", "right", "expected"),
    [
        ("is", 5, False), ("is", 3, None), ("is_not", 5, True), ("is_not", 4, None), ("below", 5, True), ("below", 4, None),
        ("below", 2, False), ("at_most", 4, True), ("at_most", 3, None), ("at_most", 1, False), ("above", 1, True), ("above", 2, None),
        ("above", 4, False), ("at_least", 2, True), ("at_least", 3, None), ("at_least", 5, False), ("is", None, None),
    ],
)  # fmt: skip
def test_a_span_of_two_to_four(op: str, right: int | None, expected: bool | None) -> None:
    assert compared(Span(2, 4), op, right) is expected


def test_a_span_without_an_end() -> None:
    ops = ("is", "is_not", "below", "at_most", "above", "at_least")
    assert [compared(Span(0, None), op, 0) for op in ops] == [None, None, False, None, None, True]


def test_a_product_needs_all_its_factors() -> None:
    when = {
        "column": "wage_income",
        "below": {"of": {"parameter": "line"}, "times": {"count": {"of": "members"}}},
    }
    assert asked_of(when, table="household", household=[{"wage_income": 1_599_999}], member=[{}, {}]) is True
    assert asked_of(when, table="household", household=[{"wage_income": 1_600_000}], member=[{}, {}]) is False
    assert asked_of(when, table="household", household=[{}], member=[{}]) is None
