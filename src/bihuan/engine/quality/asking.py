"""One pass over a table: the answers of all its checks, and what is needed to tell of the hits and the unknown rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from bihuan.engine.quality.demand import counts_in, names_in
from bihuan.engine.quality.frames import AT
from bihuan.engine.quality.inputs import inputs
from bihuan.engine.quality.model import Check
from bihuan.engine.quality.outcome import ALL
from bihuan.engine.quality.views import Views, added
from bihuan.engine.rules.compiled import Compiler
from bihuan.engine.rules.model import (
    All,
    Any,
    Condition,
    CountOf,
    Missing,
    Not,
    Operand,
    ParameterOf,
    name_of,
)

_MISSING = "__missing_"


@dataclass(frozen=True)
class Answers:
    """What a pass gives. `rows`: those that some check hits, in the order of the table; `open`: see `unknowns`."""

    rows: pa.Table
    open: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Pass:
    """The checks of one table, asked together."""

    table: str
    checks: tuple[Check, ...]
    views: Views

    def demanded(self) -> None:
        """Note what the pass needs, so that all aggregates are known before the first is reckoned."""
        self.views.demand.ask(self.table, self._names, self._counts)

    def answered(self) -> Answers:
        """Returns what the checks answer; of rows that no check hits only the numbers of unknown ones are held."""
        hits, open_ = list[pa.Table](), Counter[tuple[str, str]]()
        for batch in self.batches():
            hits.append(self._hit(batch))
            open_.update(unknowns(self, batch))
        found = pa.concat_tables(hits).combine_chunks()
        return Answers(found.sort_by(AT), open_)

    def _hit(self, batch: pa.Table) -> pa.Table:
        some = reduce(pc.or_, (pc.fill_null(batch[check.code], False) for check in self.checks))
        told = [name for name in batch.column_names if not name.startswith(_MISSING)]
        return batch.select(told).filter(some)

    def batches(self) -> Iterator[pa.Table]:
        """Yields one row a row of the table, in any order, some at a time: `AT`, a column a check (true, false, null), a
        column a population, whether each input is missing, and the quantities that findings tell.
        """
        frame = self.views.view(self.table, self._names, self._counts)
        shared = self._shared()
        names = {condition: f"__shared{n}" for n, condition in enumerate(shared)}
        plain = Compiler(self.views.asked, self._bounds)
        frame = added(frame, (plain.expression(one).alias(names[one]) for one in shared))
        compiler = Compiler(self.views.asked, self._bounds, names)
        wanted = [
            nw.col(AT),
            *self._asked(compiler),
            *self._missing(),
            *map(nw.col, self._told),
        ]
        return self.views.engine.batches(frame.select(*wanted))

    @property
    def _names(self) -> list[str]:
        trees = (name for check in self.checks for tree in check.conditions for name in names_in(tree))
        return list(dict.fromkeys((*trees, *self._told)))

    @property
    def _counts(self) -> list[CountOf]:
        return list(
            dict.fromkeys(
                one for check in self.checks for tree in check.conditions for one in counts_in(tree)
            )
        )

    @property
    def _told(self) -> list[str]:
        """The quantities whose values findings give."""
        return sorted({name for check in self.checks for name in check.told_quantities})

    def _bounds(self, counting: CountOf) -> tuple[nw.Expr, nw.Expr]:
        return self.views.bounds(self.table, counting)

    def _asked(self, compiler: Compiler) -> Iterator[nw.Expr]:
        populations = {one.key: one.when for check in self.checks for one in check.populations}
        for key, when in populations.items():
            yield compiler.expression(when).alias(population(key))
        for check in self.checks:
            yield compiler.expression(whole_tree(check)).alias(check.code)

    def _missing(self) -> Iterator[nw.Expr]:
        for operand in dict.fromkeys(one for check in self.checks for one in inputs(check)):
            if isinstance(operand, CountOf):
                least, most = self._bounds(operand)
                yield (most.is_null() | (least != nw.coalesce(most, nw.lit(-1, nw.Int64)))).alias(
                    self.missing(operand)
                )
            elif not isinstance(operand, ParameterOf):
                yield nw.col(name_of(operand)).is_null().alias(self.missing(operand))

    def missing(self, operand: Operand) -> str:
        """Returns the name of the column that says whether an input is missing."""
        if isinstance(operand, CountOf):
            return f"{_MISSING}{self.views.bounds_names(self.table, operand)[0]}"
        return f"{_MISSING}{name_of(operand)}"

    def _shared(self) -> list[Condition]:
        """The conditions, single comparisons aside, that stand more than once in the trees of the checks."""
        trees = Counter(part for check in self.checks for tree in check.conditions for part in _parts(tree))
        return [one for one, times in trees.items() if times > 1]


def population(key: str) -> str:
    """Returns the name of a population's column."""
    return f"__population_{key}"


def whole_tree(check: Check) -> Condition:
    """Returns the check as one tree: one of its populations, and its condition."""
    if not check.populations:
        return check.when
    applies = tuple(one.when for one in check.populations)
    return All((applies[0] if len(applies) == 1 else Any(applies), check.when))


def _parts(condition: Condition) -> Iterator[Condition]:
    match condition:
        case All(parts) | Any(parts):
            yield condition
            for part in parts:
                yield from _parts(part)
        case Not(part):
            yield from _parts(part)
        case Missing():
            return
        case _:
            yield condition


def unknowns(asking: Pass, answers: pa.Table) -> dict[tuple[str, str], int]:
    """Returns (check, input) -> number of undecided rows that lack the input; `ALL`: whatever they lack."""
    found = {(check.code, ALL): answers[check.code].null_count for check in asking.checks}
    for check in asking.checks:
        if found[check.code, ALL]:
            found |= _lacking(asking, check, pc.is_null(answers[check.code]), answers)
    return {place: rows for place, rows in found.items() if rows}


def _lacking(
    asking: Pass, check: Check, open_: pa.ChunkedArray, answers: pa.Table
) -> dict[tuple[str, str], int]:
    named: dict[str, list[Operand]] = {}
    for operand in inputs(check):
        named.setdefault(name_of(operand), []).append(operand)
    return {(check.code, name): _rows(asking, lacking, open_, answers) for name, lacking in named.items()}


def _rows(asking: Pass, lacking: Sequence[Operand], open_: pa.ChunkedArray, answers: pa.Table) -> int:
    """How many undecided rows lack one of these."""
    missing = None
    for operand in lacking:
        if isinstance(operand, ParameterOf):
            return 0 if asking.views.asked.parameters[operand.key] is not None else pc.sum(open_).as_py()
        own = answers[asking.missing(operand)]
        missing = own if missing is None else pc.or_(missing, own)
    return pc.sum(pc.and_(open_, missing)).as_py() or 0
