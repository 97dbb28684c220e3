"""The rows in which defects may be planted, beside what the defects ask of them: age, the household, the head, the village's first."""

from __future__ import annotations

import datetime as dt

import polars as pl

from bihuan.engine.synthetic.families import age_on
from bihuan.engine.synthetic.frames import Frames
from bihuan.engine.synthetic.means import PARTS
from bihuan.engine.synthetic.risks import month

BY_HOUSEHOLD = ("member", "household", "work", "plan", "visit")
BY_VILLAGE = ("village", "ledger", "household")
STATUS = ("household_type", "monitored_class", "eliminated")


def of_households(frames: Frames, units: pl.Series, on: dt.date) -> Frames:
    """Returns the rows of these households by table, with `n` (place in the frame), `unit` (household) and what defects ask."""
    cut = {
        name: frames[name].with_row_index("n").filter(pl.col("household_id").is_in(units.implode()))
        for name in BY_HOUSEHOLD
    }
    cut = {
        name: frame.with_columns(unit="household_id", now=month(on), day=pl.lit(on))
        for name, frame in cut.items()
    }
    heads = (
        frames["member"]
        .filter(pl.col("relation") == "head")
        .select("household_id", head_id="id_number", head_sex="sex")
    )
    in_order = ~pl.col("household_id").is_in(units.implode())
    heads = heads.with_columns(stranger=pl.when(in_order).then("head_id").forward_fill())
    status = cut["household"].select("household_id", *STATUS)
    members = (
        cut["member"]
        .with_columns(age=age_on(on))
        .join(status, on="household_id", how="left", maintain_order="left")
    )
    cut["member"] = members.join(heads, on="household_id", how="left", maintain_order="left")
    cut["household"] = cut["household"].join(
        _sums(cut["member"]), on="household_id", how="left", maintain_order="left"
    )
    return cut


def _sums(members: pl.DataFrame) -> pl.DataFrame:
    labour, health = pl.col("labour"), pl.col("health")
    return members.group_by("household_id").agg(
        size=pl.len().cast(pl.Int64), workers=labour.is_in(["ordinary", "skilled", "half"]).sum(),
        able=labour.is_in(["ordinary", "skilled"]).sum(), away=pl.col("work_place").is_not_null().sum(),
        ill=health.str.contains("chronic|serious").any(), disabled=health.str.contains("disabled").any(),
        learnt=(pl.col("education").is_in(["senior", "technician", "college"]) & (pl.col("age") <= 35)).any(),
        vocational=pl.col("schooling").str.contains("vocational|technical|college").any(),
        relieved=(pl.col("subsistence") != "none").any(), kept=(pl.col("destitute") != "none").any(),
    )  # fmt: skip


def of_villages(frames: Frames, units: pl.Series) -> Frames:
    """Returns the villages' own rows and those of their households, with `n`, `unit` (village code) and what defects ask."""
    village = frames["village"].with_row_index("n").with_columns(unit="area_code")
    code = village.select("township", "village", unit="area_code")
    ledger = (
        frames["ledger"]
        .with_row_index("n")
        .join(code, on=["township", "village"], how="left", maintain_order="left")
    )
    surveyed = pl.col("area_code").n_unique().over("township", "surveyor")
    homes = frames["household"].with_row_index("n").with_columns(unit="area_code", surveyed=surveyed)
    cut = {"village": village, "ledger": ledger, "household": homes}
    cut = {name: frame.filter(pl.col("unit").is_in(units.implode())) for name, frame in cut.items()}
    earns = (pl.col("wage_income") > 0) & (pl.col("business_income") > 0)
    plain = (pl.col("household_type") == "ordinary") & pl.col("monitored_class").is_null() & earns
    turn = pl.when(plain).then(plain.cum_sum().over("unit").cast(pl.Int64) - 1)
    first = (
        pl.col(name).filter(plain).first().over("unit").alias(f"first_{name}")
        for name in (*PARTS, "income_per_head")
    )
    cut["household"] = cut["household"].with_columns(
        turn.alias("turn"), *first, plain=plain.sum().over("unit")
    )
    return cut
