"""What follows from one person's row."""

from __future__ import annotations

import narwhals as nw

from bihuan.engine.quantities.model import Asked, Row, quantity


@quantity(
    table="member",
    label="年龄",
    kind="count",
    unit="周岁",
    inputs=("birth_date", "id_birth_date"),
    sensitivity="personal",
)
def age(asked: Asked) -> nw.Expr:
    """Whole years on the as-of date, by the date of birth as registered, else by the identity number; negative before birth.
    On the birthday one is a year older."""
    born = nw.coalesce(nw.col("birth_date"), nw.col("id_birth_date"))
    day = born.dt.month().cast(nw.Int64) * 100 + born.dt.day().cast(nw.Int64)
    later = nw.when(day > asked.on.month * 100 + asked.on.day).then(nw.lit(1)).otherwise(nw.lit(0))
    return nw.lit(asked.on.year) - born.dt.year().cast(nw.Int64) - later.cast(nw.Int64)


@age.plainly
def age_plainly(row: Row, asked: Asked) -> int | None:
    born = row["birth_date"] or row["id_birth_date"]
    if born is None:
        return None
    return asked.on.year - born.year - ((born.month, born.day) > (asked.on.month, asked.on.day))
