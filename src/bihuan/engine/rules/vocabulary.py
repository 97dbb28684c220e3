"""What a check of a table may name: the columns and quantities that its rows see, and of what kind each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bihuan.engine.quantities import ANY, QUANTITIES, Quantity
from bihuan.engine.tables import TABLES
from bihuan.engine.tables.derived import derived
from bihuan.engine.tables.model import Column

# a row sees its own values first, then those of what it belongs to
SEES: dict[str, tuple[str, ...]] = {
    "member": ("member", "household"),
    "household": ("household",),
    "work": ("work", "member", "household"),
    "plan": ("plan", "member", "household"),
    "visit": ("visit", "household"),
    "village": ("village",),
    "ledger": ("ledger",),
}
# (row, what it belongs to) -> the column that leads there
LINKS = {"member": "id_key", "household": "household_id"}


@dataclass(frozen=True)
class Seen:
    """A name that a row sees: the table whose row has the value, and its declaration."""

    name: str
    home: str
    of: Column | Quantity


@cache
def columns_of(table: str) -> dict[str, Column]:
    """Returns all columns a frame has by name, those that reading derives included."""
    return {column.name: column for column in (*TABLES[table], *derived(table))}


@cache
def columns_seen(table: str) -> dict[str, Seen]:
    """Returns the columns by name that a row of the table sees, its own before those of its member and household."""
    found: dict[str, Seen] = {}
    for home in SEES[table]:
        for name, column in columns_of(home).items():
            found.setdefault(name, Seen(name, home, column))
    return found


@cache
def quantities_seen(table: str) -> dict[str, Seen]:
    """Returns the quantities by name that a row of the table sees."""
    return {
        name: Seen(name, table if one.table == ANY else one.table, one)
        for name, one in QUANTITIES.items()
        if one.table in (ANY, *SEES[table])
    }


@cache
def all_seen(table: str) -> dict[str, Seen]:
    """Returns all names that a row of the table sees; a column goes before a quantity."""
    return {**quantities_seen(table), **columns_seen(table)}


def seen(table: str, name: str) -> Seen:
    """Returns where a row of the table finds this name; KeyError when it does not see it."""
    return all_seen(table)[name]


@cache
def known(table: str) -> dict[str, Column | Quantity]:
    """Returns the declarations of all names that a row of the table sees."""
    return {name: one.of for name, one in all_seen(table).items()}


def count_key(table: str, counted: str) -> str:
    """Returns the column by which rows of `counted` (a table) belong to a row of `table`."""
    return "id_key" if counted in ("work", "plan") and table in ("member", "work", "plan") else "household_id"


def faults() -> Iterator[str]:
    """Yields what is wrong with the declared quantities: a name taken by a column, an input nobody declared, a circle."""
    for one in QUANTITIES.values():
        rows = one.of or one.table
        if any(one.name in columns_of(table) for table in TABLES):
            yield f"{one.name} is the name of a column"
        read = [(rows, name) for name in (*one.inputs, *one.gathered_by)] + [
            (one.table, name) for name in one.by
        ]
        for table, name in read:
            if table != ANY and name not in known(table):
                yield f"{one.name} reads {name}, which a row of {table} does not see"
        if one.name in _below(one.name, set()):
            yield f"{one.name} is reckoned from itself"


def _below(name: str, passed: set[str]) -> set[str]:
    """The quantities that a quantity is reckoned from, however far below."""
    one = QUANTITIES[name]
    direct = {other for other in (*one.inputs, *one.by, *one.gathered_by) if other in QUANTITIES}
    for other in direct - passed:
        passed.add(other)
        _below(other, passed)
    return passed
