"""Cells: what offices write, read by hand, and the two roads (one cell, a whole column) against each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engine.reading import columns, plain, shown
from bihuan.engine.tables import TABLES, Column

MEMBER, HOUSEHOLD, VILLAGE = (TABLES[name] for name in ("member", "household", "village"))
SAID: list[tuple[Column, str, Any]] = [
    (MEMBER["name"], " 张　三 ", "张三"),
    (MEMBER["name"], "阿依古丽·买买提", "阿依古丽·买买提"),
    (MEMBER["name"], "John  Smith", "John Smith"),
    (MEMBER["name"], "/", None),
    (HOUSEHOLD["household_id"], "１２３４.0", "1234"),
    (MEMBER["id_number"], "11010519491231002x", "11010519491231002X"),
    (MEMBER["id_number"], "无", None),
    (MEMBER["phone"], "138-0013 8000", "13800138000"),
    (MEMBER["phone"], "+86 13800138000", "13800138000"),
    (MEMBER["phone"], "13800138000.0", "13800138000"),
    (MEMBER["phone"], "(0564)8621234", "05648621234"),
    (MEMBER["sex"], "男", "male"),
    (MEMBER["sex"], "2", "female"),
    (MEMBER["relation"], "之 女", "daughter"),
    (MEMBER["relation"], "02-配偶", "spouse"),
    (MEMBER["nation"], "土家", "15"),
    (MEMBER["health"], "残疾、长期慢性病", "chronic,disabled"),
    (MEMBER["health"], "健康", "healthy"),
    (MEMBER["health"], "患有大病\n残疾", "serious,disabled"),
    (MEMBER["out_of_school"], "随父母外出", "随父母外出"),
    (HOUSEHOLD["monitored_class"], "无", None),
    (HOUSEHOLD["job_help"], "技能培训，自办夜校", "skills,自办夜校"),
    (MEMBER["resident_insurance"], "√", True),
    (MEMBER["resident_insurance"], "未参加", False),
    (MEMBER["resident_insurance"], "1.0", True),
    (MEMBER["resident_insurance"], "-", None),
    (MEMBER["resident_insurance"], "不详", None),
    (MEMBER["work_months"], "11.0", 11),
    (MEMBER["work_months"], "6个月", 6),
    (HOUSEHOLD["wage_income"], "12,345.60", 1234560),
    (HOUSEHOLD["wage_income"], "1.2万元", 1200000),
    (HOUSEHOLD["wage_income"], "¥100", 10000),
    (HOUSEHOLD["wage_income"], "-300.5", -30050),
    (HOUSEHOLD["wage_income"], "0.3000000000004", 30),
    (HOUSEHOLD["wage_income"], "0.005", 1),
    (HOUSEHOLD["wage_income"], "无", None),
    (VILLAGE["collective_income"], "12.5", 12500000),
    (VILLAGE["collective_income"], "125000元", 12500000),
    (HOUSEHOLD["road_distance"], "350米", 35),
    (HOUSEHOLD["farmland"], "3.33亩", 333),
    (MEMBER["birth_date"], "19491231", date(1949, 12, 31)),
    (MEMBER["birth_date"], "1949-12-31 00:00:00", date(1949, 12, 31)),
    (MEMBER["birth_date"], "1949年1月5日", date(1949, 1, 5)),
    (MEMBER["birth_date"], "1949/1/5", date(1949, 1, 5)),
    (MEMBER["birth_date"], "44927", date(2023, 1, 1)),
    (HOUSEHOLD["identified"], "202306", 2023 * 12 + 5),
    (HOUSEHOLD["identified"], "2023年6月", 2023 * 12 + 5),
    (HOUSEHOLD["identified"], "2023-06-15", 2023 * 12 + 5),
    (HOUSEHOLD["identified"], "202306.0", 2023 * 12 + 5),
]  # fmt: skip
REFUSED = [
    (MEMBER["name"], "张\ufffd", "有乱码，原字已经丢失，请从原系统重新导出"),
    (HOUSEHOLD["household_id"], "1.23E+15", "被当成数字存了，后几位已经丢失，请把这一列设成文本后重新导出"),
    (MEMBER["phone"], "13800138000/13900139000", "不是一个电话号码；一格只写一个号码"),
    (MEMBER["sex"], "不男不女", "“性别”里没有这个写法，可以写“男”、“女”"),
    (MEMBER["resident_insurance"], "也许", "要写“是”或“否”"),
    (MEMBER["work_months"], "3.5", "要写整数"),
    (HOUSEHOLD["wage_income"], "三千", "不是一个数"),
    (HOUSEHOLD["wage_income"], "10²", "不是一个数"),
    (HOUSEHOLD["wage_income"], "1,2", "逗号的位置不像千分位，分不清是几个数还是一个数"),
    (HOUSEHOLD["wage_income"], "30亩", "单位“亩”和这一列的单位“元”对不上"),
    (HOUSEHOLD["wage_income"], "99999999999999", "数太大，不像这一列的数"),
    (MEMBER["birth_date"], "20230230", "没有这一天"),
    (MEMBER["birth_date"], "202302", "只有年月，没有日"),
    (MEMBER["birth_date"], "03/04/1970", "分不清年、月、日的先后，请写成 2023-01-05 这样"),
    (MEMBER["birth_date"], "一九七〇年", "不是日期，请写成 2023-01-05 这样"),
    (HOUSEHOLD["identified"], "202313", "没有这个月份"),
    (HOUSEHOLD["identified"], "去年", "不是年月，请写成 202301 这样"),
    (MEMBER["health"], "健康，还行", "“健康状况”里没有这个写法，可以写“健康”、“长期慢性病”、“患有大病”、“残疾”"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "text", "value"), SAID)
def test_what_offices_write(column: Column, text: str, value: object) -> None:
    assert plain.reader(column)(text) == value
    values, refused = columns.read(pl.Series([text, None]), column)
    assert values.to_list() == [value, None]
    assert refused == {}


@pytest.mark.parametrize(("column", "text", "sentence"), REFUSED)
def test_what_cannot_be_read_is_refused_in_words(column: Column, text: str, sentence: str) -> None:
    with pytest.raises(plain.Bad, match=r".") as bad:
        plain.reader(column)(text)
    assert str(bad.value) == sentence
    values, refused = columns.read(pl.Series([text]), column)
    assert values.to_list() == [None]
    assert refused == {text: sentence}


def test_a_headings_unit_counts_where_the_cell_has_none() -> None:
    wage = HOUSEHOLD["wage_income"]
    assert columns.read(pl.Series(["1.5", "200元"]), wage, "万元")[0].to_list() == [1500000, 20000]


def by_hand(texts: list[str | None], column: Column) -> tuple[list[object], dict[str, str]]:
    one = plain.reader(column)
    values: list[object] = []
    refused = {}
    for text in texts:
        try:
            values.append(None if text is None else one(text))
        except plain.Bad as bad:
            values.append(None)
            refused[text or ""] = str(bad)
    return values, refused


KINDS = [
    MEMBER["name"], HOUSEHOLD["household_id"], MEMBER["id_number"], MEMBER["phone"], MEMBER["sex"], MEMBER["nation"], MEMBER["health"], MEMBER["resident_insurance"],
    MEMBER["work_months"], HOUSEHOLD["wage_income"], HOUSEHOLD["farmland"], VILLAGE["collective_income"], MEMBER["birth_date"], HOUSEHOLD["identified"], HOUSEHOLD["job_help"],
]  # fmt: skip
figures = st.builds(
    lambda sign, whole, rest, tail: f"{sign}{whole}{rest}{tail}",
    st.sampled_from(["", "-", "+"]),
    st.integers(0, 10**14),
    st.sampled_from(["", ".", ".5", ".05", ".125", ".0", ",000"]),
    st.sampled_from(["", "", "元", "万", "亩", "个", "E3"]),
)
days = st.dates(date(1800, 1, 1), date(2200, 1, 1)).flatmap(
    lambda day: st.sampled_from(
        [f"{day:%Y%m%d}", f"{day}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m}", f"{day} 00:00:00"]
    )
)
cells = st.one_of(
    st.none(),
    figures,
    days,
    st.sampled_from([text for _, text, _ in (*SAID, *REFUSED)]),
    st.text("0123456789-./年月日是否Xx 　，", max_size=12),
    st.text(max_size=8),
)


@pytest.mark.parametrize("column", KINDS, ids=lambda column: column.name)
@given(st.lists(cells, max_size=25))
def test_a_column_reads_as_its_cells_do(column: Column, texts: list[str | None]) -> None:
    values, refused = columns.read(pl.Series(texts, dtype=pl.String), column)
    assert values.dtype == columns.TYPES[column.kind]
    assert (values.to_list(), refused) == by_hand(texts, column)


@pytest.mark.parametrize("column", KINDS, ids=lambda column: column.name)
@given(cells)
def test_what_is_shown_is_read_back(column: Column, text: str | None) -> None:
    try:
        value = None if text is None else plain.reader(column)(text)
    except plain.Bad:
        return
    if value is not None:
        assert plain.reader(column)(shown(column, value)) == value
