"""A whole column of cells at once (Polars): what is plainly written is cast, every other distinct text is read once by `plain`."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from bihuan.engine.reading import plain
from bihuan.engine.reading.vocabulary import BLANK
from bihuan.engine.tables import Column

TYPES: dict[str, pl.DataType] = {
    "text": pl.String(), "code": pl.String(), "codes": pl.String(), "id": pl.String(), "phone": pl.String(), "flag": pl.Boolean(),
    "count": pl.Int64(), "fen": pl.Int64(), "hundredths": pl.Int64(), "month": pl.Int64(), "date": pl.Date(),
}  # fmt: skip
# texts that `plain` would give back as they are
_PLAIN_TEXT = r"^[\p{Han}A-Za-z0-9]+$"
_PLAIN_KEY = r"^[0-9]+X?$"
_PLAIN_PHONE = r"^1[3-9][0-9]{9}$"
_PLAIN_NUMBER = r"^-?[0-9]{1,10}(?:\.[0-9]{1,2})?$"
_PLAIN_DAY = r"^(?:19|20)[0-9]{6}$"
_BLANK_WORDS = sorted(BLANK)


def read(raw: pl.Series, column: Column, unit: str = "") -> tuple[pl.Series, dict[str, str]]:
    """Returns the values (null for empty and refused cells) and refused text -> sentence. `raw`: texts, null for empty cells."""
    done = _cast(raw, column, unit)
    left = raw.filter(raw.is_not_null() & done.is_null()) if done is not None else raw.drop_nulls()
    if left.is_empty():
        return (done if done is not None else pl.Series(raw.name, [None] * len(raw), TYPES[column.kind])), {}
    texts = left.unique(maintain_order=True)
    values, refused = _each(texts, plain.reader(column, unit))
    read_ = raw.replace_strict(
        texts, pl.Series(values, dtype=TYPES[column.kind]), default=None, return_dtype=TYPES[column.kind]
    )
    return (read_ if done is None else done.zip_with(done.is_not_null(), read_)), refused


def _each(texts: pl.Series, one: Callable[[str], plain.Value]) -> tuple[list[plain.Value], dict[str, str]]:
    values: list[plain.Value] = []
    refused: dict[str, str] = {}
    for text in texts:
        try:
            values.append(one(text))
        except plain.Bad as bad:
            values.append(None)
            refused[text] = str(bad)
    return values, refused


def _cast(raw: pl.Series, column: Column, unit: str) -> pl.Series | None:
    """The cells written so plainly that a cast reads them, the others null; None where distinct texts are few and are read one by one."""
    match column.kind:
        case "text" if column.name not in plain.KEYS:
            return _where(raw, raw.str.contains(_PLAIN_TEXT) & ~raw.is_in(_BLANK_WORDS))
        case "text" | "id":
            return _where(raw, raw.str.contains(_PLAIN_KEY))
        case "phone":
            return _where(raw, raw.str.contains(_PLAIN_PHONE))
        case "fen" | "hundredths" if not unit:
            return _hundredths(raw, 1_000_000 if column.unit == "万元" else 100)
        case "date":
            return _days(raw)
        case _:
            return None


def _where(raw: pl.Series, plainly: pl.Series) -> pl.Series:
    nothing = pl.Series(raw.name, [None], dtype=pl.String)
    return raw.zip_with(plainly.fill_null(False), nothing)


def _hundredths(raw: pl.Series, times: int) -> pl.Series:
    """Exact: at most ten figures and two decimals stand well inside a double's 53 bits."""
    figures = _where(raw, raw.str.contains(_PLAIN_NUMBER)).cast(pl.Float64)
    return (figures * times).round().cast(pl.Int64)


def _days(raw: pl.Series) -> pl.Series:
    """Days written in eight figures."""
    return _where(raw, raw.str.contains(_PLAIN_DAY)).str.to_date("%Y%m%d", strict=False)
