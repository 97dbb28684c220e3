"""Frames as plain rows: what each row sees, the groups it stands in, the rows that belong to it. The plain road's data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.engine.quantities import ANY, Asked, Quantity
from bihuan.engine.rules.model import COUNTED
from bihuan.engine.rules.vocabulary import LINKS, all_seen, count_key

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Scope:
    """One row: `scope["age"]` is the value of a column or quantity that it sees, None when unknown."""

    world: World
    table: str
    at: int

    def __getitem__(self, name: str) -> Any:
        seen = all_seen(self.table)[name]
        home = self.home(seen.home)
        if home is None:
            return None
        return self.world.quantity(seen.of, home) if isinstance(seen.of, Quantity) else home.row.get(name)

    @property
    def row(self) -> dict[str, Any]:
        """The row itself."""
        return self.world.rows(self.table)[self.at]

    def home(self, table: str) -> Scope | None:
        """Returns the row of `table` that this one is or belongs to: the first with its key; None when there is none."""
        if table == self.table:
            return self
        key = self.row.get(LINKS[table])
        found = () if key is None else self.world.index(table, (LINKS[table],)).get((key,), ())
        return Scope(self.world, table, found[0]) if found else None

    def parameter(self, key: str) -> int | None:
        """The number that holds, None when unknown."""
        return self.world.asked.parameter(key)

    def counted(self, of: str) -> list[Scope] | None:
        """The rows that belong to it; None when their table was not handed in or its own key is missing."""
        table = COUNTED[of]
        by = count_key(self.table, table)
        key = self[by]
        if key is None or not self.world.has(table):
            return None
        return [Scope(self.world, table, at) for at in self.world.index(table, (by,)).get((key,), ())]


class World:
    """Tables as lists of rows, None for one that was not handed in; an as-of date and the parameters that hold."""

    def __init__(self, tables: Mapping[str, Rows | None], asked: Asked) -> None:
        self._tables, self.asked = tables, asked
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[int]]] = {}
        self._values: dict[tuple[str, str, int], Any] = {}
        self._groups: dict[tuple[str, tuple[Any, ...]], Any] = {}

    def has(self, table: str) -> bool:
        """Whether the table was handed in, be it without rows."""
        return self._tables.get(table) is not None

    def rows(self, table: str) -> Rows:
        """Returns the rows of a table."""
        return self._tables.get(table) or []

    def scopes(self, table: str) -> Iterable[Scope]:
        """Yields the rows of a table with what they see."""
        return (Scope(self, table, at) for at in range(len(self.rows(table))))

    def index(self, table: str, by: tuple[str, ...]) -> dict[tuple[Any, ...], list[int]]:
        """Returns the places of rows by their values of `by` (seen, not only own), in order; rows with a null among them are left out."""
        if (table, by) not in self._indexes:
            found = defaultdict[tuple[Any, ...], list[int]](list)
            for scope in self.scopes(table):
                key = tuple(scope[name] for name in by)
                if None not in key:
                    found[key].append(scope.at)
            self._indexes[table, by] = dict(found)
        return self._indexes[table, by]

    def quantity(self, one: Quantity, scope: Scope) -> Any:
        """Returns the value of a quantity on a row of its own table."""
        place = (one.name, scope.table if one.table == ANY else one.table, scope.at)
        if place not in self._values:
            self._values[place] = (
                one.plain(scope, self.asked) if one.of is None else self._gathered(one, scope)
            )
        return self._values[place]

    def _gathered(self, one: Quantity, scope: Scope) -> Any:
        assert one.of is not None
        key = tuple(scope[name] for name in one.by)
        if None in key or not self.has(one.of):
            return None
        if (one.name, key) not in self._groups:
            members = [Scope(self, one.of, at) for at in self.index(one.of, one.gathered_by).get(key, ())]
            self._groups[one.name, key] = one.plain(members, self.asked) if members else one.empty
        return self._groups[one.name, key]
