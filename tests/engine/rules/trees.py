"""Random trees and random rows, with nulls everywhere, for the tests that hold the roads together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from bihuan.engine.quality.frames import whole
from bihuan.engine.rules import model as m
from bihuan.engine.rules.model import COUNTED
from bihuan.engine.rules.vocabulary import SEES

DAYS = st.sampled_from(
    [date(1950, 2, 28), date(2010, 6, 30), date(2010, 7, 1), date(2024, 2, 29), date(2030, 1, 1)]
)
SMALL = st.integers(-3, 4)
PARAMETERS = {"small": 2, "unknown": None}
# name -> the constants it may hold, table by table
COLUMNS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "member": {
        "sex": st.sampled_from(["male", "female"]),
        "labour": st.sampled_from(["ordinary", "half", "none"]),
        "work_months": SMALL,
        "resident_insurance": st.booleans(),
        "birth_date": DAYS,
    },
    "household": {
        "household_type": st.sampled_from(["lifted", "ordinary"]),
        "wage_income": SMALL,
        "farmland": SMALL,
        "unsafe_house": st.booleans(),
        "survey_date": DAYS,
    },
    "work": {"work_start": SMALL, "monthly_wage": SMALL, "working": st.booleans()},
    "visit": {"visit_date": DAYS},
    "plan": {"plans_work": st.booleans()},
}
SEVERAL = {
    "member": {"health": ["healthy", "chronic", "disabled"]},
    "household": {"job_help": ["skills", "post", "other"]},
}
QUANTITIES = {"member": {"age": st.sampled_from([0, 1, 15, 16, 76])}}
_ORDERED = {
    "work_months",
    "birth_date",
    "wage_income",
    "farmland",
    "survey_date",
    "work_start",
    "monthly_wage",
    "visit_date",
    "age",
}
_NUMBERS = ("work_months", "wage_income", "farmland", "work_start", "monthly_wage")
_KEYS = st.sampled_from(["a", "b", "c", None])
_TIES = {
    "member": ("household_id", "id_key"), "household": ("household_id", "area_code"), "work": ("household_id", "id_key"),
    "visit": ("household_id",), "plan": ("household_id", "id_key"),
}  # fmt: skip


def seen_by(table: str, declared: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What a row of the table sees, by name."""
    return {name: one for home in SEES[table] for name, one in declared.get(home, {}).items()}


def numbers(table: str) -> st.SearchStrategy[m.Operand]:
    names = [name for name in seen_by(table, COLUMNS) if name in _NUMBERS]
    base: st.SearchStrategy[m.Operand] = st.one_of(
        SMALL.map(m.Literal), st.sampled_from(list(PARAMETERS)).map(m.ParameterOf),
        *([st.sampled_from(names).map(m.ColumnOf)] if names else []),
    )  # fmt: skip
    return st.one_of(base, st.builds(m.Times, base, base), st.builds(m.Plus, base, base))


def leaf(table: str, counting: bool = True) -> st.SearchStrategy[m.Condition]:
    columns, several, quantities = (
        seen_by(table, COLUMNS),
        seen_by(table, SEVERAL),
        seen_by(table, QUANTITIES),
    )
    named = [(m.ColumnOf(name), values) for name, values in columns.items()]
    named += [(m.QuantityOf(name), values) for name, values in quantities.items()]
    choices = [st.sampled_from(named).flatmap(lambda pair: compared(table, *pair))]
    choices += [
        st.sampled_from([left for left, _ in named]).flatmap(
            lambda one: st.builds(m.Missing, st.just(one), st.booleans())
        )
    ]
    if several:
        choices.append(st.sampled_from(sorted(several)).flatmap(lambda name: held(name, several[name])))
    if counting:
        choices.append(st.sampled_from(sorted(COUNTED)).flatmap(lambda of: counted(table, of)))
    return st.one_of(*choices)


def compared(
    table: str, left: m.ColumnOf | m.QuantityOf, values: st.SearchStrategy[Any]
) -> st.SearchStrategy[m.Condition]:
    ops = st.sampled_from(
        ["is", "is_not", *(["below", "at_most", "above", "at_least"] if left.name in _ORDERED else [])]
    )
    right: st.SearchStrategy[m.Operand] = values.map(m.Literal)
    if left.name in (*_NUMBERS, "age"):
        right = st.one_of(right, numbers(table))
    options = st.lists(values.map(m.Literal), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(m.Compare, st.just(left), ops, right),
        st.builds(m.OneOfMany, st.just(left), options, st.booleans()),
    )


def held(name: str, keys: list[str]) -> st.SearchStrategy[m.Condition]:
    some = st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(m.Holds, st.just(m.ColumnOf(name)), some, st.booleans())


def counted(table: str, of: Any) -> st.SearchStrategy[m.Condition]:
    where = st.one_of(st.none(), tree(COUNTED[of], counting=False, depth=1))
    ops = st.sampled_from(["is", "is_not", "below", "at_most", "above", "at_least"])
    count = st.builds(m.CountOf, st.just(of), where)
    small: st.SearchStrategy[m.Operand] = st.one_of(
        st.integers(0, 3).map(m.Literal), st.sampled_from(list(PARAMETERS)).map(m.ParameterOf)
    )
    many = st.lists(st.integers(0, 3).map(m.Literal), min_size=1, max_size=2).map(tuple)
    product = st.builds(m.Compare, st.just(m.ColumnOf("wage_income")), ops, st.builds(m.Times, count, small))
    return st.one_of(
        st.builds(m.Compare, count, ops, small), st.builds(m.OneOfMany, count, many, st.booleans()),
        *([product] if "household" in SEES[table] else []),
    )  # fmt: skip


def tree(table: str, counting: bool = True, depth: int = 3) -> st.SearchStrategy[m.Condition]:
    """A condition about rows of `table`."""
    parts = leaf(table, counting)
    for _ in range(depth):
        inner, several = parts, st.lists(parts, min_size=1, max_size=3).map(tuple)
        parts = st.one_of(
            inner, st.builds(m.All, several), st.builds(m.Any, several), st.builds(m.Not, inner)
        )
    return parts


@st.composite
def rows(draw: st.DrawFn, table: str, most: int = 6) -> list[dict[str, Any]]:
    """Rows of a table; any cell may be null, keys too."""
    cells: dict[str, st.SearchStrategy[Any]] = {
        name: st.one_of(st.none(), one) for name, one in COLUMNS[table].items()
    }
    for name, keys in SEVERAL.get(table, {}).items():
        some = st.lists(st.sampled_from(keys), min_size=1, unique=True).map(
            lambda found, keys=keys: ",".join(k for k in keys if k in found)
        )
        cells[name] = st.one_of(st.none(), some)
    cells |= dict.fromkeys(_TIES[table], _KEYS)
    found = draw(st.lists(st.fixed_dictionaries(cells), max_size=most))
    return [{**row, "row": place + 4, "source": "表"} for place, row in enumerate(found)]


@st.composite
def frames(draw: st.DrawFn) -> dict[str, pa.Table | None]:
    """All frames, some of them not handed in."""
    found: dict[str, pa.Table | None] = {}
    for table in COLUMNS:
        if table in ("member", "household") or draw(st.booleans()):
            given = draw(rows(table))
            whole_ = whole({table: pa.Table.from_pylist(given) if given else None})[table]
            found[table] = whole_
    return found
