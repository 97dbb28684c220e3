"""Lazy frames in which a row stands with all that it sees: own columns, those of its household and member, quantities and counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import reduce
from operator import and_
from typing import Any

import narwhals as nw

from bihuan.engine.backends.model import Engine
from bihuan.engine.quality.demand import Demand, Group, names_in
from bihuan.engine.quality.frames import AT, Tables, kind
from bihuan.engine.quantities import QUANTITIES, Asked, Quantity
from bihuan.engine.rules.compiled import Compiler
from bihuan.engine.rules.model import COUNTED, CountOf
from bihuan.engine.rules.vocabulary import LINKS, SEES, count_key, seen

Frame = nw.LazyFrame[Any]
_KEY = "__key{}"
_ROWS = "__rows"


def added(frame: Frame, columns: Iterable[nw.Expr]) -> Frame:
    """Returns the frame with more columns, if there are any."""
    more = list(columns)
    return frame.with_columns(*more) if more else frame


class Views:
    """Builds frames for one run. `given`: the tables that were handed in. What several views need is reckoned once and kept."""

    def __init__(self, engine: Engine, tables: Tables, given: Collection[str], asked: Asked) -> None:
        self.engine, self.tables, self.given, self.asked = engine, tables, given, asked
        self.demand = Demand()
        self._kept: dict[Group, Frame] = {}
        self._bases: dict[tuple[str, tuple[str, ...], str], Frame] = {}
        self._parents: dict[tuple[str, frozenset[str]], Frame] = {}
        self._numbers: dict[tuple[str, CountOf], int] = {}

    def bounds_names(self, table: str, counting: CountOf) -> tuple[str, str]:
        """Returns the names of the two columns between which a count lies."""
        number = self._numbers.setdefault((table, counting), len(self._numbers))
        return f"__least{number}", f"__most{number}"

    def bounds(self, table: str, counting: CountOf) -> tuple[nw.Expr, nw.Expr]:
        """Returns the two columns between which a count lies."""
        least, most = self.bounds_names(table, counting)
        return nw.col(least), nw.col(most)

    def view(
        self,
        table: str,
        names: Iterable[str],
        counts: Iterable[CountOf] = (),
        first: bool = False,
    ) -> Frame:
        """Returns the rows of `table` with these names and counts, and their place `AT`.

        `first`: only the rows that are first with the key by which others belong to them.
        1. own columns 2. columns and quantities of household and member 3. level by level the values over groups, then those
        of the own row.
        """
        counts = tuple(counts)
        needed = self._closure(table, (*names, *(count_key(table, COUNTED[one.of]) for one in counts)))
        own = {
            name for name in needed if self._home(table, name) == table and not self._quantity(table, name)
        }
        parents = {
            home: {name for name in needed if self._home(table, name) == home} for home in SEES[table][1:]
        }
        links = {LINKS[home] for home, theirs in parents.items() if theirs}
        frame = self._base(table, tuple(sorted(own | links)), first)
        for home, theirs in parents.items():
            if theirs:
                frame = self._joined_to(frame, home, theirs)
        return self._with_reckoned(frame, table, needed, counts)

    def _with_reckoned(
        self, frame: Frame, table: str, needed: set[str], counts: tuple[CountOf, ...]
    ) -> Frame:
        mine = [name for name in needed if self._quantity(table, name) and self._home(table, name) == table]
        levels = {name: self.demand.level(table, name) for name in sorted(mine)}
        counted = {one: self.demand.group_of_count(table, one) for one in counts}
        top = max([*levels.values(), *(group.level for group in counted.values())], default=0)
        for level in range(top + 1):
            at_level = [QUANTITIES[name] for name, found in levels.items() if found == level]
            frame = self._with_groups(
                frame, table, at_level, [one for one, g in counted.items() if g.level == level]
            )
            frame = self._with_rows(frame, [one for one in at_level if one.of is None])
        return frame

    def _with_rows(self, frame: Frame, quantities: list[Quantity]) -> Frame:
        """Adds values of the own row, those that read others after them."""
        waiting = {one.name: one for one in quantities}
        while waiting:
            ready = [one for one in waiting.values() if not waiting.keys() & set(one.inputs)]
            frame = frame.with_columns(*(one.expression(self.asked).alias(one.name) for one in ready))
            waiting = {name: one for name, one in waiting.items() if one not in ready}
        return frame

    def _with_groups(
        self, frame: Frame, table: str, quantities: list[Quantity], counts: list[CountOf]
    ) -> Frame:
        joins: dict[tuple[Group, tuple[str, ...]], tuple[list[Quantity], list[CountOf]]] = {}
        for one in quantities:
            if one.of is not None:
                joins.setdefault((self.demand.group_of(one), one.by), ([], []))[0].append(one)
        for counting in counts:
            group = self.demand.group_of_count(table, counting)
            joins.setdefault((group, group.by), ([], []))[1].append(counting)
        for (group, by), (theirs, numbers) in joins.items():
            frame = self._joined_with(frame, table, group, by, theirs, numbers)
        return frame

    def _joined_with(
        self,
        frame: Frame,
        table: str,
        group: Group,
        by: tuple[str, ...],
        quantities: list[Quantity],
        counts: list[CountOf],
    ) -> Frame:
        """Adds what a group-by gave, to rows whose own values of `by` are its key."""
        if group.of not in self.given:
            return added(frame, [*map(_nothing, quantities), *self._open_ends(table, counts)])
        keys = [_KEY.format(n) for n in range(len(by))]
        wheres = sorted({column for one in counts for column in self._columns(group, one)} - {_ROWS, ""})
        picked = self.gathered(group).select(*keys, _ROWS, *(one.name for one in quantities), *wheres)
        frame = frame.join(picked, left_on=list(by), right_on=keys, how="left")
        keyed = reduce(and_, (~nw.col(name).is_null() for name in by))
        alone = keyed & nw.col(_ROWS).is_null()
        filled = [_filled(one, alone) for one in quantities if one.empty is not None]
        bounds = [column for one in counts for column in self._bounded(table, group, one, keyed)]
        return added(frame, [*filled, *bounds]).drop(_ROWS, *wheres)

    def _bounded(self, table: str, group: Group, counting: CountOf, keyed: nw.Expr) -> list[nw.Expr]:
        certain, unknown = self._columns(group, counting)
        least, most = self.bounds_names(table, counting)
        hits = nw.coalesce(nw.col(certain).cast(nw.Int64), nw.lit(0, nw.Int64))
        open_ = (
            nw.coalesce(nw.col(unknown).cast(nw.Int64), nw.lit(0, nw.Int64))
            if unknown
            else nw.lit(0, nw.Int64)
        )
        return [hits.alias(least), nw.when(keyed).then(hits + open_).alias(most)]

    def _open_ends(self, table: str, counts: list[CountOf]) -> list[nw.Expr]:
        names = [self.bounds_names(table, one) for one in counts]
        ends = [
            (nw.lit(0, nw.Int64).alias(least), nw.lit(None, nw.Int64).alias(most)) for least, most in names
        ]
        return [end for pair in ends for end in pair]

    def _columns(self, group: Group, counting: CountOf) -> tuple[str, str]:
        """The columns of the certain and the unknown rows in what a group-by gives; no unknown ones where all are counted."""
        if counting.where is None:
            return _ROWS, ""
        place = self.demand.groups[group].wheres.index(counting.where)
        return f"__hits{place}", f"__open{place}"

    def gathered(self, group: Group) -> Frame:
        """Returns the group-by, reckoned once."""
        if group not in self._kept:
            self._kept[group] = self.engine.keep(self._gather(group), self.tables.rows(group.of))
        return self._kept[group]

    def _gather(self, group: Group) -> Frame:
        asked = self.demand.groups[group]
        quantities = [QUANTITIES[name] for name in asked.quantities]
        names = {name for one in quantities for name in one.inputs} | {
            n for where in asked.wheres for n in names_in(where)
        }
        frame = self.view(group.of, {*names, *group.by})
        frame = frame.filter(*(~nw.col(name).is_null() for name in group.by))
        compiler = Compiler(self.asked, lambda one: self.bounds(group.of, one))
        wheres = (compiler.expression(where).alias(f"__where{n}") for n, where in enumerate(asked.wheres))
        frame = added(frame, wheres)
        sums = [expr for n in range(len(asked.wheres)) for expr in _sums(n)]
        keyed = frame.with_columns(*(nw.col(name).alias(_KEY.format(n)) for n, name in enumerate(group.by)))
        return keyed.group_by(*(_KEY.format(n) for n in range(len(group.by)))).agg(
            nw.len().cast(nw.Int64).alias(_ROWS),
            *(one.expression(self.asked).alias(one.name) for one in quantities),
            *sums,
        )

    def _joined_to(self, frame: Frame, home: str, theirs: set[str]) -> Frame:
        return frame.join(
            self._parent(home, frozenset(theirs)), left_on=LINKS[home], right_on=_KEY.format(0), how="left"
        )

    def _parent(self, home: str, names: frozenset[str]) -> Frame:
        """The rows others belong to, under their key; kept when values over groups are in it."""
        if (home, names) not in self._parents:
            frame = self.view(home, {*names, LINKS[home]}, first=True)
            frame = frame.select(
                nw.col(LINKS[home]).alias(_KEY.format(0)),
                *map(nw.col, sorted(names)),
            )
            reckoned = any(self.demand.level(home, name) for name in names)
            rows = self.tables.rows(home)
            self._parents[home, names] = self.engine.keep(frame, rows) if reckoned else frame
        return self._parents[home, names]

    def _base(self, table: str, names: tuple[str, ...], first: bool) -> Frame:
        key = LINKS[table] if first else ""
        if (table, names, key) not in self._bases:
            self._bases[table, names, key] = self._read(table, names, key)
        return self._bases[table, names, key]

    def _read(self, table: str, names: tuple[str, ...], key: str) -> Frame:
        """From the file where there is one and every row of it is wanted, otherwise from columns in memory."""
        path = self.tables.stored(table, names)
        if path is not None and (not key or self.tables.firsts(table, key)[1] is None):
            found = self.engine.stored(path, {name: kind(table, name) for name in names}, AT)
            if found is not None:
                return found
        return self.engine.frame(self.tables.some(table, (AT, *names), key))

    def _closure(self, table: str, names: Iterable[str]) -> set[str]:
        """The names, and those that quantities of the table itself read or are grouped by."""
        found, waiting = set[str](), list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                if self._home(table, name) == table and self._quantity(table, name):
                    one = QUANTITIES[name]
                    waiting += one.inputs if one.of is None else one.by
        return found

    def _home(self, table: str, name: str) -> str:
        return seen(table, name).home

    def _quantity(self, table: str, name: str) -> bool:
        return isinstance(seen(table, name).of, Quantity)


def _sums(n: int) -> tuple[nw.Expr, nw.Expr]:
    """What is counted takes less room than what is summed: half of it in the frame that is kept, less still on the way."""
    where = nw.col(f"__where{n}")
    hits, open_ = nw.when(where).then(nw.lit(1)), nw.when(where.is_null()).then(nw.lit(1))
    return hits.count().cast(nw.Int32).alias(f"__hits{n}"), open_.count().cast(nw.Int32).alias(f"__open{n}")


def _filled(one: Quantity, alone: nw.Expr) -> nw.Expr:
    return nw.when(alone).then(nw.lit(one.empty)).otherwise(nw.col(one.name)).alias(one.name)


_DTYPES: dict[str, Any] = {
    "flag": nw.Boolean,
    "date": nw.Date,
    "text": nw.String,
    "code": nw.String,
    "codes": nw.String,
}


def _nothing(one: Quantity) -> nw.Expr:
    return nw.lit(None, _DTYPES.get(one.kind, nw.Int64)).alias(one.name)
