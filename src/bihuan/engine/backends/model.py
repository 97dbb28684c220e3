"""What an engine must do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import pyarrow as pa

BATCH = 250_000  # rows that come back at a time


class Engine(Protocol):
    """Arrow in, lazy frames between, Arrow out."""

    name: str

    def frame(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Returns a lazy frame over an Arrow table."""

    def stored(self, path: Path, columns: Mapping[str, pa.DataType], at: str) -> nw.LazyFrame[Any] | None:
        """Returns a lazy frame over a Parquet file: these columns, null where it has none, and the place of each row from 0
        as `at`. None where the engine cannot tell the place; it is then handed the columns as Arrow."""

    def keep(self, frame: nw.LazyFrame[Any], rows: int) -> nw.LazyFrame[Any]:
        """Returns the same rows, reckoned once. `rows`: of how many they were made; it does not have more."""

    def batches(self, frame: nw.LazyFrame[Any]) -> Iterator[pa.Table]:
        """Yields the rows as Arrow, in any order, some at a time."""

    def close(self) -> None:
        """Give back what it holds."""
