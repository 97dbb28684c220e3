"""DuckDB in this process, over Arrow without copying."""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa


class DuckDB:
    """A connection of its own, closed at the end of the run."""

    name = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def frame(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Returns a relation over the table."""
        return nw.from_native(self.connection.from_arrow(table))

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Returns a relation over what it gives as Arrow."""
        return self.frame(self.arrow(frame))

    def arrow(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Returns the rows as Arrow."""
        return frame.collect("pyarrow").to_native()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


opened = DuckDB
