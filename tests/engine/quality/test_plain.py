"""A run by the plain road, against findings written by hand."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from bihuan.engine.quality import Check, Outcome, Population, plain
from bihuan.engine.rules.reading import read

ON = date(2026, 6, 30)
UNITS = {"least_age": "age"}


class Book:
    """Parameters that hold everywhere."""

    def __init__(self, **amounts: int | None) -> None:
        self.amounts = amounts

    def at(self, key: str, area_code: int, on: date) -> Any:
        return None if self.amounts[key] is None else SimpleNamespace(amount=self.amounts[key])

    def __getitem__(self, key: str) -> Any:
        return SimpleNamespace(unit=UNITS[key])


def check(code: str, when: Any, table: str = "member", **more: Any) -> Check:
    told: dict[str, Any] = {"sentence": "{name}", "severity": "error", "since": date(2020, 1, 1)} | more
    return Check(
        code=code,
        label=code,
        table=table,
        remedy="改",
        source="product",
        clause="",
        when=read(when, table, UNITS),
        **told,
    )


YOUNG = check(
    "D0901",
    {
        "all": [
            {"quantity": "age", "below": {"parameter": "least_age"}},
            {"column": "labour", "is": "ordinary"},
        ]
    },
    sentence="{name}{age}周岁，未满{least_age}周岁，{labour}，电话{household_phone}",
    shows=("age", "labour", "wage_income"),
    populations=(
        Population(
            "lifted", "脱贫户", read({"column": "household_type", "is": "lifted"}, "household", UNITS)
        ),
    ),
)
AWAY = check(
    "E0901",
    {"count": {"of": "spells"}, "above": 0},
    table="household",
    needs=("work",),
    sentence="{household_id}",
)


def frames() -> dict[str, pa.Table | None]:
    members = [
        {
            "household_id": "h2",
            "id_key": "b",
            "name": "乙",
            "birth_date": date(2012, 1, 1),
            "labour": "ordinary",
            "row": 5,
            "relation": "son",
        },
        {
            "household_id": "h1",
            "id_key": "a",
            "name": "甲",
            "birth_date": date(2010, 7, 1),
            "labour": "ordinary",
            "row": 4,
        },
        {
            "household_id": "h1",
            "id_key": "a",
            "name": "甲",
            "birth_date": date(2010, 7, 1),
            "labour": "ordinary",
            "row": 6,
        },
        {"household_id": "h1", "name": "丙", "labour": "ordinary", "row": 7},
        {"household_id": "h3", "name": "丁", "birth_date": date(2020, 7, 1), "labour": "ordinary", "row": 8},
        {"household_id": "h1", "name": "戊", "birth_date": date(1990, 7, 1), "labour": "ordinary", "row": 9},
    ]
    households = [
        {
            "household_id": "h1",
            "household_type": "lifted",
            "household_phone": "13900001234",
            "wage_income": 690050,
            "area_code": "2",
        },
        {"household_id": "h2", "household_type": "lifted", "area_code": "1"},
    ]
    return {
        "member": pa.Table.from_pylist(members),
        "household": pa.Table.from_pylist(households),
        "work": None,
    }


def run(**amounts: int | None) -> Outcome:
    return plain.run(frames(), [YOUNG, AWAY], ON, Book(**{"least_age": 16} | amounts), 990101000000)


def test_findings_are_told_in_words_and_in_order() -> None:
    rows = run().findings.to_pylist()
    assert [(row["area_code"], row["row"]) for row in rows] == [("1", 5), ("2", 4), ("2", 6)]
    assert [row["sentence"] for row in rows] == [
        "乙14周岁，未满16周岁，普通劳动力，电话（未填）",
        *2 * ["甲15周岁，未满16周岁，普通劳动力，电话*******1234"],
    ]
    assert json.loads(rows[1]["values"]) == {"age": "15", "labour": "普通劳动力", "wage_income": "6900.50"}
    assert (rows[0]["relation"], rows[0]["population"], rows[0]["severity"], rows[0]["score"]) == (
        "之子",
        "lifted",
        "error",
        None,
    )


def test_the_same_subject_twice_has_two_keys_that_stay() -> None:
    keys = run().findings["key"].to_pylist()
    assert len(set(keys)) == 3
    assert keys[2] == f"{keys[1]}-2"
    assert keys == run().findings["key"].to_pylist()


def test_what_was_not_known_is_counted_with_what_was_missing() -> None:
    unknowns = {(row["check"], row["input"]): row["rows"] for row in run().unknowns.to_pylist()}
    assert unknowns == {("D0901", ""): 2, ("D0901", "age"): 1, ("D0901", "household_type"): 1}


def test_a_number_nobody_knows_makes_all_unknown() -> None:
    outcome = run(least_age=None)
    assert outcome.findings.num_rows == 0
    unknowns = {row["input"]: row["rows"] for row in outcome.unknowns.to_pylist()}
    assert unknowns == {"": 6, "least_age": 6, "age": 1, "household_type": 1}


def test_a_check_whose_table_is_not_there_is_not_asked() -> None:
    outcome = run()
    assert outcome.ran == ("D0901",)
    assert outcome.skipped == {"E0901": "没有交 work 表"}
    assert outcome.counts == {"D0901": 3}


def test_the_fingerprint_follows_the_numbers() -> None:
    assert run().fingerprint == run().fingerprint
    assert run().fingerprint != run(least_age=17).fingerprint
