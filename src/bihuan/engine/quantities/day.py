"""The as-of date as something to compare with, on every table."""

from __future__ import annotations

import narwhals as nw

from bihuan.engine.quantities.model import ANY, Asked, Row, quantity


@quantity(table=ANY, label="统计日期", kind="date", inputs=())
def as_of(asked: Asked) -> nw.Expr:
    """The as-of date."""
    return nw.lit(asked.on, nw.Date)


@as_of.plainly
def as_of_plainly(row: Row, asked: Asked) -> object:
    return asked.on


@quantity(table=ANY, label="统计月份", kind="month", inputs=())
def as_of_month(asked: Asked) -> nw.Expr:
    """The month of the as-of date, year * 12 + month - 1."""
    return nw.lit(asked.month, nw.Int64)


@as_of_month.plainly
def as_of_month_plainly(row: Row, asked: Asked) -> int:
    return asked.month
