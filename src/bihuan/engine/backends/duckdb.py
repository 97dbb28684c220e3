"""DuckDB in this process: Arrow without copying, Parquet from where it lies, no more memory than it may have."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from glob import escape
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from bihuan.engine.backends.model import BATCH

# bytes held; what does not fit goes to a folder that only this user reads, and is gone with the run
MOST = 4 * 1024**3
# rows from which a table is worth it: planning over tables takes DuckDB longer than over Arrow
MANY = 500_000


class DuckDB:
    """A connection of its own, closed at the end of the run."""

    name = "duckdb"

    def __init__(self) -> None:
        self.folder = TemporaryDirectory(prefix="bihuan-check-")
        self.connection = duckdb.connect(config=_settings(self.folder.name))
        self.connection.execute("ATTACH ':memory:' AS kept (COMPRESS)")
        self.names = (f"kept{n}" for n in count())

    def frame(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Returns a relation over the table."""
        return nw.from_native(self.connection.from_arrow(table))

    def stored(self, path: Path, columns: Mapping[str, pa.DataType], at: str) -> nw.LazyFrame[Any]:
        """Returns a relation over the file."""
        rows = self.connection.read_parquet(escape(str(path)), file_row_number=True)
        has = set(rows.columns)
        picked = [
            _null(name, of) if name not in has else duckdb.ColumnExpression(name)
            for name, of in columns.items()
        ]
        return nw.from_native(rows.select(duckdb.ColumnExpression("file_row_number").alias(at), *picked))

    def keep(self, frame: nw.LazyFrame[Any], rows: int) -> nw.LazyFrame[Any]:
        """Returns a relation over what it gives: few rows as Arrow, many as a table, which is held small and can go to disk."""
        if rows < MANY:
            return self.frame(nw.to_native(frame).to_arrow_table())
        name = next(self.names)
        nw.to_native(frame).create(f"kept.main.{name}")
        return nw.from_native(self.connection.table(f"kept.main.{name}"))

    def batches(self, frame: nw.LazyFrame[Any]) -> Iterator[pa.Table]:
        """Yields the rows as they are reckoned."""
        for batch in nw.to_native(frame).to_arrow_reader(BATCH):
            yield pa.Table.from_batches([batch])

    def close(self) -> None:
        """Close the connection and remove what lay on disk."""
        self.connection.close()
        self.folder.cleanup()


def _settings(folder: str) -> dict[str, str | bool | int | float | list[str]]:
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return {
        "memory_limit": f"{min(MOST, half)}B",
        "temp_directory": folder,
        "preserve_insertion_order": "false",
    }


def _null(name: str, of: pa.DataType) -> duckdb.Expression:
    kinds = {pa.string(): "VARCHAR", pa.bool_(): "BOOLEAN", pa.int64(): "BIGINT", pa.date32(): "DATE"}
    return duckdb.ConstantExpression(None).cast(kinds[of]).alias(name)


opened = DuckDB
