"""A value as people write it in a sentence: codes by their labels, yuan, dates; what identifies a person is masked."""

from __future__ import annotations

from typing import Any

from bihuan.engine.quantities import Quantity
from bihuan.engine.rules.typing import HUNDREDTHS
from bihuan.engine.tables.model import Column

BLANK = "（未填）"
_SHOWN = 4
# units of parameters whose whole numbers count hundredths
SCALED = ("fen", *HUNDREDTHS, "hundredths")


def said(of: Column | Quantity, value: Any) -> str | None:
    """Returns the value in words without its unit, None for an unknown one."""
    if value is None:
        return None
    if of.sensitivity == "identity":
        return masked(str(value))
    if of.codes is not None and of.kind in ("code", "codes"):
        return "、".join(of.codes.label_of(key) for key in str(value).split(","))
    if of.kind == "flag":
        return "是" if value else "否"
    if of.kind in ("fen", "hundredths"):
        return hundredths(value)
    if of.kind == "month":
        return f"{value // 12}年{value % 12 + 1}月"
    return str(value)


def masked(text: str) -> str:
    """Returns the text with all but its last four characters hidden; a short one is hidden whole."""
    shown = text[-_SHOWN:] if len(text) > 2 * _SHOWN else ""
    return "*" * (len(text) - len(shown)) + shown


def hundredths(number: int) -> str:
    """Returns a number of hundredths: 690000 -> 6900, 690050 -> 6900.50, -5 -> -0.05."""
    whole, rest = divmod(abs(number), 100)
    return f"{'-' if number < 0 else ''}{whole}{f'.{rest:02d}' if rest else ''}"


def said_parameter(unit: str, amount: int | None) -> str:
    """Returns a parameter's number without its unit."""
    if amount is None:
        return BLANK
    return hundredths(amount) if unit in SCALED else str(amount)
