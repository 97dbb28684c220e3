"""Certificate numbers: worked examples by hand, and one road against the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engine import identity
from bihuan.engine.identity import Said
from bihuan.engine.tables.derived import ID_FORM, IDENTITY

GOOD = "11010519491231002X"  # the worked example of GB 11643-1999
SAMPLES = [
    None, "", "   ", GOOD, "110105194912310021", "11010519491231002x", "１１０１０５１９４９１２３１００２ｘ", " 110105 19491231 002X ", "'11010519491231002X",
    "110105491231002", "110105491331002", "1101054912310O2", GOOD + "44", GOOD + "12B1", GOOD + "81", GOOD + "15", GOOD + "1", GOOD + "44B", GOOD + "44BX", "99999919491231002X",
    "999999", "1101051949123100", "110105194902290021", "110105200002290021", "110105190002290021", "110105209912310021", "110105189912310021",
    "E12345678", "户口簿", "110105194912310O2X", "11010519491231002Y", "440106199001011000", "1.10105E+17",
]  # fmt: skip


def by_columns(numbers: Sequence[str | None], places: Collection[str] | None = None) -> list[Said]:
    frame = identity.derived(pl.Series(numbers, dtype=pl.String), places)
    assert dict(frame.schema) == identity.DERIVED
    return [Said(*row) for row in frame.iter_rows()]


def test_the_example_of_the_standard() -> None:
    said = identity.of(GOOD, {"110105"})
    assert said == Said(GOOD, "resident", date(1949, 12, 31), "female", True)
    assert identity.check_digit("11010519491231002") == "X"
    assert identity.check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (GOOD[:17] + "0", "check_digit"),
        (GOOD[:17], "length"),
        ("", None),
        ("110105194913310020", "date"),
        ("110105189912310021", "date"),
        ("11010519491231OO2X", "characters"),
        ("110105491231002", "resident_15"),
        (GOOD + "44", "certificate"),
        (GOOD + "44B1", "certificate"),
        (GOOD + "84", "characters"),
        (GOOD + "45", "characters"),
        (GOOD + "4", "length"),
        (GOOD[:17] + "044", "check_digit"),
        ("99999919491231002X", "placeholder"),
    ],
)
def test_forms(number: str, form: str | None) -> None:
    assert identity.of(number).form == form
    assert form is None or form in {code.key for code in ID_FORM}


def test_the_derived_columns_are_the_catalogues() -> None:
    assert list(identity.DERIVED) == [column.name for column in IDENTITY]


def test_one_person_has_one_key() -> None:
    fifteen = "110105491231002"
    assert {
        identity.key_of(number) for number in (fifteen, GOOD, GOOD.lower(), GOOD + "44", GOOD + "31B2")
    } == {GOOD}
    assert identity.key_of("99999919491231002X") is None
    assert identity.key_of("护照 E12345678") == "护照E12345678"


def test_a_certificate_says_its_kind_and_grade() -> None:
    said = identity.of(GOOD + "42B1")
    assert (said.certificate_category, said.certificate_grade) == (4, 2)
    assert identity.of(GOOD + "45").certificate_grade is None


def test_a_place_is_unknown_without_a_list_and_known_by_its_longest_or_shortest_prefix() -> None:
    assert identity.of(GOOD).place_known is None
    assert [identity.of(GOOD, places).place_known for places in ({"110105"}, {"1101"}, {"11"}, {"12"}, set())] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert identity.of("110105491231002", {"1101"}).place_known is True


def number(place: str, year: int) -> str:
    body = f"{place}{year}0615001"
    return body + identity.check_digit(body)


@pytest.mark.parametrize(
    ("place", "year", "known"),
    [
        ("110103", 1975, True),  # 崇文区, given out before there were cards to those who lived then
        ("110103", 2010, True),  # it went on 1 July 2010
        ("110103", 2011, False),
        ("512501", 1983, True),  # 涪陵市 of Sichuan in the eighties
        ("330113", 2022, True),  # 临平区 of Hangzhou, of 2021
        ("441900", 2001, True),  # 东莞, a city without counties
        ("810000", 1999, True),  # a residence permit from Hong Kong
        ("110199", 1975, False),
        ("990101", 1975, False),
    ],
)
def test_a_countys_code_is_known_unless_it_went_before_the_birth(place: str, year: int, known: bool) -> None:
    assert identity.of(number(place, year), identity.gb_2260()).place_known is known
    assert by_columns([number(place, year)], identity.gb_2260())[0].place_known is known


def test_the_list_has_every_province_and_thousands_of_codes_that_are_gone() -> None:
    found = identity.gb_2260()
    assert len({code[:2] for code in found} - {"83"}) == 34, "83 stands for Taiwan on residence permits"
    # 2 843 counties and the like at the end of 2023, and the codes of cities and their districts as a whole
    assert 2843 < sum(year == identity.STANDS for year in found.values()) < 3700
    assert len(found) > 6000
    assert all(len(code) == 6 and code.isdigit() for code in found)


def test_a_wrong_number_says_nothing_of_its_person() -> None:
    said = identity.of("110105194912310021", {"11"})
    assert said == Said(key="110105194912310021", form="check_digit")


@pytest.mark.parametrize("places", [None, {"11"}, {"110105"}, {"110105": 1949}, {"110105": 1948}, set()])
def test_both_roads_on_samples(places: Collection[str] | None) -> None:
    assert by_columns(SAMPLES, places) == [identity.of(number, places) for number in SAMPLES]


digits = st.text("0123456789", min_size=17, max_size=17)
dated = st.builds(
    lambda place, day, order: f"{place:06d}{day:%Y%m%d}{order:03d}",
    st.integers(100000, 999999),
    st.dates(date(1890, 1, 1), date(2110, 1, 1)),
    st.integers(0, 999),
)
whole = st.builds(
    lambda body, last, more: body + (last or identity.check_digit(body)) + more,
    st.one_of(dated, digits),
    st.sampled_from(["", "", "", "0", "X", "x", "Ｘ"]),
    st.sampled_from(["", "", "44", "12B1", "B1", "99", " "]),
)
fifteens = st.builds(lambda body: body[:6] + body[8:], dated)
numbers = st.one_of(
    st.none(), whole, fifteens, st.text(max_size=23), st.text("0123456789Xx０９ 'B-", max_size=23)
)


@given(
    st.lists(numbers, max_size=30), st.sampled_from([None, set(), {"11", "4401"}, {"11": 1970, "44": 9999}])
)
def test_both_roads_on_anything(found: list[str | None], places: Collection[str] | None) -> None:
    assert by_columns(found, places) == [identity.of(number, places) for number in found]


@given(dated)
def test_one_wrong_digit_is_always_seen(body: str) -> None:
    number = body + identity.check_digit(body)
    for at in range(17):
        other = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        assert identity.check_digit(other[:17]) != other[17]


@given(whole)
def test_cleaning_twice_is_cleaning_once(number: str) -> None:
    assert identity.clean(identity.clean(number)) == identity.clean(number)
