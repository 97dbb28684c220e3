"""What a planted defect is: rows where it can stand, what it changes, and which check should see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from bihuan.engine.tables import HELP

Value = pl.Expr | str | int | bool | None


@dataclass(frozen=True)
class Defect:
    """One kind of defect.

    `family`: letter of the family of checks it belongs to; `check`: code of the one check that must see it. `table`: whose row is
    spoilt, which `where` tells (over the columns of `views`); the first such row of the household or village, all of them when
    `every`. `change`: column -> what stands there afterwards.
    """

    kind: str
    family: str
    check: str
    table: str
    where: pl.Expr
    change: Mapping[str, Value] = field(default_factory=dict)
    every: bool = False

    def expressions(self) -> dict[str, pl.Expr]:
        """Returns column -> expression of the value afterwards."""
        return {
            name: value if isinstance(value, pl.Expr) else pl.lit(value)
            for name, value in self.change.items()
        }


def has(column: str, *codes: str) -> pl.Expr:
    """Whether the text of codes holds one of these; an empty cell holds none."""
    return pl.col(column).fill_null("").str.split(",").list.set_intersection(list(codes)).list.len() > 0


def unhelped(*but: str) -> dict[str, Value]:
    """Returns the changes that take away all measures but these groups."""
    return {group: None for group in HELP if group not in but}


ANYWAY = pl.lit(True)
OPEN = pl.col("monitored_class").is_not_null() & ~pl.col("eliminated").fill_null(False)
CLOSED = pl.col("monitored_class").is_not_null() & pl.col("eliminated").fill_null(False)
OURS = (pl.col("household_type") == "lifted") | pl.col(
    "monitored_class"
).is_not_null()  # those that completeness is asked of
OTHERS = ~OURS
HELPED = (pl.col("household_type") == "lifted") | OPEN  # those that measures are asked of
IDLE = pl.col("labour").is_in(["lost", "none"])
