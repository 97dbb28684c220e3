"""Findings of the engine -> a temporary table with what the database needs to know: places, households, who may read the words."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.db import connection

from bihuan.engine.quality import Outcome
from bihuan.web.areas.models import Area
from bihuan.web.quality.checks import tells_health
from bihuan.web.quality.models.finding import MASKED
from bihuan.web.registry.imports.places import Villages, county_code
from bihuan.web.registry.imports.stage import copy
from bihuan.web.registry.models import Household

COLUMNS = (
    ("key", "text"), ("check_code", "text"), ("family", "text"), ("population", "text"), ("severity", "text"), ("score", "integer"),
    ("area_code", "bigint"), ("township_code", "bigint"), ("place", "text"), ("household_no", "text"), ("household_id", "bigint"),
    ("name", "text"), ("relation", "text"), ("source", "text"), ("row", "bigint"), ("sentence", "text"), ("shown", "jsonb"),
    ("health", "boolean"), ("told", "text"), ("told_shown", "jsonb"),
)  # fmt: skip
PLACE = ("area_code", "township", "village")  # what a sheet says of where a row belongs
LONGEST = 80  # characters of a place
TEXTS = ("population", "household_no", "name", "relation", "source")


@dataclass(frozen=True)
class Place:
    """A place of this county; `known` where it is the very village, so that its code says all, else its words are all that is known."""

    code: int
    township: int | None
    words: str
    known: bool = False


class Places:
    """Names on a sheet -> a place of this county: the village, the township where no village is known, else the county."""

    def __init__(self) -> None:
        self.villages = Villages()
        self.areas = {area.code: area for area in Area.objects.filter(valid_to=None).select_related("parent")}
        self.townships = {area.name: area.code for area in self.areas.values() if area.level == "township"}

    def of(self, code: str | None, township: str | None, village: str | None) -> Place:
        """Returns the smallest place that is known here."""
        found = self.villages.find(code, township, village)[0] or self.townships.get((township or "").strip())
        area = self.areas.get(found or 0)
        if area is None:
            return Place(county_code(), None, f"{township or ''}{village or ''}"[:LONGEST] or "全县")
        if area.level == "township":
            return Place(area.code, area.code, f"{area} {village or ''}".strip()[:LONGEST])
        return Place(
            area.code, area.parent.code if area.parent else None, f"{area.parent} {area}", known=True
        )


def stage(outcome: Outcome) -> int:
    """Makes the table `quality_seen` of this transaction; returns how many findings stand in it."""
    made = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"drop table if exists quality_seen; create temp table quality_seen ({made}) on commit drop"
        )
    frame = _frame(outcome)
    if not frame.is_empty():
        copy("quality_seen", frame)
    with connection.cursor() as cursor:
        cursor.execute("create unique index on quality_seen (key); analyze quality_seen")
    return frame.height


def _frame(outcome: Outcome) -> pl.DataFrame:
    found = pl.DataFrame(outcome.findings)
    frame = _placed(found).join(_households(found), on="household_id", how="left", maintain_order="left")
    codes = found["check"].unique().to_list()
    health = {code: tells_health(code) for code in codes}
    told = pl.col("check").replace_strict(health, default=False, return_dtype=pl.Boolean)
    frame = frame.with_columns(
        pl.col("check").str.slice(0, 1).alias("family"),
        pl.col("check").alias("check_code"),
        pl.col("household_id").alias("household_no"),
        pl.col("pk").alias("household_id"),
        health=told,
        name=pl.coalesce("name", pl.when(pl.col("head") != "").then(pl.col("head") + "户")),
        told=pl.when(told).then("sentence").otherwise(pl.lit("")),
        told_shown=pl.when(told).then("values").otherwise(pl.lit("{}")),
        sentence=pl.when(told).then(pl.lit(MASKED)).otherwise("sentence"),
        shown=pl.when(told).then(pl.lit("{}")).otherwise("values"),
    )
    return frame.with_columns(pl.col(TEXTS).fill_null("")).select(name for name, _ in COLUMNS)


def _placed(found: pl.DataFrame) -> pl.DataFrame:
    places = Places()
    seen = found.select(PLACE).unique(maintain_order=True)
    known = [places.of(*row) for row in seen.rows()]
    told = seen.with_columns(
        pl.Series("code", [one.code for one in known], dtype=pl.Int64),
        pl.Series("township_code", [one.township for one in known], dtype=pl.Int64),
        pl.Series("place", [one.words for one in known], dtype=pl.String),
    )
    joined = found.join(told, on=PLACE, how="left", nulls_equal=True, maintain_order="left")
    return joined.drop("area_code").rename({"code": "area_code"})


def _households(found: pl.DataFrame) -> pl.DataFrame:
    """Which household of the registry a number is, and its head; a number the registry does not know is none."""
    numbers = found["household_id"].drop_nulls().unique().to_list()
    rows = Household.objects.filter(number__in=numbers).values_list("number", "pk", "head_name")
    known = list(rows) if numbers else []
    return pl.DataFrame(
        known,
        schema={"household_id": pl.String, "pk": pl.Int64, "head": pl.String},
        orient="row",
    )
