"""Names that fit sex, generation and family, and resident numbers that are right in every digit but of a place nobody assigned."""

from __future__ import annotations

import polars as pl

from bihuan.engine.identity.columns import check_digits
from bihuan.engine.synthetic.chance import Chance, gather
from bihuan.engine.synthetic.families import SLOTS
from bihuan.engine.synthetic.names import MEN_ELDER, MEN_YOUNGER, SURNAMES, WOMEN_ELDER, WOMEN_YOUNGER
from bihuan.engine.synthetic.places import HOME, NEIGHBOURS

ELDER = 45  # years from which a given name is of the older fashion
ORDERS = 499  # how many order numbers a day has for each sex


def named(chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Returns the persons with `name`: children have their father's surname, brothers and sisters different given names."""
    by_house = Chance(chance.seed, "h")
    surname = {
        line: by_house.one(f"surname/{line}", SURNAMES) for line in ("head", "spouse", "elder", "married")
    }
    line = pl.col("line")
    other = pl.when("man").then(surname["head"]).otherwise(surname["spouse"])
    own = (
        pl.when(line == "head").then(surname["head"]).when(line == "spouse").then(surname["spouse"])
        .when(line == "elder").then(surname["elder"]).when(line == "married").then(surname["married"]).otherwise(other)
    )  # fmt: skip
    return people.with_columns(name=own + given(by_house))


def given(by_house: Chance) -> pl.Expr:
    """Returns a given name for each person by sex and age; within a household by place, so that no two children share one."""
    place = (pl.col("k") % SLOTS) * 7 + by_house.bits("given") % pl.lit(10_000, dtype=pl.UInt64)
    man, elder = pl.col("sex") == "male", pl.col("age") >= ELDER
    pools = {name: gather(pool, place % len(pool)) for name, pool in POOLS.items()}
    return (
        pl.when(man & elder).then(pools["me"]).when(man).then(pools["my"]).when(elder).then(pools["we"]).otherwise(pools["wy"])
    )  # fmt: skip


POOLS = {"me": MEN_ELDER, "my": MEN_YOUNGER, "we": WOMEN_ELDER, "wy": WOMEN_YOUNGER}


def numbered(chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Returns the persons with `resident`, 18 characters, none twice. Some who married in are of a neighbouring county."""
    moved = pl.col("line").is_in(["spouse", "elder", "married"]) & chance.below("moved", 0.12)
    people = people.with_columns(
        prefix=pl.when(moved).then(chance.one("from", NEIGHBOURS)).otherwise(pl.lit(HOME))
    )
    order = pl.col("k").cum_count().over("prefix", "birth_date", "sex") - 1
    people = people.with_columns(order=order)
    if people.select((pl.col("order") >= ORDERS).any()).item():
        raise ValueError("一天里出生的人多过身份证顺序码，户数太多；请少生成一些户")
    return people.with_columns(resident=resident(pl.col("order"))).drop("prefix", "order")


def resident(order: pl.Expr) -> pl.Expr:
    """Returns the resident number of columns `prefix`, `birth_date`, `sex` and this order of the day (from 0), check digit and all."""
    odd = order.cast(pl.Int64) * 2 + pl.when(pl.col("sex") == "male").then(1).otherwise(2)
    born = pl.col("birth_date").dt
    day = born.year().cast(pl.Int64) * 10_000 + born.month().cast(pl.Int64) * 100 + born.day().cast(pl.Int64)
    first = (pl.col("prefix").cast(pl.Int64) * 100_000_000 + day) * 1000 + odd
    return first.cast(pl.String) + check_digits(first)
