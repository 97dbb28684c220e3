"""A tree asked of one row in plain Python: the road that proves the engines right.

Three answers: True (hit), False (miss), None (unknown), by Kleene's logic: a comparison with something unknown is unknown,
`missing` never is,
and a count lies between the certain rows and those plus the unknown ones.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any as Anything
from typing import Protocol

from bihuan.engine.quantities.model import Value
from bihuan.engine.rules.model import (
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

Answer = bool | None


class Scope(Protocol):
    """A row with everything it sees."""

    def __getitem__(self, name: str, /) -> Anything:
        """The value of a column or quantity, None when unknown."""

    def parameter(self, key: str) -> int | None:
        """The number that holds, None when unknown."""

    def counted(self, of: str) -> Iterable[Scope] | None:
        """The rows of members, spells, plans or visits that belong to it; None when that cannot be known."""


@dataclass(frozen=True)
class Span:
    """A whole number of which only the bounds are known; `most` None: no bound."""

    least: int
    most: int | None


_COMPARING: dict[str, Callable[[Anything, Anything], bool]] = {
    "is": operator.eq,
    "is_not": operator.ne,
    "below": operator.lt,
    "at_most": operator.le,
    "above": operator.gt,
    "at_least": operator.ge,
}


def answer(condition: Condition, scope: Scope) -> Answer:
    """Returns True (hit), False (miss) or None (unknown) for the row."""
    match condition:
        case All(parts):
            return both(answer(part, scope) for part in parts)
        case Any(parts):
            return either(answer(part, scope) for part in parts)
        case Not(part):
            return opposite(answer(part, scope))
        case Compare(left, op, right):
            return compared(value(left, scope), op, value(right, scope))
        case OneOfMany(left, options, negated):
            found = either(compared(value(left, scope), "is", value(option, scope)) for option in options)
            return opposite(found) if negated else found
        case Holds(left, keys, negated):
            cell = scope[left.name]
            held = None if cell is None else not set(keys).isdisjoint(cell.split(","))
            return opposite(held) if negated else held
        case Missing(left, negated):
            return (scope[left.name] is None) != negated


def both(answers: Iterable[Answer]) -> Answer:
    """Kleene's and."""
    given = list(answers)
    return False if False in given else None if None in given else True


def either(answers: Iterable[Answer]) -> Answer:
    """Kleene's or."""
    return opposite(both(opposite(one) for one in answers))


def opposite(one: Answer) -> Answer:
    """Kleene's not."""
    return None if one is None else not one


def value(operand: Operand, scope: Scope) -> Value | Span:
    """Returns what an operand is on the row: a value, None when unknown, or a span for a count that is not certain."""
    match operand:
        case ColumnOf(name) | QuantityOf(name):
            return scope[name]
        case ParameterOf(key):
            return scope.parameter(key)
        case Literal(constant):
            return constant
        case CountOf():
            return count(operand, scope)
        case Times(left, right):
            return _reckoned(operator.mul, value(left, scope), value(right, scope))
        case Plus(left, right):
            return _reckoned(operator.add, value(left, scope), value(right, scope))


def count(counting: CountOf, scope: Scope) -> Span:
    """Returns how many rows meet the condition: at least the certain ones, at most those and the unknown ones."""
    rows = scope.counted(counting.of)
    if rows is None:
        return Span(0, None)
    answers = [True if counting.where is None else answer(counting.where, row) for row in rows]
    return Span(answers.count(True), answers.count(True) + answers.count(None))


def _reckoned(how: Callable[[Anything, Anything], int], left: Value | Span, right: Value | Span) -> Value:
    left, right = _certain(left), _certain(right)
    return None if left is None or right is None else how(left, right)


def _certain(one: Value | Span) -> Value:
    if isinstance(one, Span):
        return one.least if one.least == one.most else None
    return one


def compared(left: Value | Span, op: str, right: Value | Span) -> Answer:
    """Returns the answer of one comparison; a span is compared by its bounds, on the right only where it is certain."""
    right = _certain(right)
    if left is None or right is None:
        return None
    if not isinstance(left, Span):
        return _COMPARING[op](left, right)
    return _bounded(left, op, right)


def _bounded(span: Span, op: str, right: Anything) -> Answer:
    """All numbers of the span answer alike, or it is unknown. Bounds and, for equality, what lies between them decide."""
    how = _COMPARING[op]
    if op in ("is", "is_not"):
        outside = right < span.least or (span.most is not None and right > span.most)
        return (op == "is_not") if outside else how(span.least, right) if span.least == span.most else None
    ends = {
        how(span.least, right),
        how(span.most, right) if span.most is not None else op in ("above", "at_least"),
    }
    return ends.pop() if len(ends) == 1 else None
