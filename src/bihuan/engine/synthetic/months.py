"""The next download: a month in which people die, are born, marry, move and set up house, cases are opened and closed.

Shares are larger than life, so that a small county shows each of them within some months. Each event is told, for tests of imports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from bihuan.engine.synthetic import arrivals
from bihuan.engine.synthetic.arrivals import told
from bihuan.engine.synthetic.chance import Chance
from bihuan.engine.synthetic.county import County, office_of
from bihuan.engine.synthetic.families import SLOTS, age_on
from bihuan.engine.synthetic.ground import household_id, placed
from bihuan.engine.synthetic.means import FLOOR, PARTS, YUAN, per_head
from bihuan.engine.synthetic.risks import month, month_end

SPLIT_FROM = 50_000_000  # households that split off have the key of the old one and this
EVENT = {
    "kind": pl.String,
    "household_id": pl.String,
    "id_number": pl.String,
    "name": pl.String,
    "other": pl.String,
}
WIDOWED = {
    "spouse": "head",
    "father": "father_in_law",
    "mother": "mother_in_law",
}  # relations once the head's spouse leads
SPLIT = {"son": "head", "daughter_in_law": "spouse", "grandson": "son", "granddaughter": "daughter"}
DEATHS, LEAVING, MOVES, SPLITS, CLOSED, OPENED = 0.003, 0.02, 0.006, 0.02, 0.08, 0.005
_AGE, _RELATION = pl.col("age"), pl.col("relation")
Step = tuple[County, pl.DataFrame]


def after(county: County, months: int) -> tuple[County, pl.DataFrame]:
    """Returns the county so many months later, and what happened in the last of them (kind, household, person, other)."""
    events = pl.DataFrame(schema=EVENT)
    for number in range(1, months + 1):
        county, events = _next(county, number)
    return county, events


def _next(county: County, number: int) -> Step:
    on = month_end(month(county.on) + 1)
    luck = Chance(county.seed + 1_000_003 * number)
    now = replace(county, on=on, people=county.people.with_columns(age=age_on(on)))
    lines = [pl.DataFrame(schema=EVENT)]
    steps: tuple[Callable[[County, Chance], Step], ...] = (
        _deaths, arrivals.births, arrivals.weddings, _leaving, _splits, _moves, _closed, _opened,
    )  # fmt: skip
    for step in steps:
        now, events = step(now, luck)
        lines.append(events.select(pl.col(name).cast(kind) for name, kind in EVENT.items()))
    return office_of(_settled(now)), pl.concat(lines)


def _settled(county: County) -> County:
    """What follows for everybody: spells whose end has come are over, a head's share is of those who are there."""
    over = pl.col("work_end") < month(county.on)
    sizes = county.people.group_by("h").agg(size=pl.len().cast(pl.Int64))
    homes = county.homes.drop("size").join(
        sizes, left_on="k", right_on="h", how="inner", maintain_order="left"
    )
    return replace(
        county,
        homes=per_head(homes).sort("v", "k"),
        people=county.people.sort("k"),
        spells=county.spells.with_columns(working=pl.col("working") & ~over.fill_null(False)),
    )


def _without(county: County, gone: pl.DataFrame) -> County:
    """The county without these persons, their spells and plans."""
    keys = gone.select("k")
    return replace(
        county,
        people=county.people.join(keys, on="k", how="anti", maintain_order="left"),
        spells=county.spells.join(keys, on="k", how="anti", maintain_order="left"),
        plans=county.plans.join(keys, on="k", how="anti", maintain_order="left"),
    )


def _deaths(county: County, luck: Chance) -> Step:
    """Of those from 60 on; where the head dies the spouse leads, a head who leaves others but no spouse lives on."""
    family = county.people.with_columns(
        others=pl.len().over("h") > 1, spouses=(_RELATION == "spouse").sum().over("h")
    )
    may = (_AGE >= 60) & ((_RELATION != "head") | ~pl.col("others") | (pl.col("spouses") == 1))
    first = may & luck.below("dies", DEATHS * (1 + (_AGE - 60) / 8))
    gone = family.filter(first & (first.cum_sum().over("h") == 1))
    heads = gone.filter((_RELATION == "head") & pl.col("others")).select("h", widowed=pl.lit(True))
    left = _without(county, gone)
    people = left.people.join(heads, on="h", how="left", maintain_order="left")
    relation = pl.when("widowed").then(_RELATION.replace(WIDOWED)).otherwise(_RELATION)
    return replace(left, people=people.with_columns(relation=relation).drop("widowed")), told(gone, "death")


def _leaving(county: County, luck: Chance) -> Step:
    """Grown daughters who marry out of the county."""
    grown = (_RELATION == "daughter") & _AGE.is_between(21, 29) & ~pl.col("student")
    gone = county.people.filter(grown & luck.below("leaves", LEAVING))
    return _without(county, gone), told(gone, "marriage_out")


def _splits(county: County, luck: Chance) -> Step:
    """A married son with wife and children sets up house in the same village, where nobody is on relief or monitored."""
    plain = ~pl.col("lifted") & ~pl.col("watched") & ~pl.col("relief") & ~pl.col("kept")
    two = pl.col("spouse").is_not_null() & pl.col("wife").is_not_null() & (pl.col("k") < SPLIT_FROM)
    old = county.homes.filter(plain & two & luck.below("splits", SPLITS))
    movers = county.people.filter(_RELATION.is_in(list(SPLIT))).join(old.select(h="k"), on="h", how="semi")
    led = movers.filter(_RELATION == "son").select("h", new_phone="phone", id_number="id_number", name="name")
    old = old.join(led, left_on="k", right_on="h", how="inner", maintain_order="left")
    wed = movers.filter(_RELATION == "daughter_in_law").select(k="h")
    stays = (
        county.people.join(movers.select("k"), on="k", how="anti").filter(_RELATION == "head").select(k="h")
    )
    old = old.join(wed, on="k", how="semi", maintain_order="left").join(
        stays, on="k", how="semi", maintain_order="left"
    )
    new = old.with_columns(
        old=pl.col("household_id"), k=pl.col("k") + SPLIT_FROM, household_phone="new_phone"
    )
    new = new.with_columns(household_id=household_id(pl.col("k")), spouse=pl.lit(None, dtype=pl.Int64))
    lines = new.select("id_number", "name", household_id="old", kind=pl.lit("split"), other="household_id")
    moved = _rehoused(county, old)
    homes = pl.concat([_halved(moved.homes, old), _halved(new.select(county.homes.columns), new)])
    return replace(moved, homes=homes), lines


def _halved(homes: pl.DataFrame, split: pl.DataFrame) -> pl.DataFrame:
    """Each half of a household that split has half the land and income, of this year and the last."""
    parts = (*PARTS, *(f"last_{name}" for name in PARTS), "farmland")
    marked = homes.join(split.select("k", half=pl.lit(True)), on="k", how="left", maintain_order="left")
    return marked.with_columns(
        pl.when("half").then(pl.col(name) // 200 * 100).otherwise(name).alias(name) for name in parts
    ).drop("half")


def _rehoused(county: County, old: pl.DataFrame) -> County:
    """Son, wife and children stand under the new household."""

    def moved(frame: pl.DataFrame) -> pl.DataFrame:
        marked = frame.join(old.select(h="k", went=pl.lit(True)), on="h", how="left", maintain_order="left")
        goes = (pl.col("went") & _RELATION.is_in(list(SPLIT))).fill_null(False)
        home = pl.when(goes).then(pl.col("h") + SPLIT_FROM).otherwise("h")
        relation = pl.when(goes).then(_RELATION.replace(SPLIT)).otherwise(_RELATION)
        key = home * SLOTS + pl.col("k") % SLOTS
        return marked.with_columns(h=home, k=key, relation=relation, household_id=household_id(home)).drop(
            "went"
        )

    return replace(
        county, people=moved(county.people), spells=moved(county.spells), plans=moved(county.plans)
    )


def _moves(county: County, luck: Chance) -> Step:
    """Whole households move to another village of the county."""
    villages = county.ground.height
    goes = luck.below("moves", MOVES)
    to = (pl.col("v") + luck.whole("to", 1, max(1, villages - 1)).cast(pl.UInt64)) % villages
    homes = county.homes.with_columns(went=goes, before="area_code", v=pl.when(goes).then(to).otherwise("v"))
    homes = placed(homes, county.ground)
    went = homes.filter(pl.col("went") & (pl.col("before") != pl.col("area_code")))
    heads = county.people.filter(_RELATION == "head").select("id_number", "name", k="h")
    lines = told(went.join(heads, on="k", how="left", maintain_order="left"), "move", pl.col("area_code"))
    return replace(county, homes=homes.drop("went", "before").select(county.homes.columns)), lines


def _closed(county: County, luck: Chance) -> Step:
    """Cases of fourteen months and more whose income has risen above the floor and whose home is in order are closed."""
    sound = pl.col("safe_water") & ~pl.col("unsafe_house") & (pl.col("works") > 0)
    ripe = (
        pl.col("open_case")
        & sound
        & (pl.col("identified") + 14 <= month(county.on))
        & (pl.col("income_per_head") >= FLOOR * YUAN)
    )
    ends = ripe & luck.below("closes", CLOSED)
    lines = _of_homes(county, county.homes.filter(ends), "eliminated")
    here = pl.when(ends)
    homes = county.homes.with_columns(
        done=pl.col("done") | ends, open_case=pl.col("open_case") & ~ends, eliminated=here.then(True).otherwise("eliminated"),
        eliminated_by=here.then(pl.lit("assistance")).otherwise("eliminated_by"),
        eliminated_month=here.then(month(county.on)).otherwise("eliminated_month"),
        **{name: here.then(False).otherwise(name) for name in ("house_damaged_after", "water_damaged_after", "out_of_school_after")},
    )  # fmt: skip
    return replace(county, homes=homes), lines


def _opened(county: County, luck: Chance) -> Step:
    """Households with somebody seriously ill become monitored this month, helped with illness from the start."""
    fits = (
        ~pl.col("watched")
        & ~pl.col("kept")
        & (pl.col("serious") > 0)
        & (pl.col("self_payment") > 0)
        & (pl.col("income_per_head") < 2 * FLOOR * YUAN)
    )
    begins = fits & luck.below("opens", OPENED * 8)
    lines = _of_homes(county, county.homes.filter(begins), "identified")
    here = pl.when(begins)
    kind = pl.when("lifted").then(pl.lit("relapse_risk")).otherwise(pl.lit("poverty_verge"))
    homes = county.homes.with_columns(
        watched=pl.col("watched") | begins, open_case=pl.col("open_case") | begins, eliminated=here.then(False).otherwise("eliminated"),
        monitored_class=here.then(kind).otherwise("monitored_class"), identified=here.then(month(county.on)).otherwise("identified"),
        risk_1=here.then(pl.lit("illness")).otherwise("risk_1"), survey_date=here.then(pl.lit(county.on)).otherwise("survey_date"),
        health_help=here.then(pl.lit("serious,relief,doctor")).otherwise("health_help"),
    )  # fmt: skip
    return replace(county, homes=homes), lines


def _of_homes(county: County, homes: pl.DataFrame, kind: str) -> pl.DataFrame:
    heads = county.people.filter(_RELATION == "head").select("id_number", "name", k="h")
    return told(homes.join(heads, on="k", how="left", maintain_order="left"), kind)
