"""The invented county is believable: families hang together, numbers are right, work and money fit, totals agree."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from bihuan.engine import identity
from bihuan.engine.synthetic.chance import Chance
from bihuan.engine.synthetic.county import County, county
from bihuan.engine.synthetic.frames import Frames, frames
from bihuan.engine.synthetic.places import ID_PREFIXES, places
from bihuan.engine.tables import HELP, TABLES

ON = dt.date(2026, 6, 30)


@pytest.fixture(scope="module", params=[1, 77])
def made(request: pytest.FixtureRequest) -> County:
    return county(4000, request.param, ON)


@pytest.fixture(scope="module")
def found(made: County) -> Frames:
    return frames(made)


def joined(found: Frames) -> pl.DataFrame:
    """Members beside their households, with age in whole years on the day."""
    had = pl.col("birth_date").dt.strftime("%m%d") <= f"{ON:%m%d}"
    age = pl.lit(ON.year) - pl.col("birth_date").dt.year() - pl.when(had).then(0).otherwise(1)
    return found["member"].join(found["household"], on="household_id", how="left").with_columns(age=age)


def test_frames_have_the_catalogues_columns_and_codes(found: Frames) -> None:
    assert set(found) == set(TABLES)
    for name, table in TABLES.items():
        assert found[name].columns == [column.name for column in table]
        assert found[name].select(table.key).is_unique().all()
        for column in table:
            if column.codes is not None:
                values = {
                    part
                    for value in found[name][column.name].drop_nulls().unique()
                    for part in value.split(",")
                }
                assert values <= {code.key for code in column.codes}, column.name


def test_joined_codes_stand_in_the_catalogues_order(found: Frames) -> None:
    for name in HELP:
        order = [code.key for code in TABLES["household"][name].codes or ()]
        for value in found["household"][name].drop_nulls().unique():
            said = value.split(",")
            assert said == sorted(set(said), key=order.index)


def test_numbers_are_right_and_of_nobody(found: Frames) -> None:
    people = found["member"]
    for row in people.head(1500).iter_rows(named=True):
        said = identity.of(row["id_number"], ID_PREFIXES)
        assert said.form == ("certificate" if row["id_type"] == "disability_certificate" else "resident")
        assert (said.birth_date, said.sex, said.place_known) == (row["birth_date"], row["sex"], True)
        assert ("disabled" in row["health"]) == (said.certificate_category is not None)
    assert people["id_number"].str.slice(0, 18).is_unique().all()
    assert not ID_PREFIXES & identity.gb_2260().keys()


def test_every_household_has_one_head_and_at_most_one_spouse_of_the_other_sex(found: Frames) -> None:
    people = found["member"]
    heads = people.filter(pl.col("relation") == "head")
    assert heads["household_id"].sort().equals(found["household"]["household_id"].sort())
    couples = people.filter(pl.col("relation") == "spouse").join(heads, on="household_id", suffix="_head")
    assert couples["household_id"].is_unique().all()
    assert (couples["sex"] != couples["sex_head"]).all()
    women = people.filter(
        pl.col("relation").is_in(["daughter", "mother", "daughter_in_law", "granddaughter"])
    )
    assert set(women["sex"]) == {"female"}


def test_nobody_is_a_parent_before_eighteen(found: Frames) -> None:
    people = joined(found)
    for parent, child in (
        (["head", "spouse"], ["son", "daughter"]), (["father", "mother"], ["head"]), (["son", "daughter_in_law"], ["grandson", "granddaughter"]),
    ):  # fmt: skip
        older = (
            people.filter(pl.col("relation").is_in(parent)).group_by("household_id").agg(parent=pl.min("age"))
        )
        younger = (
            people.filter(pl.col("relation").is_in(child)).group_by("household_id").agg(child=pl.max("age"))
        )
        both = older.join(younger, on="household_id")
        assert both.height > 50
        assert (both["parent"] - both["child"] >= 18).all()


def test_children_have_their_fathers_surname_and_names_of_their_own(found: Frames) -> None:
    people = found["member"].filter(pl.col("relation").is_in(["son", "daughter"]))
    several = people.group_by("household_id").agg(pl.col("name"), pl.len()).filter(pl.col("len") > 1)
    assert several.height > 100
    for row in several.iter_rows(named=True):
        assert len({name[0] for name in row["name"]}) == 1
        assert len(set(row["name"])) == len(row["name"])


def test_school_labour_and_work_follow_from_age_and_health(found: Frames) -> None:
    people = joined(found)
    pupils = people.filter(pl.col("age").is_between(6, 15))
    assert not pupils["schooling"].is_in(["none", "preschool_child", "kindergarten"]).any()
    assert set(people.filter((pl.col("age") < 16) | (pl.col("schooling") != "none"))["labour"]) == {"none"}
    strong = people.filter(
        pl.col("age").is_between(16, 59) & (pl.col("health") == "healthy") & (pl.col("schooling") == "none")
    )
    assert set(strong["labour"]) == {"ordinary", "skilled"}
    away = people.filter(pl.col("work_place").is_not_null())
    assert set(away["labour"]) == {"ordinary", "skilled"}
    assert away["household_id"].len() / people.height == pytest.approx(0.34, abs=0.06)
    spells = found["work"].filter("working")
    assert spells["id_number"].sort().equals(away["id_number"].sort())
    assert (people["resident_insurance"] != people["employee_insurance"]).all()


def test_income_adds_up_and_only_open_cases_are_poor(found: Frames) -> None:
    homes = found["household"].join(
        found["member"].group_by("household_id").agg(size=pl.len().cast(pl.Int64)), on="household_id"
    )
    kinds = ("wage_income", "business_income", "property_income", "transfer_income")
    net = pl.sum_horizontal(kinds) - pl.col("business_cost")
    assert homes.select((net // pl.col("size") == pl.col("income_per_head")).all()).item()
    poor = homes.filter(pl.col("income_per_head") < 11_000_00)
    assert poor.height > 20
    assert poor.select((pl.col("monitored_class").is_not_null() & ~pl.col("eliminated")).all()).item()
    assert homes["income_per_head"].median() / 100 == pytest.approx(16_500, rel=0.1)  # type: ignore[operator]


def test_wages_are_those_of_the_spells(found: Frames) -> None:
    paid = (
        found["work"]
        .filter("working")
        .join(found["member"].select("id_number", "work_months"), on="id_number")
    )
    paid = paid.group_by("household_id").agg(paid=(pl.col("monthly_wage") * pl.col("work_months")).sum())
    homes = found["household"].join(paid, on="household_id")
    assert (homes["wage_income"] >= homes["paid"]).all()


def test_shares_are_those_of_a_real_county(found: Frames) -> None:
    homes = found["household"]
    assert homes.select((pl.col("household_type") == "lifted").mean()).item() == pytest.approx(0.15, abs=0.02)
    monitored = homes["monitored_class"].is_not_null()
    assert 0.02 <= monitored.mean() <= 0.04  # type: ignore[operator]
    assert homes.filter(monitored)["risk_1"].null_count() == 0
    assert homes.filter(~monitored)["risk_1"].is_null().all()
    assert found["member"].height / homes.height == pytest.approx(3.58, abs=0.15)


def test_every_risk_has_a_measure_that_answers_it(found: Frames) -> None:
    answers = {
        "illness": "health_help", "schooling": "education_help", "disability": "protection_help", "labour": "protection_help",
        "housing": "housing_help", "water": "water_help", "unstable_work": "job_help", "industry": "industry_help", "disaster": "protection_help",
    }  # fmt: skip
    homes = found["household"]
    for risk, group in answers.items():
        hit = homes.filter(
            pl.any_horizontal((pl.col(f"risk_{n}") == risk).fill_null(False) for n in range(1, 6))
        )
        assert hit.height, risk
        assert hit[group].null_count() == 0, risk


def test_villages_total_their_households(found: Frames) -> None:
    homes = found["household"].group_by("area_code").agg(households=pl.len().cast(pl.Int64))
    people = found["member"].join(found["household"].select("household_id", "area_code"), on="household_id")
    people = people.group_by("area_code").agg(people=pl.len().cast(pl.Int64))
    said = found["village"].select("area_code", "households", "people").sort("area_code")
    assert said.equals(homes.join(people, on="area_code").sort("area_code"))
    known = {str(place.code): place.name for place in places()}
    assert all(known[row["area_code"]] == row["village"] for row in found["village"].iter_rows(named=True))


def test_ledgers_that_list_all_parts_sum(found: Frames) -> None:
    lines = found["ledger"].filter("all_parts")
    parts = lines.filter(pl.col("part_of").is_not_null()).group_by("ledger").agg(parts=pl.sum("figure"))
    both = lines.filter(pl.col("part_of").is_null()).join(parts, on="ledger")
    assert both.height == found["village"].height
    assert (both["figure"] == both["parts"]).all()


def test_a_household_keeps_its_luck_in_a_larger_county() -> None:
    small, large = county(200, 5, ON).homes.sort("k"), county(900, 5, ON).homes.sort("k").head(200)
    kept = ["make_up", "head", "household_type", "monitored_class", "household_id"]
    assert small.select(kept).equals(large.select(kept))
    assert not small.select(kept).equals(county(200, 6, ON).homes.sort("k").select(kept))


def test_chance_is_even_and_the_same_everywhere() -> None:
    frame = pl.DataFrame({"k": pl.int_range(20_000, eager=True, dtype=pl.UInt64)})
    chance = Chance(9)
    drawn = frame.select(a=chance.whole("a", 1, 6), b=chance.whole("b", 1, 6), c=chance.below("c", 0.25))
    counts = drawn.group_by("a", "b").len()["len"]
    assert min(counts) > 440  # 556 expected, five sigma either way
    assert max(counts) < 675
    assert drawn["c"].mean() == pytest.approx(0.25, abs=0.016)
    assert _bits_by_hand(9, "a", 12_345) == frame.select(chance.bits("a"))["k"][12_345]


def _bits_by_hand(seed: int, label: str, key: int) -> int:
    """The same in plain integers."""
    import hashlib

    whole = (1 << 64) - 1
    named = int.from_bytes(hashlib.blake2b(f"{seed}/{label}".encode(), digest_size=8).digest(), "little")
    bits = (key * 0x9E3779B97F4A7C15 + named) & whole
    bits ^= bits >> 33
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        bits = bits * factor & whole
        bits ^= bits >> 33
    return bits
