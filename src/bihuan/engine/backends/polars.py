"""Polars, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pyarrow as pa

from bihuan.engine.backends.model import BATCH


class Polars:
    """Lazy frames of Polars."""

    name = "polars"

    def frame(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Returns a lazy frame over the table."""
        return nw.from_native(pl.from_arrow(table).lazy())  # type: ignore[union-attr]  # a table gives a frame

    def stored(self, path: Path, columns: Mapping[str, pa.DataType], at: str) -> nw.LazyFrame[Any]:
        """Returns a lazy frame over the file."""
        rows = pl.scan_parquet(path, row_index_name=at, glob=False)
        has = set(rows.collect_schema().names())
        picked = [pl.col(name) if name in has else _null(name, of) for name, of in columns.items()]
        return nw.from_native(rows.select(pl.col(at).cast(pl.Int64), *picked))

    def keep(self, frame: nw.LazyFrame[Any], rows: int) -> nw.LazyFrame[Any]:
        """Returns the rows collected."""
        return frame.collect().lazy()

    def batches(self, frame: nw.LazyFrame[Any]) -> Iterator[pa.Table]:
        """Yields the rows at once, or some at a time where they lie in a file."""
        for batch in nw.to_native(frame).collect_batches(chunk_size=BATCH, maintain_order=False):
            yield batch.to_arrow()

    def close(self) -> None:
        """Nothing is held."""


def _null(name: str, of: pa.DataType) -> pl.Expr:
    kinds = {pa.string(): pl.String, pa.bool_(): pl.Boolean, pa.int64(): pl.Int64, pa.date32(): pl.Date}
    return pl.lit(None, kinds[of]).alias(name)


opened = Polars
