"""Both roads of a quantity over the same rows: its narwhals expression on Polars and DuckDB, and its plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
from hypothesis import strategies as st

from bihuan.engine.quality.world import World
from bihuan.engine.quantities import QUANTITIES, Asked
from bihuan.engine.rules.vocabulary import LINKS, SEES, columns_of
from bihuan.engine.tables.model import Column

Rows = list[dict[str, Any]]
ENGINES = ("polars", "duckdb")
TYPES: dict[str, Any] = {"flag": pl.Boolean, "date": pl.Date} | dict.fromkeys(
    ("count", "fen", "hundredths", "month"), pl.Int64
)
HOUSES = ("H1", "H2", "H3")
DATES = st.sampled_from([date(2026, 6, 30), date(2024, 2, 29), date(2023, 3, 1), date(2026, 12, 31)])


def plainly(name: str, tables: Mapping[str, Rows], asked: Asked) -> list[Any]:
    """Returns the value of every row of the quantity's table by the plain road."""
    return [scope[name] for scope in World(tables, asked).scopes(QUANTITIES[name].table)]


def differing(names: Iterable[str], rows: Mapping[str, Rows], asked: Asked, engine: str) -> dict[str, Any]:
    """Returns the quantities whose expression says something else than plain Python, with what both say."""
    wanted = sorted(names, key=lambda name: QUANTITIES[name].table)
    tables = _narrow(rows, _read(wanted))
    found: dict[str, Any] = {}
    for table, group in groupby(wanted, key=lambda name: QUANTITIES[name].table):
        together = list(group)
        frame = (
            _with(_seen(table, tables, engine), together, tables, asked, engine)
            .select("at", *together)
            .sort("at")
        )
        said = pl.DataFrame(frame.collect("pyarrow").to_native())
        pairs = {name: (said[name].to_list(), plainly(name, rows, asked)) for name in together}
        found |= {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return found


def _read(names: Iterable[str]) -> set[str]:
    """The columns that the quantities read, those through others included, and those that tie rows together."""
    found = set(LINKS.values())
    for name in names:
        one = QUANTITIES.get(name)
        found |= _read((*one.inputs, *one.by)) if one else {name}
    return found


def _narrow(tables: Mapping[str, Rows], names: set[str]) -> dict[str, pl.DataFrame]:
    """The tables with no more columns than that: wide frames cost seconds to plan."""
    schemas = {
        table: {n: TYPES.get(c.kind, pl.String) for n, c in columns_of(table).items() if n in names}
        for table in tables
    }
    return {table: pl.DataFrame(rows, schema=schemas[table]) for table, rows in tables.items()}


def _with(
    frame: Any, names: Iterable[str], tables: Mapping[str, pl.DataFrame], asked: Asked, engine: str
) -> Any:
    """The frame with the quantities among the names, those they read first."""
    for name in names:
        if name not in QUANTITIES or name in frame.collect_schema().names():
            continue
        one = QUANTITIES[name]
        if one.of is None:
            frame = _with(frame, one.inputs, tables, asked, engine).with_columns(
                one.expression(asked).alias(name)
            )
        else:
            gathered = _with(_seen(one.of, tables, engine), (*one.inputs, *one.by), tables, asked, engine)
            groups = (
                gathered.drop_nulls(subset=list(one.by))
                .group_by(*one.by)
                .agg(one.expression(asked).alias(name))
            )
            frame = _with(frame, one.by, tables, asked, engine).join(groups, on=list(one.by), how="left")
    return frame


def _seen(table: str, tables: Mapping[str, pl.DataFrame], engine: str) -> Any:
    """The rows of a table with what they see of their household."""
    frame = _frame(tables[table].with_row_index("at").with_columns(pl.col("at").cast(pl.Int64)), engine)
    if "household" in SEES[table][1:]:
        others = [name for name in tables["household"].columns if name not in tables[table].columns]
        house = _frame(tables["household"].select(LINKS["household"], *others), engine)
        frame = frame.join(house, on=LINKS["household"], how="left")
    return frame


def _frame(rows: pl.DataFrame, engine: str) -> Any:
    return nw.from_native(rows.lazy() if engine == "polars" else duckdb.from_arrow(rows.to_arrow()))


@st.composite
def worlds(draw: st.DrawFn, **columns: tuple[str, ...]) -> dict[str, Rows]:
    """A few households and the rows of the named tables, only the named columns filled, nulls everywhere."""
    houses = [_row(draw, "household", columns.get("household", ()), household_id=house) for house in HOUSES]
    found = {"household": houses}
    for table, names in columns.items():
        if table != "household":
            places = draw(st.lists(st.none() | st.sampled_from((*HOUSES, "H9")), max_size=7))
            found[table] = [_row(draw, table, names, household_id=place) for place in places]
    return found


def _row(draw: st.DrawFn, table: str, names: Iterable[str], **given: Any) -> dict[str, Any]:
    known = columns_of(table)
    return dict.fromkeys(known) | {name: draw(st.none() | _value(known[name])) for name in names} | given


def _value(column: Column) -> st.SearchStrategy[Any]:
    """Few values, so that rows meet; dates around ends of months and leap days."""
    if column.codes:
        return st.sampled_from([code.key for code in column.codes])
    days = st.dates(date(1900, 1, 1), date(2027, 12, 31)) | st.builds(
        date, st.integers(2006, 2026), st.sampled_from([1, 2, 6, 12]), st.integers(27, 28)
    )
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "flag": st.booleans(),
        "date": days | st.sampled_from([date(2008, 2, 29), date(2026, 6, 30), date(2010, 12, 31)]),
        "month": st.integers(2026 * 12 - 30, 2026 * 12 + 20),
    }
    texts = st.sampled_from(["云溪县", "云溪", "某省某市云溪县", "花都区", "13900000001"])
    numbers = st.integers(-2, 3)
    counted = column.kind in ("count", "fen", "hundredths")
    return kinds.get(column.kind, numbers if counted else texts)
