"""What a run has to reckon before it can ask: which aggregates, in which order.

Level 0 is what stands in a row. A value over a group, or a count, is one level above what it gathers; all aggregates of one level
over the same rows and the same key are one group-by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bihuan.engine.quantities import Quantity
from bihuan.engine.rules.model import (
    COUNTED,
    ColumnOf,
    Condition,
    CountOf,
    Operand,
    QuantityOf,
    leaves,
    operands,
)
from bihuan.engine.rules.vocabulary import count_key, seen


@dataclass(frozen=True)
class Group:
    """A group-by: the rows of `of` by the values of `by`, gathering what lies below `level`."""

    of: str
    by: tuple[str, ...]
    level: int


@dataclass
class Gathered:
    """What one group-by gives: quantities by name, and for each condition the certain and the unknown rows."""

    quantities: list[str] = field(default_factory=list)
    wheres: list[Condition] = field(default_factory=list)


class Demand:
    """Collects the aggregates that names and counts lead to, each once."""

    def __init__(self) -> None:
        self.groups: dict[Group, Gathered] = {}
        self._levels: dict[tuple[str, str], int] = {}

    def ask(self, table: str, names: Iterable[str], counts: Iterable[CountOf]) -> None:
        """Note what rows of `table` need."""
        for name in names:
            self._ask_name(table, name)
        for counting in counts:
            gathered = self._gathered(self.group_of_count(table, counting))
            if counting.where is not None and counting.where not in gathered.wheres:
                gathered.wheres.append(counting.where)
                self.ask(COUNTED[counting.of], names_in(counting.where), ())

    def _ask_name(self, table: str, name: str) -> None:
        one = seen(table, name)
        if not isinstance(one.of, Quantity):
            return
        if one.of.of is None:
            self.ask(one.home, one.of.inputs, ())
            return
        gathered = self._gathered(self.group_of(one.of))
        if name not in gathered.quantities:
            gathered.quantities.append(name)
            self.ask(one.of.of, (*one.of.inputs, *one.of.gathered_by), ())
            self.ask(one.home, one.of.by, ())

    def _gathered(self, group: Group) -> Gathered:
        return self.groups.setdefault(group, Gathered())

    def group_of(self, one: Quantity) -> Group:
        """Returns the group-by that gives a quantity."""
        assert one.of is not None
        return Group(one.of, one.gathered_by, self.level(one.table, one.name))

    def group_of_count(self, table: str, counting: CountOf) -> Group:
        """Returns the group-by that gives a count to rows of `table`."""
        of = COUNTED[counting.of]
        names = () if counting.where is None else names_in(counting.where)
        return Group(
            of, (count_key(table, of),), 1 + max((self.level(of, name) for name in names), default=0)
        )

    def level(self, table: str, name: str) -> int:
        """Returns how many group-bys lie one above the other below the value."""
        one = seen(table, name)
        if not isinstance(one.of, Quantity):
            return 0
        if (one.home, name) not in self._levels:
            self._levels[one.home, name] = self._level(one.home, one.of)
        return self._levels[one.home, name]

    def _level(self, home: str, one: Quantity) -> int:
        below = max((self.level(one.of or home, name) for name in (*one.inputs, *one.gathered_by)), default=0)
        own = max((self.level(home, name) for name in one.by), default=0)
        return below if one.of is None else 1 + max(below, own)


def names_in(condition: Condition) -> tuple[str, ...]:
    """Returns the columns and quantities that a tree names, those inside its counts apart, each once."""
    return tuple(
        dict.fromkeys(one.name for one in _operands(condition) if isinstance(one, ColumnOf | QuantityOf))
    )


def counts_in(condition: Condition) -> tuple[CountOf, ...]:
    """Returns the counts of a tree, each once."""
    return tuple(dict.fromkeys(one for one in _operands(condition) if isinstance(one, CountOf)))


def _operands(condition: Condition) -> Iterator[Operand]:
    return (operand for leaf in leaves(condition) for operand in operands(leaf))
