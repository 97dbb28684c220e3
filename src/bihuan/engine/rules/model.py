"""A rule as a tree of plain data. Equal trees are equal values, so what two checks share is found by comparing.

Every node answers hit, miss or unknown (True, False, None) for a row; see `rules.plain` for what that means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal as OneOf

Op = OneOf["is", "is_not", "below", "at_most", "above", "at_least"]
Counted = OneOf["members", "spells", "plans", "visits"]
Constant = str | int | bool | date
# what may be counted -> the table its rows stand in
COUNTED: dict[str, str] = {"members": "member", "spells": "work", "plans": "plan", "visits": "visit"}


@dataclass(frozen=True)
class ColumnOf:
    """The value of a column, the row's own or that of the household or member it belongs to."""

    name: str


@dataclass(frozen=True)
class QuantityOf:
    """The value of a derived quantity."""

    name: str


@dataclass(frozen=True)
class CountOf:
    """How many rows that belong to this one meet a condition: between the certain ones and those plus the unknown ones.

    Members and visits are those of the household. Spells and plans are the person's, for a household's row the household's.
    """

    of: Counted
    where: Condition | None = None


@dataclass(frozen=True)
class ParameterOf:
    """The number that holds at the place on the day."""

    key: str


@dataclass(frozen=True)
class Literal:
    """A constant of the check itself."""

    value: Constant


@dataclass(frozen=True)
class Times:
    """A product of whole numbers. There is no division."""

    left: Operand
    right: Operand


@dataclass(frozen=True)
class Plus:
    """A sum of whole numbers, for months and days moved on."""

    left: Operand
    right: Operand


Left = ColumnOf | QuantityOf | CountOf
Operand = Left | ParameterOf | Literal | Times | Plus


@dataclass(frozen=True)
class Compare:
    """One value against another. Unknown when either is."""

    left: Left
    op: Op
    right: Operand


@dataclass(frozen=True)
class OneOfMany:
    """Whether a value is among several; `negated`: whether it is none of them."""

    left: Left
    options: tuple[Operand, ...]
    negated: bool = False


@dataclass(frozen=True)
class Holds:
    """Whether a cell of several values holds any of these; `negated`: whether none."""

    left: ColumnOf | QuantityOf
    options: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Missing:
    """Whether nothing is known of a value; `negated`: whether something is. Never unknown."""

    left: ColumnOf | QuantityOf
    negated: bool = False


@dataclass(frozen=True)
class All:
    """Hit when all parts hit, miss when one misses."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """Hit when one part hits, miss when all miss."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """Hit and miss exchanged; unknown stays."""

    part: Condition


Leaf = Compare | OneOfMany | Holds | Missing
Condition = All | Any | Not | Leaf


def name_of(operand: Operand) -> str:
    """Returns what a value is called where it is missing: its column, quantity or parameter, or what is counted."""
    if isinstance(operand, ColumnOf | QuantityOf):
        return operand.name
    return operand.of if isinstance(operand, CountOf) else operand.key  # type: ignore[union-attr]  # a parameter


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yields the leaves in the order they are written; not those inside a count."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def operands(leaf: Leaf) -> Iterator[Operand]:
    """Yields the values that a leaf looks at, those inside products and sums apart, the left one first."""
    yield from _parts(leaf.left)
    if isinstance(leaf, Compare):
        yield from _parts(leaf.right)
    elif isinstance(leaf, OneOfMany):
        for option in leaf.options:
            yield from _parts(option)


def _parts(operand: Operand) -> Iterator[Operand]:
    if isinstance(operand, Times | Plus):
        yield from _parts(operand.left)
        yield from _parts(operand.right)
    else:
        yield operand


def used(condition: Condition) -> Iterator[Operand]:
    """Yields all columns, quantities, counts, parameters and constants of a tree, those inside counts included, with repeats."""
    for leaf in leaves(condition):
        for operand in operands(leaf):
            yield operand
            if isinstance(operand, CountOf) and operand.where is not None:
                yield from used(operand.where)
