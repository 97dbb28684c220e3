"""A tree as a narwhals expression over a frame that holds what it names: true (hit), false (miss), null (unknown).

The engines' and/or are Kleene's already, and a comparison with null is null. Counts stand in the frame as two columns, the certain
rows and those plus the unknown ones (null: no bound); they are compared by these bounds.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any as Anything

import narwhals as nw

from bihuan.engine.quantities import Asked
from bihuan.engine.rules.model import (
    All,
    Any,
    ColumnOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Holds,
    Left,
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

Bounds = Callable[[CountOf], tuple[nw.Expr, nw.Expr]]
Shared = Mapping[Condition, str]
_COMPARING: dict[str, Callable[[Anything, Anything], nw.Expr]] = {
    "is": operator.eq,
    "is_not": operator.ne,
    "below": operator.lt,
    "at_most": operator.le,
    "above": operator.gt,
    "at_least": operator.ge,
}


class Compiler:
    """Compiles trees about rows of one frame. `bounds` says where a count stands; what `shared` names is a column already."""

    def __init__(self, asked: Asked, bounds: Bounds, shared: Shared | None = None) -> None:
        self.asked, self.bounds, self.shared = asked, bounds, shared or {}

    def expression(self, condition: Condition) -> nw.Expr:
        """Returns the expression; columns and quantities are read under their names."""
        if condition in self.shared:
            return nw.col(self.shared[condition])
        return self.built(condition)

    def built(self, condition: Condition) -> nw.Expr:
        """Returns the expression without looking whether the tree itself is a column already."""
        match condition:
            case All(parts):
                return reduce(operator.and_, map(self.expression, parts))
            case Any(parts):
                return reduce(operator.or_, map(self.expression, parts))
            case Not(part):
                return ~self.expression(part)
            case Compare(left, op, right):
                return self._compared(left, op, right)
            case OneOfMany(left, options, negated):
                among = self._among(left, options)
                return ~among if negated else among
            case Holds(left, keys, negated):
                held = self._held(left.name, keys)
                return ~held if negated else held
            case Missing(left, negated):
                nothing = nw.col(left.name).is_null()
                return ~nothing if negated else nothing

    def _held(self, name: str, keys: tuple[str, ...]) -> nw.Expr:
        return reduce(operator.or_, (_part(nw.col(name), key) for key in keys))

    def _among(self, left: Left, options: tuple[Operand, ...]) -> nw.Expr:
        constants = [option.value for option in options if isinstance(option, Literal)]
        if len(constants) == len(options) > 1 and not isinstance(left, CountOf):
            return nw.col(left.name).is_in(constants)
        return reduce(operator.or_, (self._compared(left, "is", option) for option in options))

    def _compared(self, left: Left, op: str, right: Operand) -> nw.Expr:
        if isinstance(left, CountOf):
            return _bounded(*self.bounds(left), op, self._value(right))
        return _COMPARING[op](nw.col(left.name), self._value(right))

    def _value(self, operand: Operand) -> nw.Expr:
        match operand:
            case ColumnOf(name) | QuantityOf(name):
                return nw.col(name)
            case ParameterOf(key):
                return self.asked.literal(key)
            case Literal(constant):
                return literal(constant)
            case CountOf():
                least, most = self.bounds(operand)
                return nw.when(least == most).then(least)
            case Times(left, right):
                return self._value(left) * self._value(right)
            case Plus(left, right):
                return self._value(left) + self._value(right)


def literal(constant: Constant) -> nw.Expr:
    """Returns a constant; whole numbers as 64 bits."""
    if isinstance(constant, bool | str):
        return nw.lit(constant)
    return nw.lit(constant, nw.Int64 if isinstance(constant, int) else nw.Date)


def _part(cell: nw.Expr, key: str) -> nw.Expr:
    """Whether a cell of keys between commas has this one: alone, first, last or between; no new text is made to look it up in."""
    text = cell.str
    ends = text.starts_with(f"{key},") | text.ends_with(f",{key}")
    return (cell == key) | ends | text.contains(f",{key},", literal=True)


def _bounded(least: nw.Expr, most: nw.Expr, op: str, right: nw.Expr) -> nw.Expr:
    """Hit when every number of the span hits, miss when none does, unknown between; a null `most` has no end."""
    if op in ("is", "is_not"):
        same, outside = (least == most) & (least == right), (right < least) | (right > most)
        return _decided(same, outside) if op == "is" else _decided(outside, same)
    how = _COMPARING[op]
    all_of, none_of = (least, most) if op in ("above", "at_least") else (most, least)
    return _decided(how(all_of, right), ~how(none_of, right))


def _decided(hit: nw.Expr, miss: nw.Expr) -> nw.Expr:
    return nw.when(hit).then(nw.lit(True)).otherwise(nw.when(miss).then(nw.lit(False)))
