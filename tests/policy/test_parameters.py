"""Parameters: what the product ships, what a file may not say, and that no question is answered otherwise than by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.policy.parameters import Fault, Unknown, book, load
from bihuan.policy.parameters.loading import HOME

DAY = date(2026, 11, 24)
PLACE = 990101_101003
HEAD = {"label": "试", "says": "试一试", "unit": "days", "group": "试", "span": {"from": date(2020, 1, 1)}}
ROW = {"amount": 7, "day_kind": "calendar", "since": date(2020, 1, 1), "source": "product"}


def written(folder: Path, values: Any, name: str = "test_days", **more: Any) -> Path:
    """A folder with one parameter."""
    folder.mkdir(exist_ok=True)
    raw = {**HEAD, "values": values, **more}
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return folder


def test_what_the_product_ships_is_known_today_and_says_where_it_is_from() -> None:
    shipped = book()
    assert {path.stem for path in HOME.glob("*.yaml")} == set(shipped.parameters)
    for key in shipped.parameters:
        value = shipped.need(key, PLACE, DAY)
        assert value.source.title
        assert value.amount > 0
    assert shipped.need("soon_days", PLACE, DAY).words == "3 天"
    assert shipped.need("look_back_days", PLACE, DAY).amount == 90
    assert shipped.need("look_back_quarters", PLACE, DAY).words == "4 次"


def test_a_paper_is_cited_where_it_holds_and_nowhere_else() -> None:
    there, here = book().need("identify_days", 430921103_201, DAY), book().need("identify_days", PLACE, DAY)
    assert (
        str(there.source)
        == "《青树嘴镇2021年度考核评估反馈问题整改方案》（南县青树嘴镇人民政府，2022-06-15）"
    )
    assert there.clause.startswith("第3条")
    assert here.source.kind == "product"
    assert book()["identify_days"].soft


def test_the_countys_own_number_holds_from_its_day() -> None:
    before, after = date(2025, 12, 31), date(2026, 1, 1)
    assert [book().need("immediate_days", PLACE, day).amount for day in (before, after)] == [7, 5]


@pytest.mark.parametrize(
    ("unit", "amount", "words"),
    [
        ("fen", 690000, "6900 元"),
        ("fen", 5, "0.05 元"),
        ("fen", 150, "1.5 元"),
        ("mu", 10000, "100 亩"),
        ("mu", 50, "0.5 亩"),
        ("kilometres", 500, "5 公里"),
        ("age", 16, "16 周岁"),
        ("months", 3, "3 个月"),
        ("score", 60, "60 分"),
        ("percent", 98, "98%"),
    ],
)
def test_an_amount_is_kept_as_frames_hold_it_and_said_as_people_say_it(
    tmp_path: Path, unit: str, amount: int, words: str
) -> None:
    row = {"amount": amount, "since": date(2020, 1, 1), "source": "product"}
    assert load(written(tmp_path, {"": [row]}, unit=unit)).need("test_days", PLACE, DAY).words == words


@pytest.mark.parametrize(
    ("unit", "most"), [("percent", 100), ("age", 150), ("months", 36500), ("fen", 10**12)]
)
def test_an_amount_beyond_its_unit_is_refused(tmp_path: Path, unit: str, most: int) -> None:
    row = {"amount": most + 1, "since": date(2020, 1, 1), "source": "product"}
    with pytest.raises(Fault, match=f"amount 要是 0 到 {most} 的整数"):
        load(written(tmp_path, {"": [row]}, unit=unit))


def test_a_key_nobody_declared_is_an_error_and_never_unknown() -> None:
    with pytest.raises(KeyError, match="no_such"):
        book().at("no_such", PLACE, DAY)


def test_days_are_counted_as_the_source_counts(tmp_path: Path) -> None:
    working = [{**ROW, "day_kind": "working"}]
    made = load(written(tmp_path, {"": [ROW], "99": working}))
    # 1 October 2026 is a holiday until the 7th; the 10th, a Saturday, is worked.
    plain, worked = made.need("test_days", 110000_000000, DAY), made.need("test_days", PLACE, DAY)
    assert plain.after(date(2026, 9, 28)) == date(2026, 10, 5)
    assert worked.after(date(2026, 9, 28)) == date(2026, 10, 13)
    assert worked.before(date(2026, 10, 13)) == date(2026, 9, 28)
    assert worked.words == "7 个工作日"


def test_a_count_cannot_be_counted_on_from_a_day(tmp_path: Path) -> None:
    row = {key: value for key, value in ROW.items() if key != "day_kind"}
    made = load(written(tmp_path, {"": [row]}, unit="count")).need("test_days", PLACE, DAY)
    with pytest.raises(ValueError, match="不是天数"):
        made.after(DAY)


def test_a_yearly_value_runs_out_and_last_years_does_not_go_on(tmp_path: Path) -> None:
    rows = [{**ROW, "since": date(2020, 1, 1), "until": date(2025, 12, 31), "amount": 9}]
    made = load(written(tmp_path, {"": [{**ROW, "until": date(2030, 12, 31)}], "990101": rows}, yearly=True))
    assert made.need("test_days", PLACE, date(2025, 12, 31)).amount == 9
    assert made.at("test_days", PLACE, date(2026, 1, 1)) is None
    assert made.need("test_days", 990102_000000, date(2026, 1, 1)).amount == 7
    with pytest.raises(Unknown, match=r"“试”在 2026-11-24 没有数.*写进本县参数"):
        made.need("test_days", PLACE, DAY)


@pytest.mark.parametrize(
    ("place", "year", "yuan"),
    [
        (610000_000000, 2021, 6000), (430921_103201, 2022, 6900), (410000_000000, 2022, 6900), (520000_000000, 2023, 7300),
        (410000_000000, 2023, 7500), (530000_000000, 2025, 8700), (PLACE, 2025, 8600), (PLACE, 2026, 9000),
        (610000_000000, 2022, None), (430921_103201, 2023, None), (530000_000000, 2026, None), (320000_000000, 2025, None), (PLACE, 2024, None),
    ],
)  # fmt: skip
def test_the_monitoring_line_is_that_of_the_province_and_year_or_unknown(
    place: int, year: int, yuan: int | None
) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        value = book().at("monitoring_line", place, day)
        assert (value and value.words) == (None if yuan is None else f"{yuan} 元")


def test_what_is_known_here_and_there_promises_no_span_and_is_yearly(tmp_path: Path) -> None:
    row = {"amount": 5, "day_kind": "calendar", "since": date(2022, 1, 1), "source": "product"}
    folder = written(tmp_path, {"43": [{**row, "until": date(2022, 12, 31)}]}, yearly=True, scattered=True)
    with pytest.raises(Fault, match="scattered.*不写 span"):
        load(folder)


def test_an_offices_folder_adds_its_own_and_leaves_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "sources.yaml").write_text("ours: {title: 县帮扶办〔2026〕3号, kind: office}", encoding="utf-8")
    row = "{amount: 2, day_kind: working, since: 2026-06-01, source: ours}"
    (own / "soon_days.yaml").write_text(f'values: {{"990101": [{row}]}}', encoding="utf-8")
    made = load(HOME, own)
    assert str(made.need("soon_days", PLACE, DAY).source) == "县帮扶办〔2026〕3号"
    assert made.need("soon_days", PLACE, date(2026, 5, 31)).amount == 3
    assert made.need("soon_days", 110000_000000, DAY).amount == 3
    assert made["soon_days"].label == "快到期"


def test_an_offices_file_cannot_rename_what_a_number_means(tmp_path: Path) -> None:
    (tmp_path / "soon_days.yaml").write_text("label: 别的意思\nvalues: {}", encoding="utf-8")
    with pytest.raises(Fault, match=r"soon_days.yaml：这里不认识“label”"):
        load(HOME, tmp_path)


WITHOUT_SOURCE = {key: value for key, value in ROW.items() if key != "source"}
FAULTS: list[tuple[Any, dict[str, Any], str]] = [
    ({"": [WITHOUT_SOURCE]}, {}, "没有写 source"),
    ({"": [{**ROW, "source": "hearsay"}]}, {}, "来源“hearsay”没有登记"),
    ({"": [{**ROW, "amonut": 1}]}, {}, "不认识“amonut”"),
    ({"": [ROW]}, {"notes": "x"}, "不认识“notes”"),
    ({"": [{**ROW, "day_kind": "business"}]}, {}, "day_kind 要写"),
    ({"": [{k: v for k, v in ROW.items() if k != "day_kind"}]}, {}, "day_kind 要写"),
    ({"": [ROW]}, {"unit": "count"}, "day_kind 要写"),
    ({"": [ROW]}, {"unit": "weeks"}, "unit 是“weeks”"),
    ({"": [{**ROW, "amount": "7"}]}, {}, "amount 要是 0 到"),
    ({"": [{**ROW, "amount": True}]}, {}, "amount 要是 0 到"),
    ({"": [{**ROW, "amount": -1}]}, {}, "amount 要是 0 到"),
    ({"": [{**ROW, "since": "2020-01-01"}]}, {}, "since 要是一个日期"),
    ({"": [{**ROW, "until": date(2019, 1, 1)}]}, {}, "早于 since"),
    ({"": [{**ROW, "since": date(2020, 1, 2)}]}, {}, "从 2020-01-01 到 2020-01-01 没有数"),
    ({"": [{**ROW, "until": date(2025, 12, 31)}]}, {}, "2025-12-31 以后没有数"),
    ({"": [ROW]}, {"yearly": True}, "每一条都要写 until"),
    ({"": [ROW, ROW]}, {}, "在 2020-01-01 有两个数"),
    ({"": [{**ROW, "until": date(2021, 6, 1)}, {**ROW, "since": date(2021, 1, 1)}]}, {}, "在 2021-01-01 有两个数"),
    ({"": [{**ROW, "until": date(2020, 6, 1)}, {**ROW, "since": date(2021, 1, 1)}]}, {}, "从 2020-06-02 到 2020-12-31 没有数"),
    ({"9901011": [ROW]}, {}, "不是区划代码的前几位"),
    ({990101: [ROW]}, {}, "不是区划代码的前几位"),
    ({}, {}, "没有写 values"),
    ({"": []}, {}, "下面没有数"),
    ({"": [ROW]}, {"span": None}, "没有写 span"),
    ({"": [ROW]}, {"label": " "}, "没有写 label"),
    ({"": [ROW]}, {"soft": "yes"}, "soft 要写 true 或 false"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "more", "words"), FAULTS, ids=[f[2] for f in FAULTS])
def test_what_could_mislead_is_refused_by_file_and_place(
    tmp_path: Path, values: Any, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Fault, match=words) as refused:
        load(written(tmp_path / "p", values, **more))
    assert "test_days.yaml" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("values: {}\nvalues: {}", "“values”写了两遍"),
        ("- a", "应当是“名称: 内容”"),
        ("a: [", "读不出来"),
        ("a: !!python/object/apply:os.system [echo]", "读不出来"),
    ],
)
def test_a_file_that_is_no_list_of_names_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Fault, match=words):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: {title: x, kind: rumour}", "只能是 document"),
        ("a: {title: x, kind: document}", "要写 issuer"),
        ("a: {kind: office}", "没有写 title"),
        ("a: x", "应当写 title 和 kind"),
    ],
)
def test_a_source_says_what_it_is(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Fault, match=words):
        load(tmp_path)


START = date(2020, 1, 1)
PREFIXES = ("", "99", "9901", "990101", "990101101", "990101101003", "11")


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[int, int, int | None]]:
    """(first day, amount, last day or None) in days after START, without gaps."""
    lengths = draw(st.lists(st.integers(1, 400), min_size=1, max_size=4))
    made, at = [], draw(st.integers(0, 300))
    for length in lengths:
        made.append((at, draw(st.integers(0, 99)), at + length - 1))
        at += length
    if draw(st.booleans()):
        made[-1] = (made[-1][0], made[-1][1], None)
    return made


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault of the calendar
@given(
    tree=st.dictionaries(st.sampled_from(PREFIXES), spans(), min_size=1),
    place=st.sampled_from((990101_101003, 990101_102001, 110101_001001, 990200_000000)),
    offset=st.integers(-5, 2000),
)
def test_the_answer_is_that_of_a_calendar_filled_in_by_hand(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, Any], place: int, offset: int
) -> None:
    values = {
        prefix: [
            {**ROW, "amount": amount, "since": START + timedelta(days=first)}
            | ({} if last is None else {"until": START + timedelta(days=last)})
            for first, amount, last in rows
        ]
        for prefix, rows in tree.items()
    }
    raw = {
        **HEAD,
        "yearly": False,
        "values": values,
        "span": {"from": date(2100, 1, 1), "to": date(2019, 1, 1)},
    }
    folder = tmp_path_factory.mktemp("values")
    (folder / "test_days.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    found = load(folder).at("test_days", place, START + timedelta(days=offset))

    # The other road: lay the jurisdictions over each other, the wider first, day by day.
    answer: int | None = None
    for prefix in sorted(tree, key=len):
        if f"{place:012d}".startswith(prefix) and offset >= tree[prefix][0][0]:
            answer = None
            for first, amount, last in tree[prefix]:
                if first <= offset and (last is None or offset <= last):
                    answer = amount
    assert (found.amount if found else None) == answer
