"""Dates, deadlines, working days, unit names and numerals."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.plans.numerals import to_han, to_int
from bihuan.plans.resolve.deadlines import read_deadline
from bihuan.plans.resolve.moments import add_working_days, points, ranges, resolve
from bihuan.plans.resolve.units import is_unit, near_misses, split_units

ANCHOR = date(2019, 11, 28)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2022年6月15日", "2022-06-15", "2022-06-15"),
        ("6月上旬", "2020-06-01", "2020-06-10"),
        ("12月中旬", "2019-12-11", "2019-12-20"),
        ("2月下旬", "2020-02-21", "2020-02-29"),
        ("2021年2月底", "2021-02-28", "2021-02-28"),
        ("5月", "2020-05-01", "2020-05-31"),
        ("年底", "2019-12-31", "2019-12-31"),
        ("明年上半年", "2020-01-01", "2020-06-30"),
        ("2023年底", "2023-12-31", "2023-12-31"),
        ("二〇二三年十一月二十八日", "2023-11-28", "2023-11-28"),
        ("二00九年三月", "2009-03-01", "2009-03-31"),
        ("2022.6.15", "2022-06-15", "2022-06-15"),
        ("2022-06", "2022-06-01", "2022-06-30"),
        ("2024年第三季度", "2024-07-01", "2024-09-30"),
        ("本月底", "2019-11-01", "2019-11-30"),
        ("８月３０日", "2020-08-30", "2020-08-30"),
        ("12月24日", "2019-12-24", "2019-12-24"),
        ("5月31日", "2020-05-31", "2020-05-31"),
    ],
)
def test_moment(words: str, first: str, last: str) -> None:
    days = resolve(points(words)[0], ANCHOR)
    assert days is not None
    assert (str(days[0]), str(days[1])) == (first, last)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2019年11月28日—12月13日", "2019-11-28", "2019-12-13"),
        ("12月14日—31日", "2019-12-14", "2019-12-31"),
        ("6月中旬至7月上旬", "2020-06-11", "2020-07-10"),
        ("2023年3月-5月", "2023-03-01", "2023-05-31"),
        ("3—5月", "2020-03-01", "2020-05-31"),
        ("2023年11月至2月", "2023-11-01", "2024-02-29"),
        ("2023年12月20日至1月10日", "2023-12-20", "2024-01-10"),
    ],
)
def test_range(words: str, first: str, last: str) -> None:
    found = ranges(words)[0]
    assert found.start is not None
    assert found.end is not None
    start = resolve(found.start, ANCHOR)
    assert start is not None
    end = resolve(found.end, start[0])
    assert end is not None
    assert (str(start[0]), str(end[1])) == (first, last)


@pytest.mark.parametrize("words", ["13月5日", "2月30日", "3000元", "1.5万元", "第4项", ""])
def test_no_moment(words: str) -> None:
    assert not [moment for moment in points(words) if not moment.bare]


def test_open_year_without_anchor_stays_open() -> None:
    assert resolve(points("5月1日")[0], None) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_written_day_is_read_back(day: date) -> None:
    for words in (f"{day.year}年{day.month}月{day.day}日", f"{day.year}-{day.month:02d}-{day.day:02d}"):
        assert resolve(points(words)[0], None) == (day, day)


@pytest.mark.parametrize(
    ("words", "kind", "day", "days", "day_kind"),
    [
        ("立行立改", "immediate", None, None, None),
        ("长期坚持", "standing", None, None, None),
        ("立行立改并长期坚持", "immediate", None, None, None),
        ("2020年5月底前，长期坚持", "dated", date(2020, 5, 31), None, None),
        ("项目验收前", "event", None, None, None),
        ("15个工作日内", "event", None, 15, "working"),
        ("三个月内", "event", None, 90, "calendar"),
    ],
)
def test_deadline(words: str, kind: str, day: date | None, days: int | None, day_kind: str | None) -> None:
    found = read_deadline(words, ANCHOR)
    assert (found.kind, found.date, found.days, found.day_kind) == (kind, day, days, day_kind)


def test_working_days_skip_weekends_and_holidays() -> None:
    assert add_working_days(date(2023, 3, 3), 7) == date(2023, 3, 14)
    assert add_working_days(date(2023, 4, 4), 1, frozenset({date(2023, 4, 5)})) == date(2023, 4, 6)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("县财政局、县教育局等部门", ("县财政局", "县教育局")),
        ("县纪委监委和县委组织部", ("县纪委监委", "县委组织部")),
        ("各乡镇（街道）、县水利局", ("各乡镇（街道）", "县水利局")),
        ("区住建局\n区社会事业局", ("区住建局", "区社会事业局")),
        ("县农业农\n村局、县林业局", ("县农业农村局", "县林业局")),
        ("县林业局、县科协等5家单位", ("县林业局", "县科协")),
        ("县和平街道办事处", ("县和平街道办事处",)),
        ("县委农办（县乡村振兴局、县扶贫办）", ("县委农办（县乡村振兴局、县扶贫办）",)),
        ("", ()),
    ],
)
def test_units(words: str, names: tuple[str, ...]) -> None:
    assert split_units(words) == names


def test_what_looks_like_a_unit() -> None:
    assert all(is_unit(name) for name in ("县财政局", "柳溪镇", "各村", "县委组织部", "镇政府", "乡敬老院"))
    assert not any(is_unit(name) for name in ("张三", "2023年6月", "全面排查", "村里的道路"))


def test_near_misses_offer_the_countys_own_units() -> None:
    notes = near_misses(["县农业局", "县财政局", "外星办公厅"], ["县农业农村局", "县财政局"])
    assert "县农业农村局" in notes[0]
    assert "没有相近" in notes[1]
    assert len(notes) == 2


@given(st.integers(1, 99))
def test_numerals_round_trip(number: int) -> None:
    assert to_int(to_han(number)) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [("二〇二二", 2022), ("一百二十三", 123), ("十", 10), ("两", 2), ("天", None), ("", None)],
)
def test_numerals(words: str, number: int | None) -> None:
    assert to_int(words) == number
