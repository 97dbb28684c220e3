"""Frames -> temporary tables, by COPY: placed, hashed, each row with what tells it from others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl
import pyarrow as pa
from django.db import connection

from bihuan.web.registry.imports import seal
from bihuan.web.registry.imports.places import Unplaced, Villages, county_code, placed
from bihuan.web.registry.imports.specs import (
    BY_KEY,
    FACTS,
    HEALTH,
    HOUSEHOLDS,
    INCOMES,
    LEDGERS,
    MEMBERS,
    SPECS,
    VILLAGES,
    Spec,
)

CHUNK = 2**20


@dataclass
class Staged:
    """The prepared frames by key of their table, each with `sid`; and what could not be placed."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    refused: list[Unplaced] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """Of which day the export is, and of which year its income."""

    as_of: date
    income_year: int
    window_from: date
    window_to: date


def prepare(frames: Mapping[str, pa.Table], terms: Terms) -> Staged:
    """Returns what is to be staged: 1. villages found; 2. numbers hashed; 3. rows told apart."""
    staged, villages = Staged(), Villages()
    given = {name: pl.DataFrame(table) for name, table in frames.items()}
    for name, frame in given.items():
        if name in ("member",) or frame.is_empty():
            continue
        if name == "ledger":
            frame = frame.with_columns(place=_ledger_places(frame, villages))
            frame = frame.drop("county", "township", "village")
        else:
            frame, refused = placed(frame, name, villages)
            staged.refused += refused
        _household(staged, frame, terms) if name == "household" else _fact(staged, frame, BY_KEY[name])
    if "member" in given and "household" in staged.frames:
        _members(staged, given["member"], given["household"])
    staged.frames = {
        key: frame.with_row_index("sid", 1) for key, frame in staged.frames.items() if not frame.is_empty()
    }
    return staged


def _ledger_places(frame: pl.DataFrame, villages: Villages) -> pl.Series:
    """A ledger is often the county's or a township's: what names no village counts for the county."""
    rows = frame.select("township", "village").rows()
    return pl.Series([villages.find(None, *row)[0] or county_code() for row in rows], dtype=pl.Int64)


def _household(staged: Staged, frame: pl.DataFrame, terms: Terms) -> None:
    frame = frame.unique("household_id", keep="first", maintain_order=True)
    frame = seal.with_hashes(frame, HOUSEHOLDS.columns).with_columns(
        place_code="place", number="household_id"
    )
    staged.frames["household"] = frame
    kinds = [column.name for column in INCOMES.columns]
    staged.frames["income"] = frame.filter(pl.any_horizontal(pl.col(kinds).is_not_null())).with_columns(
        year=pl.lit(terms.income_year),
        window_from=pl.lit(terms.window_from),
        window_to=pl.lit(terms.window_to),
    )


def _members(staged: Staged, frame: pl.DataFrame, households: pl.DataFrame) -> None:
    homes = staged.frames["household"].select("household_id")
    names = households.select("household_id", "entered_by", "reviewed_by", collected_by="surveyor").unique(
        "household_id", keep="first"
    )
    frame = frame.join(homes, on="household_id", how="semi", maintain_order="left")
    frame = frame.join(names, on="household_id", how="left", maintain_order="left")
    frame = seal.with_hashes(frame, MEMBERS.columns)
    who = pl.coalesce("id_key", "number:" + pl.col("member_id"), "name:" + pl.col("name"), pl.lit("name:"))
    staged.frames["member"] = _told_apart(frame.with_columns(who=who))
    staged.frames["health"] = staged.frames["member"].filter(pl.col("health").is_not_null())


def _fact(staged: Staged, frame: pl.DataFrame, spec: Spec) -> None:
    frame = seal.with_hashes(frame, spec.columns)
    if spec.key in ("village", "ledger"):
        frame = frame.with_columns(area_code="place")
        who = (
            pl.lit("village")
            if spec is VILLAGES
            else pl.concat_str(_text("ledger"), _text("part_of"), _text("item"), separator="/")
        )
        staged.frames[spec.key] = _told_apart(
            frame.with_columns(who=who, household_id=pl.col("place").cast(pl.String))
        )
        return
    person = pl.coalesce("id_key", "name", pl.lit("")) if "name" in frame.columns else _text("visitor")
    begun = {"work": "work_start", "visit": "visit_date"}.get(spec.key)
    who = pl.concat_str(person, _text(begun), separator=":") if begun else person
    staged.frames[spec.key] = _told_apart(frame.with_columns(who=who))


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).fill_null("")


def _told_apart(frame: pl.DataFrame) -> pl.DataFrame:
    """`nth` counts rows that are alike, in the order of the sheet."""
    frame = frame.with_columns(number="household_id")
    return frame.with_columns(nth=pl.int_range(1, pl.len() + 1).over("number", "who"))


def load(staged: Staged) -> None:
    """Makes the temporary tables of this transaction and fills them; a table nobody handed in is there and empty."""
    for spec in SPECS:
        columns = _columns(spec)
        made = ", ".join(f"{name} {kind}" for name, kind in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"drop table if exists {spec.stage}; create temp table {spec.stage} ({made}) on commit drop"
            )
        if spec.key in staged.frames:
            copy(spec.stage, staged.frames[spec.key].select(name for name, _ in columns))
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {spec.stage}")


def _columns(spec: Spec) -> list[tuple[str, str]]:
    """The columns of a staging table: where the row stood, whose it is, and what it says."""
    told = [("who", "text"), ("nth", "integer")] if spec in (MEMBERS, HEALTH) else []
    base = [("sid", "bigint"), ("row", "bigint"), ("source", "text"), ("number", "text"), *told, *spec.stored]
    if spec in FACTS or spec in (LEDGERS, VILLAGES):
        base.append(("place", "bigint"))
    return base


def copy(table: str, frame: pl.DataFrame) -> None:
    """Puts the frame into the table, its columns by their names; null stays null."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({names}) from stdin (format csv)") as into,
    ):
        for piece in _pieces(frame):
            into.write(piece)


def _pieces(frame: pl.DataFrame) -> Iterator[bytes]:
    for part in frame.iter_slices(20_000):
        yield part.write_csv(include_header=False).encode()
