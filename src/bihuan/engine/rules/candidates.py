"""Which values of a name can matter to a tree: finitely many, so that a search over them is a search over all.

A value compared with constants alone matters just below, at and just above each of them. Values compared with each other
carry these over, moved by the sums and products between them, once for every name that hangs together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any as Anything

from bihuan.engine.quantities import Quantity
from bihuan.engine.rules.model import (
    Compare,
    Condition,
    CountOf,
    Holds,
    Leaf,
    Literal,
    OneOfMany,
    Operand,
    ParameterOf,
    Plus,
    Times,
    leaves,
    operands,
)
from bihuan.engine.rules.typing import ORDERED, Typed, typed
from bihuan.engine.rules.vocabulary import seen

Amounts = Mapping[str, tuple[int, ...]]
_FRESH = ("甲", "乙", "丙", "丁")
_MOST = 4000  # no tree of the product comes near; beyond, the search would not end in reasonable time


def candidates(condition: Condition, table: str, amounts: Amounts) -> dict[Operand, list[Anything]]:
    """Returns the values that matter, by column, quantity, count and parameter of the tree. Columns and quantities may be None.

    `amounts`: all numbers a parameter has anywhere at any time.
    """
    found = list(leaves(condition))
    variables = list(
        dict.fromkeys(one for leaf in found for one in operands(leaf) if not isinstance(one, Literal))
    )
    kinds = {one: typed(one, table) for one in variables}
    ordered = [one for one in variables if isinstance(one, ParameterOf) or kinds[one].kind in ORDERED]
    numbers = _numbers(found, ordered, table, amounts)
    made = {one: _restored(numbers[one], kinds[one]) for one in ordered}
    made |= {one: _words(one, kinds[one], found) for one in variables if one not in made}
    certain = (ParameterOf, CountOf)
    return {one: values if isinstance(one, certain) else [*values, None] for one, values in made.items()}


def _restored(numbers: Iterable[int], kind: Typed) -> list[Anything]:
    """Small numbers first, so that a witness reads well."""
    if kind.kind != "date":
        return sorted(numbers, key=lambda one: (abs(one), one))
    return [date.fromordinal(one) for one in sorted(numbers) if 1 <= one <= date.max.toordinal()]


def _numbers(
    found: list[Leaf], variables: Sequence[Operand], table: str, amounts: Amounts
) -> dict[Operand, set[int]]:
    pools: dict[Operand, set[int]] = {
        one: set(amounts[one.key]) if isinstance(one, ParameterOf) else {0} for one in variables
    }
    for one in variables:
        if typed(one, table).kind == "date":
            pools[one] = {date(2000, 1, 1).toordinal()}
    pairs = [pair for leaf in found for pair in _pairs(leaf)]
    for _ in range(1 + len([one for one in variables if not isinstance(one, ParameterOf)])):
        grown = {one: set(pool) for one, pool in pools.items()}
        for left, right in pairs:
            _carry(left, right, pools, grown)
            _carry(right, left, pools, grown)
        pools = {one: _bounded(one, pool, table) for one, pool in grown.items()}
    return pools


def _pairs(leaf: Leaf) -> Iterator[tuple[Operand, Operand]]:
    if isinstance(leaf, Compare):
        yield leaf.left, leaf.right
    elif isinstance(leaf, OneOfMany):
        yield from ((leaf.left, option) for option in leaf.options)


def _carry(
    to: Operand, of: Operand, pools: Mapping[Operand, set[int]], grown: Mapping[Operand, set[int]]
) -> None:
    """What `of` may be, and one less and more, matter to `to`; through its sums and products to what stands in them."""
    near = {one + step for one in _values(of, pools) for step in (-1, 0, 1)}
    match to:
        case Literal():
            return
        case ParameterOf():
            return
        case Plus(left, right):
            _solve(left, {one - other for one in near for other in _values(right, pools)}, grown)
            _solve(right, {one - other for one in near for other in _values(left, pools)}, grown)
        case Times(left, right):
            _solve(left, _quotients(near, _values(right, pools)), grown)
            _solve(right, _quotients(near, _values(left, pools)), grown)
        case _ if to in grown:
            grown[to].update(near)


def _solve(operand: Operand, values: set[int], grown: Mapping[Operand, set[int]]) -> None:
    if operand in grown and not isinstance(operand, ParameterOf):
        grown[operand].update(values)


def _quotients(whole: set[int], by: set[int]) -> set[int]:
    return {one // other + step for one in whole for other in by if other for step in (-1, 0, 1)}


def _values(operand: Operand, pools: Mapping[Operand, set[int]]) -> set[int]:
    match operand:
        case Literal(constant):
            return (
                {_number(constant)}
                if isinstance(constant, int | date) and not isinstance(constant, bool)
                else set()
            )
        case Plus(left, right):
            return {one + other for one in _values(left, pools) for other in _values(right, pools)}
        case Times(left, right):
            return {one * other for one in _values(left, pools) for other in _values(right, pools)}
        case _:
            return pools.get(operand, set())


def _number(constant: int | date) -> int:
    return constant.toordinal() if isinstance(constant, date) else constant


def _bounded(one: Operand, pool: set[int], table: str) -> set[int]:
    """Within the bounds that the value always keeps; those nearest to nothing where there are too many."""
    least, most = bounds(one, table)
    kept = {value for value in pool if (least is None or value >= least) and (most is None or value <= most)}
    kept |= {bound for bound in (least, most) if bound is not None}
    return set(sorted(kept, key=abs)[:_MOST])


def bounds(one: Operand, table: str) -> tuple[int | None, int | None]:
    """Returns the least and the most a value can be, None without bound."""
    if isinstance(one, CountOf):
        return 0, None
    of = None if isinstance(one, ParameterOf) else seen(table, one.name).of  # type: ignore[union-attr]  # a name
    return (of.least, of.most) if isinstance(of, Quantity) else (None, None)


def _words(one: Operand, kind: Typed, found: list[Leaf]) -> list[Anything]:
    if kind.kind == "flag":
        return [True, False]
    if kind.kind == "codes":
        return _cells(one, kind, found)
    if kind.codes is not None:
        return [code.key for code in kind.codes] + (["其他写法"] if kind.codes.open else [])
    said = (part.value for leaf in found for part in operands(leaf) if isinstance(part, Literal))
    return [*dict.fromkeys(word for word in said if isinstance(word, str)), *_FRESH]


def _cells(one: Operand, kind: Typed, found: list[Leaf]) -> list[str]:
    """Every set of the keys that the tree names, with a key it does not name standing for all others.

    Of keys that stand in the same leaves one is enough: no leaf tells them apart, and the sets double with each.
    """
    assert kind.codes is not None
    about = [leaf for leaf in found if isinstance(leaf, Holds) and leaf.left == one]
    named = list(dict.fromkeys(key for leaf in about for key in leaf.options))
    apart: dict[tuple[bool, ...], str] = {}
    for key in named:
        apart.setdefault(tuple(key in leaf.options for leaf in about), key)
    other = next(
        (code.key for code in kind.codes if code.key not in named), "其他写法" if kind.codes.open else ""
    )
    sets = [
        ",".join(some) for size in range(1, len(apart) + 1) for some in combinations(apart.values(), size)
    ]
    return [*([other] if other else []), *sets]
