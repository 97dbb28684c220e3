"""What an engine must do."""

from __future__ import annotations

from typing import Any, Protocol

import narwhals as nw
import pyarrow as pa


class Engine(Protocol):
    """Arrow in, lazy frames between, Arrow out."""

    name: str

    def frame(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Returns a lazy frame over an Arrow table."""

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Returns the same rows, reckoned once."""

    def arrow(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Returns the rows as Arrow, in any order."""

    def close(self) -> None:
        """Give back what it holds."""
