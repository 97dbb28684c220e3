"""A parquet file: its column names are the headings."""

from __future__ import annotations

import io

import polars as pl
from polars.exceptions import PolarsError

from bihuan.engine.reading.files.sheet import Refused, Sheet, tidied


def sheets(name: str, data: bytes) -> list[Sheet]:
    """Returns the one sheet: the names as its first row, every value as text; raises `Refused`."""
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (PolarsError, OSError, ValueError) as broken:
        raise Refused("文件不完整，可能没有下载完或传坏了。请重新导出后再交。") from broken
    nested = [name for name, type_ in frame.schema.items() if type_.is_nested()]
    if nested:
        raise Refused(f"“{nested[0]}”一列里是成组的值，不是一格一个值。请把它展开后再交。")
    texts = frame.with_columns(pl.all().cast(pl.String))
    headings = pl.DataFrame({column: [column] for column in texts.columns}, schema=texts.schema)
    return [Sheet(name, tidied(pl.concat([headings, texts])), first_row=0)]
