"""One sheet as text, and what its cells hide from the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


class Refused(ValueError):
    """A file or sheet that cannot be read; the message is one Chinese sentence that ends with what to do. `sheet` may be empty."""

    def __init__(self, sentence: str, sheet: str = "") -> None:
        super().__init__(sentence)
        self.sheet = sheet


@dataclass(frozen=True)
class Sheet:
    """Texts row by row from the sheet's first row; columns from its first filled one. Positions count from 0 within `texts`.

    `errors`: cells holding a formula's error -> the error. `lost`: numbers of sixteen figures and more stored as numbers.
    `merged`: (first row, first column, last row, last column).
    `first_row`: what people see as the number of row 0 of `texts` (a parquet file has no heading row of its own).
    """

    name: str
    texts: pl.DataFrame
    hidden: bool = False
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    lost: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    first_row: int = 1


def tidied(texts: pl.DataFrame) -> pl.DataFrame:
    """Returns the texts under the names c0, c1, …, with null for cells that hold nothing but blanks."""
    named = texts.rename({name: f"c{at}" for at, name in enumerate(texts.columns)})
    filled = pl.all().str.contains(r"[^\s\u3000\u200b\ufeff]")
    return named.with_columns(pl.when(filled).then(pl.all()))
