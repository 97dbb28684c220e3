"""Frames as every engine takes them: all columns of the catalogue in their kinds' types, and the place of each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from bihuan.engine.rules.vocabulary import columns_of
from bihuan.engine.tables import TABLES

AT = "__at"
_TYPES = {
    "flag": pa.bool_(), "count": pa.int64(), "fen": pa.int64(), "hundredths": pa.int64(), "month": pa.int64(), "date": pa.date32(),
}  # fmt: skip


@dataclass(frozen=True)
class Stored:
    """A frame that stays in a Parquet file: engines read it from there, of the columns of hits one at a time is held."""

    path: Path

    @cached_property
    def _about(self) -> tuple[int, pa.Schema]:
        with pa.parquet.ParquetFile(self.path) as file:
            return file.metadata.num_rows, file.schema_arrow

    @property
    def num_rows(self) -> int:
        """How many rows the file has."""
        return self._about[0]

    @property
    def column_names(self) -> list[str]:
        """The names of its columns."""
        return list(self._about[1].names)

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        return pa.parquet.read_table(self.path, columns=[name], partitioning=None)[name]

    def is_typed(self, types: Mapping[str, pa.DataType]) -> bool:
        """Whether the file has exactly these types in the columns that it has."""
        schema = self._about[1]
        return all(
            _plain(schema.field(name).type) == of for name, of in types.items() if name in schema.names
        )


Given: TypeAlias = pa.Table | Stored


class Tables:
    """The frames of a run, column by column as they are asked for: typed, in one piece, null where a column is not there."""

    def __init__(self, frames: Mapping[str, Given | None]) -> None:
        self.frames = frames
        self._columns: dict[tuple[str, str], pa.Array] = {}
        self._firsts: dict[str, tuple[pa.Array, pa.Array | None]] = {}

    def rows(self, table: str) -> int:
        """Returns how many rows a table has; none where it was not handed in."""
        given = self.frames.get(table)
        return 0 if given is None else given.num_rows

    def column(self, table: str, name: str) -> pa.Array:
        """Returns a column; `AT` is the place of each row from 0. ValueError (Chinese) for values that cannot be of its kind."""
        if isinstance(self.frames.get(table), Stored):
            return self._made(table, name)  # what stays in a file is not held
        if (table, name) not in self._columns:
            self._columns[table, name] = self._made(table, name)
        return self._columns[table, name]

    def stored(self, table: str, names: Iterable[str]) -> Path | None:
        """Returns the file from which an engine may read the columns as they are; None where it must take them from here."""
        given = self.frames.get(table)
        if not isinstance(given, Stored) or not given.is_typed({name: kind(table, name) for name in names}):
            return None
        return given.path

    def some(self, table: str, names: Iterable[str], first: str = "") -> pa.Table:
        """Returns some columns; with `first`, of the rows that are first with this key."""
        found = pa.table({name: self.column(table, name) for name in names})
        places = self.firsts(table, first)[1] if first else None
        return found if places is None else found.take(places)

    def firsts(self, table: str, key: str) -> tuple[pa.Array, pa.Array | None]:
        """Returns the keys there are, each once, and the places of the rows first with them; None for places where all rows are."""
        if table not in self._firsts:
            self._firsts[table] = self._first(table, key)
        return self._firsts[table]

    def _first(self, table: str, key: str) -> tuple[pa.Array, pa.Array | None]:
        keys = self.column(table, key)
        if not keys.null_count and pc.count_distinct(keys).as_py() == len(keys):
            return keys, None
        rows = self.some(table, (key, AT))
        found = (
            rows.filter(pc.is_valid(rows[key])).group_by(key).aggregate([(AT, "min")]).sort_by(f"{AT}_min")
        )
        return found[key].combine_chunks(), found[f"{AT}_min"].combine_chunks()

    def homes(self, keys: pa.Array, table: str, key: str) -> pa.Array:
        """Returns the places of the rows of `table` to which rows with these keys belong; null for none."""
        known, places = self.firsts(table, key)
        found = pc.index_in(keys, value_set=known)
        return found if places is None else places.take(found)

    def _made(self, table: str, name: str) -> pa.Array:
        given = self.frames.get(table)
        if name == AT:
            return pa.arange(0, self.rows(table))
        wanted = kind(table, name)
        if given is None or name not in given.column_names:
            return pa.nulls(self.rows(table), wanted)
        try:
            return in_one_piece(given[name].cast(wanted))
        except pa.ArrowInvalid as wrong:
            raise ValueError(
                f"{table} 表的栏目 {name} 里有不是 {wanted} 的值：{wrong}。请先用读表的程序读进来。"
            ) from wrong


def in_one_piece(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Returns the cells as one array, copied only where they are in several."""
    if not isinstance(cells, pa.ChunkedArray):
        return cells
    return cells.chunk(0) if cells.num_chunks == 1 else cells.combine_chunks()


def kind(table: str, name: str) -> pa.DataType:
    """Returns the type that a column of the catalogue has in Arrow."""
    return _TYPES.get(columns_of(table)[name].kind, pa.string())


def _plain(of: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_large_string(of) or pa.types.is_string_view(of) else of


def whole(frames: Mapping[str, pa.Table | None]) -> dict[str, pa.Table]:
    """Returns all tables of the catalogue (without rows where not handed in) with all their columns and `AT`."""
    tables = Tables(frames)
    return {name: tables.some(name, (*columns_of(name), AT)) for name in TABLES}
