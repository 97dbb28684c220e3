"""What a tree may not say is refused with the place and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.engine.rules import vocabulary
from bihuan.engine.rules.model import (
    All,
    ColumnOf,
    Compare,
    CountOf,
    Literal,
    OneOfMany,
    ParameterOf,
    QuantityOf,
)
from bihuan.engine.rules.reading import read
from bihuan.engine.rules.refusal import Refused
from bihuan.engine.rules.words import words

UNITS = {"limit": "age", "line": "fen", "land": "mu"}
SEX = {"column": "sex", "is": "male"}


def test_equal_trees_are_equal_values() -> None:
    raw = {"all": [SEX, {"quantity": "age", "below": {"parameter": "limit"}}]}
    tree = read(raw, "member", UNITS)
    assert tree == All(
        (
            Compare(ColumnOf("sex"), "is", Literal("male")),
            Compare(QuantityOf("age"), "below", ParameterOf("limit")),
        )
    )
    assert hash(tree) == hash(read(raw, "member", UNITS))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("sex", "应当写一个条件"),
        ({}, "应当写一个条件"),
        ({"all": []}, "至少一个条件"),
        ({"all": [SEX], "any": [SEX]}, "all 旁边不能再写“any”"),
        ({"colunm": "sex", "is": "male"}, "不认识“colunm”"),
        ({"column": "sex"}, "恰好写一个对象"),
        ({"column": "sex", "is": "male", "is_not": "male"}, "恰好写一个对象"),
        ({"column": "sexx", "is": "male"}, "看不到栏目“sexx”"),
        ({"column": "age", "below": 1}, "它是推算值，请写 quantity"),
        ({"quantity": "sex", "is": "male"}, "它是栏目，请写 column"),
        ({"column": "sex", "is": "Male"}, "没有“Male”这个值，可以写的是 male（男）"),
        ({"column": "sex", "below": "male"}, "不能比大小"),
        ({"column": "health", "is": "chronic"}, "请用 has"),
        ({"column": "sex", "has": "male"}, "请用 is 或 in"),
        ({"column": "health", "has_any": "chronic"}, "has_any 列出几个值"),
        ({"column": "nation", "is": 1}, "像数字的请加引号"),
        ({"column": "resident_insurance", "is": "是"}, "只能写 true 或 false"),
        ({"quantity": "age", "below": 16}, "数字 16 不能写在规则里"),
        (
            {"column": "wage_income", "below": {"of": {"parameter": "line"}, "times": 7}},
            "数字 7 不能写在规则里",
        ),
        ({"column": "birth_date", "below": "1900"}, "照 2026-01-01 的样子"),
        ({"quantity": "age", "below": {"parameter": "nobody"}}, "没有“nobody”这个参数"),
        ({"quantity": "age", "below": {"parameter": "line"}}, "不是一个单位"),
        ({"column": "wage_income", "below": {"parameter": "limit"}}, "不是一个单位"),
        ({"column": "farmland", "below": {"parameter": "limit"}}, "不是一个单位"),
        ({"quantity": "age", "below": {"column": "wage_income"}}, "单位或种类不同"),
        ({"column": "sex", "is": {"column": "id_type"}}, "单位或种类不同"),
        ({"column": "sex", "missing": False}, "只能写 true"),
        ({"count": {"of": "members"}, "missing": True}, "不能问人数"),
        ({"count": {"of": "people"}, "is": 0}, "count 要写 of"),
        ({"count": {"of": "members", "where": {"count": {"of": "spells"}, "is": 0}}, "is": 0}, "不能再数"),
        ({"column": "wage_income", "below": {"of": {"column": "sex"}, "times": 2}}, "不是整数"),
        ({"column": "sex", "in": []}, "至少一个值"),
        ({"not": {"column": "employer", "present": True}}, "看不到栏目“employer”"),
    ],
)
def test_refusals(raw: Any, says: str) -> None:
    with pytest.raises(Refused, match="when"):
        read(raw, "member", UNITS)
    with pytest.raises(Refused) as refused:
        read(raw, "member", UNITS)
    assert says in str(refused.value)


def test_a_count_reads_names_of_the_counted_row() -> None:
    tree = read(
        {"count": {"of": "spells", "where": {"column": "employer", "present": True}}, "above": 0},
        "member",
        UNITS,
    )
    assert isinstance(tree, Compare)
    assert isinstance(tree.left, CountOf)


def test_a_villages_row_has_nobody_to_count() -> None:
    with pytest.raises(Refused, match="没有户"):
        read({"count": {"of": "members"}, "is": 0}, "village", UNITS)


@pytest.mark.parametrize(
    ("raw", "table"),
    [
        (
            {
                "column": "wage_income",
                "below": {"of": {"parameter": "line"}, "times": {"count": {"of": "members"}}},
            },
            "member",
        ),
        ({"column": "farmland", "above": {"parameter": "land"}}, "household"),
        ({"column": "birth_date", "above": {"quantity": "as_of"}}, "member"),
    ],
)
def test_money_goes_with_money_land_with_land_and_a_day_with_a_day(raw: Any, table: str) -> None:
    tree = read(raw, table, UNITS)
    assert isinstance(tree, Compare)
    assert tree.op in raw


def test_the_grades_of_a_certificate_may_be_listed() -> None:
    assert isinstance(read({"column": "certificate_grade", "in": [1, 2]}, "member", UNITS), OneOfMany)


def test_it_is_said_in_chinese() -> None:
    raw = {
        "all": [
            {"quantity": "age", "below": {"parameter": "limit"}},
            {
                "any": [
                    {"column": "labour", "in": ["ordinary", "skilled"]},
                    {"column": "health", "has_not": "disabled"},
                ]
            },
            {"count": {"of": "members", "where": {"column": "sex", "missing": True}}, "is": 0},
            {"not": {"column": "no_labour_supported", "is": True}},
        ]
    }
    said = words(read(raw, "member", UNITS), "member", {"limit": "最低劳动年龄 16 周岁"}.__getitem__)
    assert said == (
        "“年龄”小于最低劳动年龄 16 周岁，且（“劳动技能”是“普通劳动力”、“技能劳动力”之一，或“健康状况”里没有“残疾”），"
        "且家里（“性别”没有填）的人数等于0，且并非（“整户无劳动能力兜底保障户”是“是”）"
    )


def test_what_is_declared_holds_together() -> None:
    assert list(vocabulary.faults()) == []
