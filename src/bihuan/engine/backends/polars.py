"""Polars, in memory."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pyarrow as pa


class Polars:
    """Lazy frames of Polars."""

    name = "polars"

    def frame(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Returns a lazy frame over the table."""
        return nw.from_native(pl.from_arrow(table).lazy())  # type: ignore[union-attr]  # a table gives a frame

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Returns the rows collected."""
        return frame.collect().lazy()

    def arrow(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Returns the rows as Arrow."""
        return frame.collect("pyarrow").to_native()

    def close(self) -> None:
        """Nothing is held."""


opened = Polars
