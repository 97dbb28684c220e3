"""What the office holds besides: the village table, whose totals agree with the households, ledgers whose parts sum, and visits."""

from __future__ import annotations

import datetime as dt

import polars as pl

from bihuan.engine.synthetic.chance import Chance
from bihuan.engine.synthetic.ground import HELPERS

PLACE = ("county", "township", "village", "area_code")


def village_table(
    chance: Chance, ground: pl.DataFrame, homes: pl.DataFrame, people: pl.DataFrame
) -> pl.DataFrame:
    """Returns the village table: counts of the households and persons there are, and what the village has."""
    chance = Chance(chance.seed, "v")
    lifted, on_relief = pl.col("household_type") == "lifted", pl.col("relief")
    houses = homes.group_by("v").agg(
        households=pl.len().cast(pl.Int64), subsistence_households=on_relief.sum().cast(pl.Int64),
        unsafe_households=pl.col("unsafe_house").sum().cast(pl.Int64), unsafe_water_households=(~pl.col("safe_water")).sum().cast(pl.Int64),
        lifted_households=lifted.sum().cast(pl.Int64),
        village_farmland=pl.sum("farmland") * 114 // 1000 * 10, village_forest=pl.sum("forest") * 131 // 1000 * 10,
    )  # fmt: skip
    persons = people.join(
        homes.select("v", "household_type", h="k"), on="h", how="left", maintain_order="left"
    )
    heads = persons.group_by("v").agg(
        people=pl.len().cast(pl.Int64), subsistence_people=(pl.col("subsistence") == "rural").sum().cast(pl.Int64),
        destitute_people=(pl.col("destitute") == "rural").sum().cast(pl.Int64), disabled_people=pl.col("disabled").sum().cast(pl.Int64),
        pension_people=pl.col("resident_pension").sum().cast(pl.Int64), insured_people=pl.col("resident_insurance").sum().cast(pl.Int64),
        lifted_people=lifted.sum().cast(pl.Int64),
    )  # fmt: skip
    table = ground.join(houses, on="v", how="left", maintain_order="left").join(
        heads, on="v", how="left", maintain_order="left"
    )
    whole = [*houses.columns[1:], *heads.columns[1:]]
    return table.with_columns(pl.col(whole).fill_null(0)).with_columns(
        exited=pl.lit(True), paved_road=pl.lit(True), bus=pl.lit(True),
        doctors=chance.whole("doctors", 1, 3), clinics=chance.whole("clinics", 1, 2), public_toilets=chance.whole("toilets", 1, 6),
        refuse_points=chance.whole("refuse", 2, 12), libraries=pl.lit(1, dtype=pl.Int64), primary_schools=chance.whole("schools", 0, 1),
        collective_income=chance.spread("collective", 1800, 0.5).clip(300, 20000) * 10_000,
    )  # fmt: skip


def ledgers(table: pl.DataFrame) -> pl.DataFrame:
    """Returns two ledgers a village: households by class, whose parts are all there, and people, of which some parts are named."""
    parts = (
        ("农户台账", "总户数", None, pl.col("households"), True),
        ("农户台账", "脱贫户数", "总户数", pl.col("lifted_households"), True),
        ("农户台账", "一般农户数", "总户数", pl.col("households") - pl.col("lifted_households"), True),
        ("人口台账", "总人口数", None, pl.col("people"), False),
        ("人口台账", "低保人口数", "总人口数", pl.col("subsistence_people"), False),
        ("人口台账", "特困供养人口数", "总人口数", pl.col("destitute_people"), False),
        ("人口台账", "残疾人口数", "总人口数", pl.col("disabled_people"), False),
    )
    lines = [
        table.select(
            *PLACE[:3], "v", ledger=pl.col("village") + name, item=pl.lit(item), part_of=pl.lit(of, dtype=pl.String),
            figure=figure * 100, all_parts=pl.lit(whole), n=pl.lit(n),
        )
        for n, (name, item, of, figure, whole) in enumerate(parts)
    ]  # fmt: skip
    return pl.concat(lines).sort("v", "n")


def visits(chance: Chance, homes: pl.DataFrame, people: pl.DataFrame, on: dt.date) -> pl.DataFrame:
    """Returns the visits of the last three months to lifted and monitored households: by the same helper, monthly where a case is open."""
    heads = people.filter(pl.col("relation") == "head").select("name", h="h")
    ours = homes.filter(pl.col("lifted") | pl.col("watched")).join(
        heads, left_on="k", right_on="h", how="left", maintain_order="left"
    )
    ours = ours.with_columns(helper=chance.whole("helper", 0, HELPERS - 1))
    ours = ours.with_columns(
        visitor=pl.coalesce(
            pl.when(pl.col("helper") == n).then(pl.col(f"helper_{n}")) for n in range(HELPERS)
        )
    )
    first = on.replace(day=1)
    rounds = []
    for back in range(3):
        due = pl.lit(True) if back == 0 else pl.col("open_case")
        start = _months_before(first, back)
        label = f"visit {start:%Y%m}"
        rounds.append(ours.filter(due).with_columns(
            visit_date=pl.lit(start) + pl.duration(days=chance.whole(label, 0, 26)),
            visit_way=pl.when(chance.below(f"{label} by phone", 0.08)).then(pl.lit("phone")).otherwise(pl.lit("home")),
            household_signature=pl.col("name"), visitor_signature=pl.col("visitor"),
        ))  # fmt: skip
    return pl.concat(rounds).sort("v", "k", "visit_date")


def _months_before(first: dt.date, months: int) -> dt.date:
    whole = first.year * 12 + first.month - 1 - months
    return dt.date(whole // 12, whole % 12 + 1, 1)
