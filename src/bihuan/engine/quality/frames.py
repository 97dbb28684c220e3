"""Frames as every engine takes them: all columns of the catalogue in their kinds' types, and the place of each row."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from bihuan.engine.rules.vocabulary import columns_of
from bihuan.engine.tables import TABLES

AT = "__at"
_TYPES = {
    "flag": pa.bool_(), "count": pa.int64(), "fen": pa.int64(), "hundredths": pa.int64(), "month": pa.int64(), "date": pa.date32(),
}  # fmt: skip


def whole(frames: Mapping[str, pa.Table | None]) -> dict[str, pa.Table]:
    """Returns all tables of the catalogue (without rows where not handed in), with the column `AT`: the place of the row from 0.

    Columns that are not there are null; ValueError (Chinese) for one that cannot be of its kind.
    """
    return {name: _whole(name, frames.get(name)) for name in TABLES}


def _whole(name: str, given: pa.Table | None) -> pa.Table:
    given = pa.table({AT: pa.array([], pa.int64())}) if given is None else given.combine_chunks()
    arrays = {column: _typed(name, column, of.kind, given) for column, of in columns_of(name).items()}
    return pa.table(arrays | {AT: pa.arange(0, given.num_rows)})


def _typed(table: str, name: str, kind: str, given: pa.Table) -> pa.Array | pa.ChunkedArray:
    wanted = _TYPES.get(kind, pa.string())
    if name not in given.column_names:
        return pa.nulls(given.num_rows, wanted)
    try:
        return given[name].cast(wanted)
    except pa.ArrowInvalid as wrong:
        raise ValueError(
            f"{table} 表的栏目 {name} 里有不是 {wanted} 的值：{wrong}。请先用读表的程序读进来。"
        ) from wrong


def firsts(table: pa.Table, key: str) -> pa.Table:
    """Returns the rows that are first with their key; those without a key are left out."""
    keyed = table.filter(pc.is_valid(table[key])) if table[key].null_count else table
    if pc.count_distinct(keyed[key]).as_py() == keyed.num_rows:
        return keyed
    places = keyed.select([key, AT]).group_by(key).aggregate([(AT, "min")])[f"{AT}_min"]
    return keyed.filter(pc.is_in(keyed[AT], places.combine_chunks()))
