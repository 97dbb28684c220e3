"""Whether a tree can ever hit: a search for one row that it hits, confirmed by the plain evaluator.

The tree is taken apart into its alternatives (a set of leaves that must all hold); for each, the values that matter are tried. Columns,
quantities and counts are taken as independent of each other, so what is refused is refused for certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any as Anything

from bihuan.engine.rules.candidates import Amounts, candidates
from bihuan.engine.rules.model import (
    COUNTED,
    All,
    Any,
    ColumnOf,
    Compare,
    Condition,
    CountOf,
    Holds,
    Leaf,
    Literal,
    Missing,
    Not,
    OneOfMany,
    Operand,
    ParameterOf,
    Plus,
    QuantityOf,
    Times,
    leaves,
    name_of,
    operands,
)
from bihuan.engine.rules.plain import answer
from bihuan.engine.rules.words import words

_OPPOSITE: dict[str, Anything] = {
    "is": "is_not", "is_not": "is", "below": "at_least", "at_least": "below", "above": "at_most", "at_most": "above",
}  # fmt: skip
Values = dict[Operand, Anything]
Domains = Mapping[Operand, list[Anything]]


@dataclass(frozen=True)
class Verdict:
    """Whether a tree can hit: `witness` is a row that it hits, by name; without one `reason` says in Chinese what cannot be together."""

    witness: Mapping[str, Anything] | None
    reason: str = ""

    def __bool__(self) -> bool:
        return self.witness is not None


def possible(condition: Condition, table: str, amounts: Amounts, alternatives: bool = True) -> Verdict:
    """Returns the verdict on a tree about rows of `table`. `amounts`: key -> all numbers the parameter has.

    With `alternatives` every alternative of every `any` must be possible within the tree too: one that can never hold is a slip
    of the pen.
    """
    search = _Search(_domains(condition, table, amounts))
    verdict = _possible(condition, table, search)
    for one in _narrowed(condition) if verdict and alternatives else ():
        narrowed = _possible(one, table, search)
        if not narrowed:
            return narrowed
    return verdict


def _narrowed(condition: Condition) -> Iterator[Condition]:
    """Yields the tree with each `any` in it narrowed to each of its parts."""
    match condition:
        case All(parts):
            for n, part in enumerate(parts):
                yield from (All((*parts[:n], one, *parts[n + 1 :])) for one in _narrowed(part))
        case Any(parts):
            for part in parts:
                yield part
                yield from _narrowed(part)


def _possible(condition: Condition, table: str, search: _Search) -> Verdict:
    """Alternative by alternative, a row that fits."""
    search.conflict = tuple(leaves(condition))
    for chosen in _chosen(_positive(condition), (), search):
        found = search.solved(chosen)
        if found is not None:
            return Verdict({name_of(one): value for one, value in found.items()})
    return Verdict(None, _reason(search.conflict, table))


def _domains(condition: Condition, table: str, amounts: Amounts) -> Domains:
    """The values that matter; a count of what can never be is nil."""
    return {
        one: [0] if isinstance(one, CountOf) and not _countable(one, amounts) else values
        for one, values in candidates(condition, table, amounts).items()
    }


def _countable(one: CountOf, amounts: Amounts) -> bool:
    return one.where is None or bool(possible(one.where, COUNTED[one.of], amounts, alternatives=False))


def _positive(condition: Condition, negated: bool = False) -> Condition:
    """The same tree without `not`: negation is carried into the leaves. What must miss must miss for certain."""
    match condition:
        case Not(part):
            return _positive(part, not negated)
        case All(parts) | Any(parts):
            inner = tuple(_positive(part, negated) for part in parts)
            return All(inner) if isinstance(condition, All) != negated else Any(inner)
        case Compare(left, op, right):
            return Compare(left, _OPPOSITE[op] if negated else op, right)
        case OneOfMany() | Holds() | Missing():
            return replace(condition, negated=condition.negated != negated)


def _chosen(condition: Condition, chosen: tuple[Leaf, ...], search: _Search) -> Iterator[tuple[Leaf, ...]]:
    """Yields the sets of leaves that would make the tree hit, those that plainly contradict each other aside."""
    match condition:
        case All(parts):
            if not parts:
                yield chosen
                return
            for first in _chosen(parts[0], chosen, search):
                yield from _chosen(All(parts[1:]), first, search)
        case Any(parts):
            for part in parts:
                yield from _chosen(part, chosen, search)
        case Not():
            raise AssertionError("negation stands in the leaves")
        case _:
            grown = (*chosen, condition)
            if search.fits(grown):
                yield grown


class _Search:
    """Tries values; `conflict` holds the last leaves that could not be together."""

    def __init__(self, domains: Domains) -> None:
        self.domains = domains
        self.conflict: tuple[Leaf, ...] = ()
        self._places: dict[Leaf, frozenset[int]] = {}

    def fits(self, chosen: tuple[Leaf, ...]) -> bool:
        """Whether each name has a value that all leaves about it alone allow."""
        for one in _variables(chosen[-1]):
            if not self._allowed(one, chosen):
                self.conflict = tuple(leaf for leaf in chosen if _variables(leaf) == {one})
                return False
        return True

    def solved(self, chosen: tuple[Leaf, ...]) -> Values | None:
        """Returns values under which all leaves hit, None when there are none."""
        found = self._tried(chosen)
        if found is None:
            self.conflict = self._least(chosen)
        return found

    def _tried(self, chosen: tuple[Leaf, ...]) -> Values | None:
        names = dict.fromkeys(one for leaf in chosen for one in sorted(_variables(leaf), key=repr))
        allowed = {
            one: [self.domains[one][place] for place in sorted(self._allowed(one, chosen))] for one in names
        }
        tied = [(leaf, _variables(leaf)) for leaf in chosen if len(_variables(leaf)) != 1]
        order = sorted(names, key=lambda one: (not any(one in about for _, about in tied), len(allowed[one])))
        return self._assigned(order, allowed, tied, {})

    def _least(self, chosen: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
        """The leaves without which the others could be together."""
        for leaf in chosen:
            fewer = tuple(one for one in chosen if one is not leaf)
            if self._tried(fewer) is None:
                return self._least(fewer)
        return chosen

    def _allowed(self, one: Operand, chosen: tuple[Leaf, ...]) -> frozenset[int]:
        """The places of the values that all leaves about the name alone allow."""
        about = [self._places_of(leaf, one) for leaf in chosen if _variables(leaf) == {one}]
        return frozenset.intersection(*about) if about else frozenset(range(len(self.domains[one])))

    def _places_of(self, leaf: Leaf, one: Operand) -> frozenset[int]:
        if leaf not in self._places:
            values = enumerate(self.domains[one])
            self._places[leaf] = frozenset(place for place, value in values if hits(leaf, {one: value}))
        return self._places[leaf]

    def _assigned(
        self,
        order: list[Operand],
        allowed: Domains,
        tied: list[tuple[Leaf, frozenset[Operand]]],
        values: Values,
    ) -> Values | None:
        if not order:
            return values if all(hits(leaf, values) for leaf, about in tied if not about) else None
        one, rest = order[0], order[1:]
        for value in allowed[one]:
            tried = {**values, one: value}
            due = (leaf for leaf, about in tied if one in about and about <= tried.keys())
            if all(hits(leaf, tried) for leaf in due):
                found = self._assigned(rest, allowed, tied, tried)
                if found is not None:
                    return found
        return None


@cache
def _variables(leaf: Leaf) -> frozenset[Operand]:
    return frozenset(one for one in operands(leaf) if not isinstance(one, Literal))


@dataclass(frozen=True)
class _Row:
    """A row of nothing but the values tried."""

    values: Values

    def __getitem__(self, name: str) -> Anything:
        column = self.values.get(ColumnOf(name))
        return self.values.get(QuantityOf(name)) if column is None else column

    def parameter(self, key: str) -> int | None:
        return self.values[ParameterOf(key)]

    def counted(self, of: str) -> None:
        """Counts are told as numbers before the row is asked."""


def hits(leaf: Leaf, values: Values) -> bool:
    """Whether the plain evaluator says hit under these values."""
    return answer(_told(leaf, values), _Row(values)) is True


def _told(leaf: Leaf, values: Values) -> Leaf:
    """The leaf with its counts as the numbers they are tried to be."""
    if isinstance(leaf, Compare):
        return Compare(_number(leaf.left, values), leaf.op, _number(leaf.right, values))  # type: ignore[arg-type]
    if isinstance(leaf, OneOfMany):
        options = tuple(_number(option, values) for option in leaf.options)
        return OneOfMany(_number(leaf.left, values), options, leaf.negated)  # type: ignore[arg-type]
    return leaf


def _number(operand: Operand, values: Values) -> Operand:
    match operand:
        case CountOf():
            return Literal(values[operand])
        case Times(left, right):
            return Times(_number(left, values), _number(right, values))
        case Plus(left, right):
            return Plus(_number(left, values), _number(right, values))
        case _:
            return operand


def _reason(conflict: tuple[Leaf, ...], table: str) -> str:
    said = "；".join(words(leaf, table) for leaf in conflict)
    return f"这几条不能同时成立：{said}" if len(conflict) > 1 else f"这一条不能成立：{said}"
