"""A frame's value as people write it on a sheet: the way back of `plain`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bihuan.engine.reading.plain import Value
from bihuan.engine.tables import Column


def shown(column: Column, value: Value) -> str:
    """Returns the text a sheet would hold; empty for null."""
    if value is None:
        return ""
    match column.kind:
        case "flag":
            return "是" if value else "否"
        case "code":
            return _label(column, str(value))
        case "codes":
            return "，".join(_label(column, part) for part in str(value).split(","))
        case "fen" | "hundredths":
            return _figure(int(str(value)), 1_000_000 if column.unit == "万元" else 100)
        case "month":
            year, month = divmod(int(str(value)), 12)
            return f"{year:04d}{month + 1:02d}"
        case "date":
            return value.strftime("%Y%m%d") if isinstance(value, date) else str(value)
        case _:
            return str(value)


def _label(column: Column, key: str) -> str:
    return column.codes.label_of(key) if column.codes else key


def _figure(value: int, parts: int) -> str:
    figure = Decimal(value) / parts
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
