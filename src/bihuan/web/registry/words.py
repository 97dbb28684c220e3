"""A stored value as people read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from bihuan.engine.tables import Column

EMPTY = "（空）"


def said(column: Column, value: Any) -> str:
    """Returns the value in words: labels for codes, yuan for fen, years and months for months; `EMPTY` for what is not known."""
    if value is None or value == "":
        return EMPTY
    match column.kind:
        case "code":
            return column.codes.label_of(value) if column.codes else str(value)
        case "codes":
            return (
                "、".join(column.codes.label_of(key) for key in value.split(","))
                if column.codes
                else str(value)
            )
        case "flag":
            return "是" if value else "否"
        case "fen" | "hundredths":
            return f"{decimal(value, 6 if column.unit == '万元' else 2)}{column.unit}"
        case "month":
            return f"{value // 12}年{value % 12 + 1}月"
        case "date":
            return day(value)
        case "count":
            return f"{value}{column.unit}"
    return str(value)


def decimal(value: int, places: int = 2) -> str:
    """Returns the integer with its point put in, thousands parted, without trailing zeros: 1205000 fen is 12,050."""
    whole, rest = divmod(abs(value), 10**places)
    tail = f"{rest:0{places}d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole:,}{'.' + tail if tail else ''}"


def day(value: date) -> str:
    """Returns 2026年3月12日."""
    return f"{value.year}年{value.month}月{value.day}日"
