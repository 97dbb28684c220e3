"""Defects planted on purpose: at most one in a household and one in a village, so that none hides another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from bihuan.engine.synthetic.chance import Chance
from bihuan.engine.synthetic.defects import homes, others, persons, views
from bihuan.engine.synthetic.defects.model import Defect
from bihuan.engine.synthetic.frames import Frames

HOUSEHOLD_DEFECTS = (*persons.PERSONS, *homes.HOMES, *others.WORK, *others.VISITS)
VILLAGE_DEFECTS = others.VILLAGES
VILLAGES = 6  # times as often a village has a defect as a household
MENDED, NEW = 0.4, 0.3  # share mended by the next download; new ones, as a share of the rate
_EPISODE = 1 << 48
_SPOILT = dict.fromkeys(
    ("kind", "family", "check", "table", "household_id", "id_number", "township", "village", "area_code"),
    pl.String,
)


def plant(
    frames: Frames, seed: int, rate: float, on: dt.date, months: int = 0
) -> tuple[Frames, pl.DataFrame]:
    """Returns the frames with defects, and one line for each row spoilt on purpose (kind, family, check that must see it, subject).

    `rate`: share of households with a defect in the first download. `months`: how many downloads after it this is; each mends a
    share of the defects that were there and brings some new ones.
    """
    if not rate:
        return frames, pl.DataFrame(schema=_SPOILT)
    chance = Chance(seed, "k")
    villages = frames["village"].select(unit="area_code", k=pl.col("area_code").cast(pl.UInt64))
    bad = _faulty(chance, villages, min(1.0, rate * VILLAGES), months)
    cut = views.of_villages(frames, bad["unit"])
    frames, groups = _spoil(frames, cut, VILLAGE_DEFECTS, bad, seed)
    untouched = frames["household"].join(groups.select("household_id"), on="household_id", how="anti")
    households = untouched.select(unit="household_id", k=pl.col("household_id").cast(pl.UInt64))
    bad = _faulty(chance, households, rate, months)
    cut = views.of_households(frames, bad["unit"], on)
    before = cut["member"].select("n", old="id_number")
    frames, single = _spoil(frames, cut, HOUSEHOLD_DEFECTS, bad, seed)
    return _carried(frames, before), pl.concat([groups, single])


def _faulty(chance: Chance, units: pl.DataFrame, rate: float, months: int) -> pl.DataFrame:
    """The units that have a defect at this download, with `e`: unit and the download at which it came, as one key."""
    since: pl.Expr = pl.when(chance.below("faulty 0", rate)).then(0)
    for month in range(1, months + 1):
        stays = pl.when(~chance.below(f"mended {month}", MENDED)).then(since)
        since = pl.when(chance.below(f"faulty {month}", rate * NEW)).then(month).otherwise(stays)
    found = units.with_columns(since=since).filter(pl.col("since").is_not_null())
    return found.with_columns(e=pl.col("k") + pl.col("since").cast(pl.UInt64) * _EPISODE)


def _spoil(
    frames: Frames, cut: Frames, defects: Iterable[Defect], bad: pl.DataFrame, seed: int
) -> tuple[Frames, pl.DataFrame]:
    chosen = _chosen(cut, defects, bad, seed)
    cut = {
        name: frame.join(chosen, on="unit", how="left", maintain_order="left") for name, frame in cut.items()
    }
    lines = [pl.DataFrame(schema=_SPOILT)]
    for defect in defects:
        view = cut[defect.table].with_columns(here=_here(defect))
        rows = view.filter("here")
        if rows.is_empty():
            continue
        cut[defect.table] = view.with_columns(
            pl.when("here").then(value.cast(view.schema[name])).otherwise(name).alias(name)
            for name, value in defect.expressions().items()
        )
        lines.append(_lines(defect, cut[defect.table].filter("here")))
    return {name: _patched(frame, cut.get(name)) for name, frame in frames.items()}, pl.concat(lines)


def _chosen(cut: Frames, defects: Iterable[Defect], bad: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One kind for each unit, of those that can stand in it: rare ones weigh more, and the choice stays when others come and go.

    The least of -ln(u) / weight is a weighted draw (A. Efraimidis, P. Spirakis, 2006).
    """
    chance = Chance(seed, "e")
    even = (chance.whole("kind", 1, 1 << 52)).cast(pl.Float64) / (1 << 52)
    able = []
    for at, defect in enumerate(defects):
        units = bad.join(cut[defect.table].filter(defect.where).select("unit"), on="unit", how="semi")
        keyed = units.with_columns(e=pl.col("e") ^ pl.lit((at + 1) << 55, dtype=pl.UInt64))
        luck = -even.log() / _weight(units.height, bad.height)
        able.append(keyed.select("unit", luck=luck, chosen=pl.lit(defect.kind)))
    return (
        pl.concat(able).sort("luck", "chosen").unique("unit", keep="first", maintain_order=True).drop("luck")
    )


def _weight(fits: int, of: int) -> int:
    """1, 4, 16 … for kinds that fit all, a quarter, a sixteenth … of the units: rounded, so that a unit more changes nothing."""
    weight = 1
    while fits and fits * weight * 4 <= of and weight < 1024:
        weight *= 4
    return weight


def _here(defect: Defect) -> pl.Expr:
    fits = ((pl.col("chosen") == defect.kind) & defect.where).fill_null(False)
    return fits if defect.every else fits & (fits.cum_sum().over("unit") == 1)


def _lines(defect: Defect, rows: pl.DataFrame) -> pl.DataFrame:
    said = {"kind": defect.kind, "family": defect.family, "check": defect.check, "table": defect.table}
    here = rows.with_columns(**{name: pl.lit(value) for name, value in said.items()})
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in _SPOILT if name not in here.columns]
    return here.with_columns(missing).select(list(_SPOILT))


def _patched(frame: pl.DataFrame, cut: pl.DataFrame | None) -> pl.DataFrame:
    if cut is None or cut.is_empty():
        return frame
    rest = frame.with_row_index("n").join(cut.select("n"), on="n", how="anti")
    return pl.concat([rest, cut.select(rest.columns)]).sort("n").drop("n")


def _carried(frames: Frames, before: pl.DataFrame) -> Frames:
    """A number changed on a member's row is changed in the person's spells and plans: the exports come from one system."""
    after = frames["member"].with_row_index("n").join(before, on="n", how="inner")
    changed = after.filter(pl.col("old").ne_missing(pl.col("id_number"))).select(
        "household_id", new="id_number", id_number="old"
    )
    return {**frames, **{name: _renumbered(frames[name], changed) for name in ("work", "plan")}}


def _renumbered(frame: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    told = frame.join(
        changed.with_columns(hit=True), on=["household_id", "id_number"], how="left", maintain_order="left"
    )
    number = pl.when("hit").then("new").otherwise("id_number")
    return told.with_columns(id_number=number).select(frame.columns)
