"""A whole county: households, persons and what the office holds about them, before anything is wrong with it.

A county is a value: the same households, seed and month give the same, on every machine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from bihuan.engine.synthetic import (
    condition,
    families,
    ground,
    help,
    identities,
    labour,
    means,
    office,
    risks,
)
from bihuan.engine.synthetic.chance import Chance


@dataclass(frozen=True)
class County:
    """The invented county on a day. `homes` and `people` hold the catalogue's columns besides working ones (key, village, luck)."""

    seed: int
    on: dt.date
    ground: pl.DataFrame
    homes: pl.DataFrame
    people: pl.DataFrame
    spells: pl.DataFrame
    plans: pl.DataFrame
    village: pl.DataFrame
    ledger: pl.DataFrame
    visits: pl.DataFrame

    @property
    def chance(self) -> Chance:
        return Chance(self.seed)


def county(households: int, seed: int, on: dt.date) -> County:
    """Returns the county on a day, of this many households. Each step reads what those before it added."""
    chance = Chance(seed)
    homes = families.households(chance, households)
    people = families.persons(chance, homes, on)
    for step in (
        identities.named, identities.numbered, condition.health, condition.school, condition.labour, condition.insured,
    ):  # fmt: skip
        people = step(chance, people)
    people = ground.reached(people)
    villages = ground.villages(chance, households)
    homes = ground.settled(chance, risks.counted(homes, people), villages, on)
    homes = means.home(chance, means.supported(chance, risks.monitored(chance, homes, on)))
    people = supported(labour.working(chance, people, homes), homes)
    homes = help.helped(chance, means.last_year(chance, means.earned(chance, homes, people)), people)
    homes = called(homes, people)
    people = help.development(homes, people)
    spells = labour.spells(chance, people, on)
    paid = spells.group_by("h").agg(travel_subsidy=pl.sum("spell_subsidy"))
    homes = homes.join(paid, left_on="k", right_on="h", how="left", maintain_order="left")
    homes = homes.with_columns(pl.col("travel_subsidy").fill_null(0)).sort("v", "k")
    return office_of(
        County(seed, on, villages, homes, people, spells, labour.plans(chance, people), *[pl.DataFrame()] * 3)
    )


def supported(people: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Adds to each person the support that the household has."""
    people = people.join(
        homes.select("relief", "kept", "household_id", h="k"), on="h", how="left", maintain_order="left"
    )
    return people.with_columns(
        subsistence=pl.when("relief").then(pl.lit("rural")).otherwise(pl.lit("none")),
        destitute=pl.when("kept").then(pl.lit("rural")).otherwise(pl.lit("none")),
        member_id=pl.col("household_id") + (pl.col("k") % families.SLOTS + 1).cast(pl.String).str.zfill(2),
    )


def called(homes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Adds the household's telephone: the head's."""
    heads = people.filter(pl.col("relation") == "head").select("h", household_phone="phone")
    return homes.join(heads, left_on="k", right_on="h", how="left", maintain_order="left")


def office_of(county: County) -> County:
    """Returns the county with the tables that follow from households and persons made anew."""
    table = office.village_table(county.chance, county.ground, county.homes, county.people)
    return County(
        county.seed, county.on, county.ground, county.homes, county.people, county.spells, county.plans, table, office.ledgers(table),
        office.visits(county.chance, county.homes, county.people, county.on),
    )  # fmt: skip
