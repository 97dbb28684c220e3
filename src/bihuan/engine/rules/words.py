"""A tree as one Chinese sentence, from the labels of what it names."""

from __future__ import annotations

from collections.abc import Callable

from bihuan.engine.rules.model import (
    COUNTED,
    All,
    Any,
    ColumnOf,
    Compare,
    Condition,
    CountOf,
    Holds,
    Literal,
    Missing,
    Not,
    OneOfMany,
    Operand,
    ParameterOf,
    Plus,
    QuantityOf,
    Times,
)
from bihuan.engine.rules.typing import ORDERED, Typed, typed

Named = Callable[[str], str]
_OPS = {
    "is": "是",
    "is_not": "不是",
    "below": "小于",
    "at_most": "不超过",
    "above": "大于",
    "at_least": "不小于",
}
_COUNTED = {
    "members": ("家里", "的人数"),
    "spells": ("", "的务工段数"),
    "plans": ("", "的外出计划数"),
    "visits": ("", "的走访次数"),
}


def words(condition: Condition, table: str, parameter: Named = str) -> str:
    """Returns the sentence (without a full stop). `parameter` says a parameter by key, for example with its label and value."""
    return _Words(table, parameter).said(condition)


class _Words:
    def __init__(self, table: str, parameter: Named) -> None:
        self.table, self.parameter = table, parameter

    def said(self, condition: Condition, inside: bool = False) -> str:
        match condition:
            case All(parts):
                return self._joined(parts, "，且", inside)
            case Any(parts):
                return self._joined(parts, "，或", inside)
            case Not(part):
                return f"并非（{self.said(part)}）"
            case Compare(left, op, right):
                return self._compared(left, op, right)
            case OneOfMany(left, options, negated):
                among = "、".join(self._value(one, self._typed(left)) for one in options)
                return f"{self._value(left)}{'不是' if negated else '是'}{among}{'中的任何一个' if negated else '之一'}"
            case Holds(left, keys, negated):
                among = "、".join(self._constant(key, self._typed(left)) for key in keys)
                return f"{self._value(left)}里{'没有' if negated else '有'}{among}{'中的任何一个' if len(keys) > 1 else ''}"
            case Missing(left, negated):
                return f"{self._value(left)}{'已填' if negated else '没有填'}"

    def _joined(self, parts: tuple[Condition, ...], link: str, inside: bool) -> str:
        text = link.join(self.said(part, inside=len(parts) > 1) for part in parts)
        return f"（{text}）" if inside and len(parts) > 1 else text

    def _compared(self, left: Operand, op: str, right: Operand) -> str:
        how = {"is": "等于", "is_not": "不等于"}.get(op) if self._typed(left).kind in ORDERED else None
        return f"{self._value(left)}{how or _OPS[op]}{self._value(right, self._typed(left))}"

    def _value(self, operand: Operand, against: Typed | None = None) -> str:
        match operand:
            case ColumnOf() | QuantityOf():
                return f"“{self._typed(operand).label}”"
            case CountOf(of, where):
                before, after = _COUNTED[of]
                inner = "" if where is None else f"（{_Words(COUNTED[of], self.parameter).said(where)}）"
                return f"{before}{inner}{after if inner else after.removeprefix('的')}"
            case ParameterOf(key):
                return self.parameter(key)
            case Literal(constant):
                return self._constant(constant, against)
            case Times(left, right):
                return f"{self._value(left)}×{self._value(right)}"
            case Plus(left, right):
                return f"（{self._value(left)}＋{self._value(right)}）"

    def _constant(self, constant: object, against: Typed | None) -> str:
        if isinstance(constant, bool):
            return "“是”" if constant else "“否”"
        if against and against.codes:
            return f"“{against.codes.label_of(str(constant))}”"
        return str(constant)

    def _typed(self, operand: Operand) -> Typed:
        return typed(operand, self.table)
