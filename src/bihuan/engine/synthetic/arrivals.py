"""Who joins a household between two downloads: the new-born, and wives who marry in."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from bihuan.engine.synthetic.chance import Chance
from bihuan.engine.synthetic.county import County
from bihuan.engine.synthetic.families import SLOTS, age_on
from bihuan.engine.synthetic.ground import PEOPLE_FROM, PHONES, person
from bihuan.engine.synthetic.identities import given, resident
from bihuan.engine.synthetic.names import WOMEN_YOUNGER
from bihuan.engine.synthetic.places import BRIDES, HOME
from bihuan.engine.synthetic.risks import month

NEWBORN, BRIDE = 11, 12  # places in a household of those who come later: one of each
BIRTHS, WEDDINGS = 0.012, 0.03
_AGE, _RELATION = pl.col("age"), pl.col("relation")


def told(rows: pl.DataFrame, kind: str, other: pl.Expr | None = None) -> pl.DataFrame:
    """Returns one line an event; `other` is the household or village that something leads to."""
    leads = pl.lit(None, dtype=pl.String) if other is None else other
    return rows.select("household_id", "id_number", "name", kind=pl.lit(kind), other=leads)


def births(county: County, luck: Chance) -> tuple[County, pl.DataFrame]:
    """Children of young wives in households that have not had one since the first download."""
    young = (
        _RELATION.is_in(["spouse", "daughter_in_law"]) & (pl.col("sex") == "female") & _AGE.is_between(22, 34)
    )
    mothers = _first(county, young & luck.below("bears", BIRTHS), NEWBORN)
    girl = luck.below("girl", 0.48)
    of_son = _RELATION == "daughter_in_law"
    called = (
        pl.when(girl & of_son).then(pl.lit("granddaughter")).when(girl).then(pl.lit("daughter"))
        .when(of_son).then(pl.lit("grandson")).otherwise(pl.lit("son"))
    )  # fmt: skip
    first = county.on.replace(day=1)
    born = mothers.with_columns(
        relation=called, sex=pl.when(girl).then(pl.lit("female")).otherwise(pl.lit("male")),
        birth_date=pl.lit(first) + pl.duration(days=luck.whole("day", 0, 27)), k=pl.col("h") * SLOTS + NEWBORN,
        age=pl.lit(0, dtype=pl.Int64),
        line=pl.lit("family"), schooling=pl.lit("preschool_child"), education=pl.lit(None, dtype=pl.String), student=pl.lit(True),
        labour=pl.lit("none"), phone=pl.lit(None, dtype=pl.String), resident_pension=pl.lit(False), prefix=pl.lit(HOME),
    )  # fmt: skip
    fathers = county.people.filter(_RELATION.is_in(["head", "spouse", "son"]) & (pl.col("sex") == "male"))
    fathers = fathers.with_columns(of_son=_RELATION == "son").select(
        "h", "of_son", surname=pl.col("name").str.slice(0, 1)
    )
    fathers = fathers.unique(["h", "of_son"], keep="first", maintain_order=True)
    born = born.with_columns(of_son=_RELATION.is_in(["grandson", "granddaughter"]))
    born = born.join(fathers, on=["h", "of_son"], how="left", maintain_order="left")
    surname = pl.coalesce("surname", pl.col("name").str.slice(0, 1))
    return _joined(county, born.with_columns(name=surname + given(Chance(county.seed, "h"))), 0, "birth")


def weddings(county: County, luck: Chance) -> tuple[County, pl.DataFrame]:
    """Wives of grown sons who were single."""
    wives = county.people.filter(_RELATION == "daughter_in_law").select("h")
    single = county.people.join(wives, on="h", how="anti", maintain_order="left")
    weds = (_RELATION == "son") & _AGE.is_between(24, 34) & ~pl.col("student") & luck.below("weds", WEDDINGS)
    grooms = _first(replace(county, people=single), weds, BRIDE)
    birth = pl.col("birth_date").dt.offset_by("1y") + pl.duration(days=luck.whole("bride", 0, 600))
    brides = grooms.with_columns(
        relation=pl.lit("daughter_in_law"), sex=pl.lit("female"), birth_date=birth, k=pl.col("h") * SLOTS + BRIDE,
        line=pl.lit("married"),
        education=pl.lit("junior"), schooling=pl.lit("none"), student=pl.lit(False), labour=pl.lit("ordinary"),
        resident_pension=pl.lit(True),
        phone=(PHONES + PEOPLE_FROM + pl.col("h").cast(pl.Int64) * SLOTS + BRIDE).cast(pl.String), prefix=pl.lit(BRIDES),
        name=person(luck, "bride", WOMEN_YOUNGER),
    )  # fmt: skip
    brides = brides.with_columns(age=age_on(county.on))
    return _joined(county, brides, month(county.on) % 12 * 40, "marriage_in")


def _first(county: County, may: pl.Expr, place: int) -> pl.DataFrame:
    """The first of a household that may, where the place of the one who comes is free."""
    taken = county.people.filter(pl.col("k") % SLOTS == place).select("h")
    free = county.people.filter(may).join(taken, on="h", how="anti", maintain_order="left")
    return free.unique("h", keep="first", maintain_order=True)


def _joined(county: County, rows: pl.DataFrame, orders: int, kind: str) -> tuple[County, pl.DataFrame]:
    """The county with these persons, healthy, at home, insured, with numbers from `orders` on for each day and sex."""
    order = pl.col("k").cum_count().over("prefix", "birth_date", "sex") - 1 + orders
    none = {
        name: pl.lit(None) for name in ("post", "post_months", "work_place", "work_months", "monthly_wage")
    }
    rows = rows.with_columns(
        resident=resident(order), health=pl.lit("healthy"), chronic=pl.lit(False), serious=pl.lit(False), disabled=pl.lit(False),
        able=pl.col("labour") == "ordinary", works=pl.col("labour") == "ordinary", away=pl.lit(False), id_type=pl.lit("resident_id"),
        resident_insurance=pl.lit(True), employee_insurance=pl.lit(False), medical_relief=pl.lit(False), employee_pension=pl.lit(False),
        member_id=pl.col("household_id") + (pl.col("k") % SLOTS + 1).cast(pl.String).str.zfill(2), **none,
    ).with_columns(id_number="resident")  # fmt: skip
    shaped = rows.select(pl.col(name).cast(kind) for name, kind in county.people.schema.items())
    return replace(county, people=pl.concat([county.people, shaped])), told(rows, kind)
