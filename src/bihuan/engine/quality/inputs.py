"""What a tree cannot do without: the names to blame when it is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from bihuan.engine.quality.model import Check
from bihuan.engine.rules.model import (
    Literal,
    Missing,
    Operand,
    leaves,
    operands,
)


@cache
def inputs(check: Check) -> tuple[Operand, ...]:
    """Returns the columns, quantities, counts and parameters that can make the check unknown, each once, in the order they are written.

    What is only asked whether it is missing cannot.
    """
    return tuple(dict.fromkeys(_inputs(check)))


def _inputs(check: Check) -> Iterator[Operand]:
    for condition in (*(population.when for population in check.populations), check.when):
        for leaf in leaves(condition):
            if not isinstance(leaf, Missing):
                yield from (operand for operand in operands(leaf) if not isinstance(operand, Literal))
