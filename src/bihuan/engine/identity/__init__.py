"""What a certificate number says: its form, the person it stands for, birth date, sex, place, disability.

`plain` says it of one number, `columns` of a whole column at once; both say the same (a property test holds them together).
Format, date and check digit are errors; a place nobody has heard of is only a warning, because county codes have changed
under people's feet for forty years. Sources: GB 11643-1999; 残疾人证 = the 18 characters, category 1-7, grade 1-4 and,
when reissued, `B` and how many times (中国残联《残疾人证管理办法》).

Polars loads with `derived` and `DERIVED`, not with the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bihuan.engine.identity.plain import (
    HALF_WIDTH,
    VALID,
    Said,
    check_digit,
    clean,
    key_of,
    of,
    to_18,
)
from bihuan.engine.identity.prefixes import STANDS, gb_2260

if TYPE_CHECKING:
    from bihuan.engine.identity.columns import DERIVED, derived


__all__ = [
    "DERIVED",
    "HALF_WIDTH",
    "VALID",
    "STANDS",
    "Said",
    "check_digit",
    "clean",
    "derived",
    "key_of",
    "gb_2260",
    "of",
    "to_18",
]


def __getattr__(name: str) -> Any:
    if name in ("DERIVED", "derived"):
        return getattr(import_module(f"{__name__}.columns"), name)
    raise AttributeError(name)
