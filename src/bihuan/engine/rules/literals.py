"""Constants written in a tree: the keys of code lists, dates, true and false; numbers hardly ever, for those are parameters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bihuan.engine.rules.model import Constant
from bihuan.engine.rules.refusal import Refused
from bihuan.engine.rules.typing import NUMBERS, Typed

# 0 and 1 are logic (none, one, the first); the others turn units into each other (months of a year, fen of a yuan, a half) and
# shift by one
_PLAIN = (0, 1)
_TIMES = (0, 1, 2, 12, 100)
_PLUS = (-12, -1, 0, 1, 12)


def constant(left: Typed, raw: Any, where: str) -> Constant:
    """Returns the constant that may stand against `left`; Refused otherwise."""
    if left.kind == "flag":
        return _flag(left, raw, where)
    if left.kind in NUMBERS:
        return number(raw, "", where, coded=left.coded)
    if left.kind == "date":
        return _day(left, raw, where)
    if not isinstance(raw, str) or not raw:
        raise Refused(f"{where}：“{left.label}”的值要写成文字，现在是“{raw}”；像数字的请加引号")
    if left.codes and raw not in {code.key for code in left.codes}:
        known = "、".join(f"{code.key}（{code.label}）" for code in left.codes)
        raise Refused(f"{where}：“{left.label}”没有“{raw}”这个值，可以写的是 {known}")
    return raw


def number(raw: Any, word: str, where: str, coded: bool = False) -> int:
    """Returns a whole number that may stand in a tree: 0 and 1, a conversion of units, or the digit of a code; Refused otherwise."""
    allowed = {"times": _TIMES, "plus": _PLUS}.get(word, tuple(range(10)) if coded else _PLAIN)
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise Refused(f"{where}：这里要一个整数，现在是“{raw}”")
    if raw not in allowed:
        raise Refused(
            f"{where}：数字 {raw} 不能写在规则里，请写成参数（parameter），放进 policy/parameters/values，注明来源和日期"
        )
    return raw


def _flag(left: Typed, raw: Any, where: str) -> bool:
    if not isinstance(raw, bool):
        raise Refused(f"{where}：“{left.label}”只能写 true 或 false，现在是“{raw}”")
    return raw


def _day(left: Typed, raw: Any, where: str) -> date:
    try:
        return raw if isinstance(raw, date) and not isinstance(raw, datetime) else date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Refused(f"{where}：“{left.label}”要写一个日期，照 2026-01-01 的样子，现在是“{raw}”") from None
