"""Rows of sheets -> one frame a table: households apart from members, the second export filling what the first leaves open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from bihuan.engine import identity
from bihuan.engine.reading.columns import TYPES
from bihuan.engine.reading.model import Difference
from bihuan.engine.reading.showing import shown
from bihuan.engine.tables import INCOME, TABLES, Table

WITH_PERSON = ("member", "work", "plan")
TRACE = ("row", "source")
LAST = (*(name for name, _ in INCOME), "income_per_head")


@dataclass(frozen=True)
class Part:
    """The rows of one sheet, with where they come from."""

    export: str
    file: str
    sheet: str
    frame: pl.DataFrame


def frames(
    parts: Sequence[Part], places: Collection[str] | None
) -> tuple[dict[str, pl.DataFrame], list[Difference]]:
    """Returns the frame of every table that an export was handed in for, with derived columns, and what says two things."""
    done: dict[str, pl.DataFrame] = {}
    differences: list[Difference] = []
    homes = [part for part in parts if part.export in ("base", "rural")]
    if homes:
        done["household"], done["member"] = _homes(homes, places, differences)
    for export, table in (
        ("away", "work"),
        ("planned", "plan"),
        ("village", "village"),
        ("visit", "visit"),
        ("ledger", "ledger"),
    ):
        own = [_traced(part, TABLES[table]) for part in parts if part.export == export]
        if own:
            done[table] = _with_person(pl.concat(own), table, places)
    return done, differences


def with_last_year(household: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """Returns the households with the incomes of the year before, found by household number."""
    before = last.select("household_id", *(pl.col(name).alias(f"last_{name}") for name in LAST))
    order = household.columns
    kept = household.drop([f"last_{name}" for name in LAST])
    return kept.join(before, on="household_id", how="left", maintain_order="left").select(order)


def arrow(frame: pl.DataFrame) -> pa.Table:
    """Returns the frame as one-chunk Arrow with plain `string` columns, all nullable."""
    table = frame.to_arrow()
    fields = [
        pa.field(
            column.name,
            pa.string()
            if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type)
            else column.type,
        )
        for column in table.schema
    ]
    return table.cast(pa.schema(fields)).combine_chunks()


def _traced(part: Part, table: Table) -> pl.DataFrame:
    """The part's rows with all columns of the table, null where the sheet has none."""
    have = part.frame.columns
    return part.frame.select(
        *(
            pl.col(column.name)
            if column.name in have
            else pl.lit(None, dtype=TYPES[column.kind]).alias(column.name)
            for column in table
        ),
        pl.col("row"),
        pl.lit(part.file).alias("source"),
    )


def _with_person(frame: pl.DataFrame, table: str, places: Collection[str] | None) -> pl.DataFrame:
    if table not in WITH_PERSON:
        return frame
    said = identity.derived(frame["id_number"], places)
    names = [column.name for column in TABLES[table]]
    return pl.concat([frame.select(names), said, frame.select(*TRACE)], how="horizontal")


# --- households and members ----------------------------------------------------------------


def _homes(
    parts: Sequence[Part], places: Collection[str] | None, differences: list[Difference]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Base exports first, whatever order the files came in; the rural table fills what they lack."""
    base = [part for part in parts if part.export == "base"]
    rural = [part for part in parts if part.export == "rural"]
    first, second = (base, rural) if base else (rural, [])
    households = pl.concat([_households(part, differences) for part in first])
    members = pl.concat([_traced(part, TABLES["member"]) for part in first])
    members = _with_person(members, "member", places)
    for part in second:
        households = _filled(
            households, _households(part, differences), ["household_id"], "household", part, differences
        )
        other = _with_person(_traced(part, TABLES["member"]), "member", places)
        members = _members_filled(members, other, part, differences)
    return households, members


def _households(part: Part, differences: list[Difference]) -> pl.DataFrame:
    """One row a household, in the order they first appear: of each field the first that is filled."""
    table = TABLES["household"]
    rows = _traced(part, table)
    fields = [
        column.name for column in table if column.name != "household_id" and column.name in part.frame.columns
    ]
    firsts = [pl.col(name).drop_nulls().first() for name in fields]
    one = rows.group_by("household_id", maintain_order=True).agg(*firsts, pl.col("row").first())
    differences += _between_rows(part, rows, one, fields)
    return one.select(
        *(
            pl.col(column.name)
            if column.name in one.columns
            else pl.lit(None, dtype=TYPES[column.kind]).alias(column.name)
            for column in table
        ),
        pl.col("row"),
        pl.lit(part.file).alias("source"),
    )


def _between_rows(
    part: Part, rows: pl.DataFrame, one: pl.DataFrame, fields: Sequence[str]
) -> list[Difference]:
    kept = rows.select("household_id").join(one, on="household_id", how="left", maintain_order="left")
    return [
        difference
        for name in fields
        for difference in _differing(
            part, "household", name, rows["household_id"], rows["row"], kept[name], rows[name]
        )
    ]


def _differing(
    part: Part, table: str, name: str, ids: pl.Series, rows: pl.Series, kept: pl.Series, other: pl.Series
) -> list[Difference]:
    unlike = (kept != other).fill_null(False)
    if not unlike.any():
        return []
    found = pl.DataFrame({"id": ids, "row": rows, "kept": kept, "other": other}).filter(unlike)
    said = {value: shown(TABLES[table][name], value) for value in {*found["kept"], *found["other"]}}
    return [
        Difference(part.file, part.sheet, row, table, name, household, said[first], said[second])
        for household, row, first, second in found.select("id", "row", "kept", "other").iter_rows()
    ]


def _filled(
    first: pl.DataFrame,
    second: pl.DataFrame,
    on: list[str],
    table: str,
    part: Part,
    differences: list[Difference],
) -> pl.DataFrame:
    """`first` with its nulls filled from the row of `second` that has the same key, and the rows only `second` has."""
    fields = [
        name
        for name in first.columns
        if name not in (*on, "row", "source") and second[name].null_count() < second.height
    ]
    once = second.unique(on, keep="first", maintain_order=True)
    beside = first.select(on).join(
        once.select(*on, *fields, pl.col("row").alias("_row")), on=on, how="left", maintain_order="left"
    )
    for name in fields:
        if name in TABLES[table].by_name:
            differences += _differing(
                part, table, name, first["household_id"], beside["_row"], first[name], beside[name]
            )
    filled = first.with_columns(
        first[name].zip_with(first[name].is_not_null(), beside[name]) for name in fields
    )
    return pl.concat([filled, once.join(first.select(on), on=on, how="anti", maintain_order="left")])


def _members_filled(
    first: pl.DataFrame, second: pl.DataFrame, part: Part, differences: list[Difference]
) -> pl.DataFrame:
    """Members are the same by household and person; where the number says nobody, by household and name."""
    who = pl.coalesce("id_key", pl.format("姓名 {}", pl.col("name").fill_null("")))
    filled = _filled(
        first.with_columns(_who=who),
        second.with_columns(_who=who),
        ["household_id", "_who"],
        "member",
        part,
        differences,
    )
    return filled.drop("_who")
