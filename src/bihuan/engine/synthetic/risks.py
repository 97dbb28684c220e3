"""Which households are lifted or monitored, with risks that their members and homes bear out, and how their cases stand."""

from __future__ import annotations

import datetime as dt

import polars as pl

from bihuan.engine.synthetic.chance import Chance

AGE = pl.col("age")
NONE = pl.lit(None, dtype=pl.String)
# in the order in which the first that fits becomes the household's first risk
LUCK = {
    "industry": 24,
    "disaster": 14,
    "housing": 8,
    "water": 6,
    "accident": 20,
    "other": 8,
    "unstable_work": 20,
}


def month(on: dt.date) -> int:
    """Returns year * 12 + month - 1, as frames hold a month."""
    return on.year * 12 + on.month - 1


def month_end(number: int) -> dt.date:
    """Returns the last day of a month as frames hold it."""
    return dt.date((number + 1) // 12, (number + 1) % 12 + 1, 1) - dt.timedelta(days=1)


def counted(families: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Returns households with what their members make of them: `size`, and how many are ill, able, at school and so on."""
    post = pl.col("schooling")
    sums = people.group_by("h", maintain_order=True).agg(
        size=pl.len().cast(pl.Int64),
        serious=pl.sum("serious").cast(pl.Int64), disabled=pl.sum("disabled").cast(pl.Int64),
        works=pl.sum("works").cast(pl.Int64), able=(pl.col("able") & AGE.is_between(18, 59)).sum().cast(pl.Int64),
        tertiary=post.str.contains("college|bachelor|postgraduate").sum().cast(pl.Int64),
        vocational=post.str.contains("vocational|technical|college").sum().cast(pl.Int64),
        pupils=post.str.contains("primary|grade").sum().cast(pl.Int64),
        aged=(AGE >= 60).sum().cast(pl.Int64),
    )  # fmt: skip
    return families.join(sums, left_on="k", right_on="h", how="left", maintain_order="left")


def monitored(chance: Chance, homes: pl.DataFrame, on: dt.date) -> pl.DataFrame:
    """Adds type, class, risks and the dates of the case: about 15 in a hundred lifted, 2 to 4 monitored, most of these eliminated."""
    share = (
        pl.when(pl.col("serious") > 0).then(0.14).when(pl.col("works") == 0).then(0.04)
        .when(pl.col("disabled") > 0).then(0.06).otherwise(0.012)
    )  # fmt: skip
    homes = homes.with_columns(lifted=chance.below("lifted", 0.15), watched=chance.below("watched", share))
    kind = (
        pl.when(chance.below("sudden", 0.15))
        .then(pl.lit("sudden_hardship"))
        .when("lifted")
        .then(pl.lit("relapse_risk"))
    )
    homes = homes.with_columns(
        household_type=pl.when("lifted").then(pl.lit("lifted")).otherwise(pl.lit("ordinary")),
        monitored_class=pl.when("watched").then(kind.otherwise(pl.lit("poverty_verge"))),
        identified=pl.when("watched").then(month(on) - chance.whole("identified", 3, 44)),
    )  # fmt: skip
    return _closed(chance, _risky(chance, homes), on)


def _risky(chance: Chance, homes: pl.DataFrame) -> pl.DataFrame:
    luck = chance.one("risk", LUCK)
    of_the_able = luck.is_in(["unstable_work", "industry"])
    luck = pl.when(of_the_able & (pl.col("able") == 0)).then(pl.lit("accident")).otherwise(luck)
    first = (
        pl.when((pl.col("serious") > 0) & chance.below("ill?", 0.8)).then(pl.lit("illness"))
        .when((pl.col("works") == 0) & chance.below("idle?", 0.8)).then(pl.lit("labour"))
        .when((pl.col("disabled") > 0) & chance.below("disabled?", 0.7)).then(pl.lit("disability")).otherwise(luck)
    )  # fmt: skip
    homes = homes.with_columns(risk_1=pl.when("watched").then(first))
    second = pl.when(pl.col("watched") & (pl.col("tertiary") > 0) & chance.below("risk_2", 0.6)).then(
        pl.lit("schooling")
    )
    homes = homes.with_columns(risk_2=second, **{f"risk_{n}": NONE for n in range(3, 6)})
    return homes.with_columns(
        risk_note=pl.when(pl.col("risk_1") == "other").then(pl.lit("家中变故，短期支出较大")),
        disaster=pl.when(pl.col("risk_1") == "disaster").then(chance.one("disaster", ("flood", "drought", "landslide", "hail"))),
    )  # fmt: skip


def _closed(chance: Chance, homes: pl.DataFrame, on: dt.date) -> pl.DataFrame:
    """Eliminated are cases of ten months and more of households that have labour; nothing may have come back since."""
    lasted = month(on) - pl.col("identified")
    done = pl.col("watched") & (lasted >= 14) & (pl.col("works") > 0) & chance.below("eliminated", 0.75)
    end = pl.min_horizontal(
        pl.col("identified") + chance.whole("lasted", 9, 16), month(on) - chance.whole("since", 1, 3)
    )
    homes = homes.with_columns(done=done.fill_null(False))
    no = pl.when("done").then(False)
    broken = ~pl.col("done") & pl.col("risk_1").is_in(
        ["housing", "water"]
    )  # what is broken is put right within months
    return homes.with_columns(
        identified=pl.when(broken).then(month(on) - chance.whole("broken", 3, 5)).otherwise("identified"),
        eliminated=pl.when("watched").then("done"),
        eliminated_by=pl.when("done").then(pl.lit("assistance")),
        eliminated_month=pl.when("done").then(end),
        child_out_of_school=pl.lit(False), member_uninsured=pl.lit(False),
        house_damaged_after=no, water_damaged_after=no, out_of_school_after=no,
        open_case=pl.col("watched") & ~pl.col("done"),
    )  # fmt: skip
