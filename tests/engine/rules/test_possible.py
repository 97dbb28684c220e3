"""What can never hit is refused with its reason, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bihuan.engine.rules import model as m
from bihuan.engine.rules.plain import answer
from bihuan.engine.rules.possible import possible
from bihuan.engine.rules.reading import read
from tests.engine.rules import trees

UNITS = {"least": "age", "most": "age", "line": "fen"}
AMOUNTS = {"least": (6,), "most": (100,), "line": (690_000, 750_000)}


def verdict(when: Any, table: str = "household") -> Any:
    return possible(read(when, table, UNITS), table, AMOUNTS)


def test_the_classic_is_refused_with_its_reason() -> None:
    found = verdict({"all": [{"column": "farmland", "below": 0}, {"column": "farmland", "above": 1}]})
    assert not found
    assert found.reason == "这几条不能同时成立：“耕地面积（亩）”小于0；“耕地面积（亩）”大于1"


@pytest.mark.parametrize(
    "when",
    [
        {"all": [{"quantity": "age", "below": {"parameter": "least"}}, {"quantity": "age", "above": {"parameter": "most"}}]},
        {"all": [{"column": "sex", "is": "male"}, {"column": "sex", "is": "female"}]},
        {"all": [{"column": "sex", "missing": True}, {"column": "sex", "is_not": "male"}]},
        {"all": [{"column": "sex", "not_in": ["male", "female"]}, {"column": "sex", "present": True}]},
        {"all": [{"column": "health", "has": "chronic"}, {"column": "health", "has_not": "chronic"}]},
        {"all": [{"column": "resident_insurance", "is": True}, {"not": {"column": "resident_insurance", "is": True}}]},
        {"not": {"any": [{"column": "sex", "missing": True}, {"column": "sex", "present": True}]}},
        {"count": {"of": "members"}, "below": 0},
        {"count": {"of": "members", "where": {"all": [{"column": "sex", "missing": True}, {"column": "sex", "is": "male"}]}}, "above": 0},
        {"all": [{"column": "birth_date", "below": "1990-01-01"}, {"column": "birth_date", "above": "1990-01-01"}]},
        {"all": [{"column": "birth_date", "below": {"column": "survey_date"}}, {"column": "birth_date", "above": {"column": "survey_date"}}]},
        {
            "all": [
                {"column": "birth_date", "below": {"column": "survey_date"}},
                {"column": "survey_date", "below": {"quantity": "as_of"}},
                {"quantity": "as_of", "at_most": {"column": "birth_date"}},
            ]
        },
        {"column": "work_months", "above": {"of": {"column": "work_months"}, "plus": 1}},
    ],
)  # fmt: skip
def test_what_can_never_be(when: Any) -> None:
    assert not verdict(when, "member")


def test_an_alternative_that_can_never_be_is_refused_though_the_other_can() -> None:
    dead = {"all": [{"column": "farmland", "below": 0}, {"column": "farmland", "above": 0}]}
    assert not verdict({"any": [{"column": "toilet", "is": False}, dead]})
    assert not verdict(
        {
            "all": [
                {"column": "toilet", "is": True},
                {
                    "any": [
                        {"column": "toilet", "is": False},
                        {"column": "toilet", "missing": True},
                        {"column": "road", "is": True},
                    ]
                },
            ]
        }
    )
    assert verdict({"any": [{"column": "toilet", "is": False}, {"column": "road", "is": False}]})


def test_a_witness_is_a_row_that_hits() -> None:
    heads = {"count": {"of": "members"}}
    found = verdict(
        {
            "all": [
                {**heads, "above": 1},
                {"column": "wage_income", "below": {"of": {"parameter": "line"}, "times": heads}},
                {"column": "wage_income", "above": 1},
            ]
        }
    )
    assert found.witness["members"] > 1
    assert 1 < found.witness["wage_income"] < found.witness["line"] * found.witness["members"]


def test_all_values_a_number_ever_had_are_tried() -> None:
    line = {
        "all": [
            {"column": "wage_income", "below": {"parameter": "line"}},
            {"column": "wage_income", "above": 1},
        ]
    }
    assert verdict(line)
    assert not possible(read(line, "household", UNITS), "household", {"line": (0, 1)})


SPACE: Mapping[str, list[Any]] = {
    "sex": ["male", "female", None],
    "labour": ["ordinary", "half", "none", "lost", None],
    "household_type": ["lifted", "ordinary", "subsistence", None],
    "health": ["healthy", "chronic", "disabled", "serious", "healthy,chronic", "healthy,disabled", "chronic,disabled", "healthy,chronic,disabled", None],
    "job_help": ["skills", "post", "other", "workshop", "skills,post", "post,other", "skills,other", "skills,post,other", None],
    **dict.fromkeys(["resident_insurance", "unsafe_house"], [True, False, None]),
    **dict.fromkeys(["birth_date", "survey_date"], [date(1900, 1, 1), date(1950, 2, 28), date(1980, 1, 1), date(2010, 6, 30), date(2010, 7, 1), date(2020, 1, 1), date(2024, 2, 29), date(2027, 1, 1), date(2030, 1, 1), date(2040, 1, 1), None]),
    **dict.fromkeys(["work_months", "wage_income", "farmland"], [*range(-20, 21), None]),
    "age": [-1, 0, 1, 2, 14, 15, 16, 17, 75, 76, 77, 150, None],
}  # fmt: skip


class Row:
    """Values by name."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def parameter(self, key: str) -> int:
        return 2

    def counted(self, of: str) -> Iterator[Any]:
        raise AssertionError("no counts here")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(tree=trees.tree("member", counting=False, depth=2))
def test_what_brute_force_finds_is_found_and_a_witness_hits(tree: m.Condition) -> None:
    names = list(
        dict.fromkeys(one.name for one in m.used(tree) if isinstance(one, m.ColumnOf | m.QuantityOf))
    )
    assume(len(names) <= 3)
    found = possible(m.All((tree,)), "member", {"small": (2,), "unknown": (2,)}, alternatives=False)
    spaces = [SPACE[name] for name in names]
    brute = any(answer(tree, Row(dict(zip(names, row, strict=True)))) is True for row in product(*spaces))
    if brute:
        assert found, (tree, found.reason)
    if found:
        assert answer(tree, Row({**dict.fromkeys(names), **found.witness})) is True
