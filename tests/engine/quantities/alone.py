"""Both roads of one quantity by itself, what it reads given as random values: the expression on Polars and DuckDB, and plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
from hypothesis import strategies as st

from bihuan.engine.quantities import ANY, QUANTITIES, Asked, Quantity
from bihuan.engine.rules.vocabulary import columns_seen, quantities_seen

ON = date(2026, 6, 30)
TYPES: dict[str, Any] = {
    "flag": pl.Boolean,
    "date": pl.Date,
    "count": pl.Int64,
    "fen": pl.Int64,
    "hundredths": pl.Int64,
    "month": pl.Int64,
}
Rows = list[dict[str, Any]]
# a share of a hundred: the part and the whole it cannot be larger than
SHARES = {
    "able_percent": ("able_members", "heads"),
    "copied_percent": ("copied_households", "compared_households"),
    "surveyor_round_percent": ("surveyor_round", "surveyor_figures"),
}
DUCKDB = duckdb.connect()


def declared(table: str, name: str) -> Any:
    """Returns the column or quantity that a row of the table calls so."""
    return (columns_seen(table).get(name) or quantities_seen(table)[name]).of


def names_of(one: Quantity) -> list[str]:
    """Returns what a quantity reads, its group included."""
    return list(dict.fromkeys((*one.inputs, *one.gathered_by)))


def rows_table(one: Quantity) -> str:
    """Returns the table whose rows the expression reads."""
    return one.of or (one.table if one.table != ANY else "household")


def values(table: str, name: str) -> st.SearchStrategy[Any]:
    """Returns small values of the kind, so that rows agree often, nulls among them."""
    of = declared(table, name)
    codes = [code.key for code in of.codes] if of.codes else []
    least, most = getattr(of, "least", None), getattr(of, "most", None)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "flag": st.booleans(),
        "date": st.dates(date(2025, 11, 1), date(2026, 8, 1)),
        "code": st.sampled_from(codes or ["甲", "乙"]),
        "codes": st.lists(st.sampled_from(codes or ["甲"]), unique=True).map(",".join),
        "count": st.integers(least or 0, 12 if most is None else most),
        "month": st.integers(24300, 24330),
        "fen": st.sampled_from([0, 1, 99, 10_000, 10_049, 100_000, 200_000, 912_345, -5_000, 7_000_000]),
        "hundredths": st.sampled_from([0, 1, 5, 250, 19_200, 35_800, -100]),
    }
    texts = (
        st.sampled_from(["12", "3", "", "999"])
        if name == "leading_digits"
        else st.sampled_from(["甲", "乙", "丙"])
    )
    drawn = kinds.get(of.kind, texts)
    return drawn if name == "leading_digits" else st.none() | drawn


def rows(one: Quantity) -> st.SearchStrategy[Rows]:
    """Returns rows that hold what the quantity reads."""
    table = rows_table(one)
    names = names_of(one) or ["household_id"]
    one_row = st.fixed_dictionaries({name: values(table, name) for name in names})
    return st.lists(one_row.map(lambda row: _possible(one.name, row)), min_size=1, max_size=12)


def _possible(name: str, row: dict[str, Any]) -> dict[str, Any]:
    if name not in SHARES or None in row.values():
        return row
    part, whole = SHARES[name]
    return {**row, part: min(row[part], row[whole])}


def by_plain(one: Quantity, given: Rows, asked: Asked) -> list[Any]:
    """Returns the values in plain Python: one a row, or one a group in order of its first row."""
    if one.of is None:
        return [one.plain(row, asked) for row in given]
    return [one.plain(members, asked) for members in _groups(one, given).values()]


def _groups(one: Quantity, given: Rows) -> dict[tuple[Any, ...], Rows]:
    found: dict[tuple[Any, ...], Rows] = {}
    for row in given:
        key = tuple(row[name] for name in one.gathered_by)
        if None not in key:
            found.setdefault(key, []).append(row)
    return found


def by_engine(one: Quantity, given: Rows, asked: Asked, engine: str) -> list[Any]:
    """Returns the values by the expression, in the order of `by_plain`."""
    frame = nw.from_native(_native(one, given, engine))
    expression = one.expression(asked)
    if one.of is None:
        return frame.select(expression.alias("v"), "at").sort("at").collect("pyarrow")["v"].to_list()
    keys = list(one.gathered_by)
    grouped = (
        frame.filter(*(~nw.col(key).is_null() for key in keys))
        .group_by(keys)
        .agg(expression.alias("v"), nw.col("at").min().alias("first"))
    )
    return grouped.sort("first").collect("pyarrow")["v"].to_list()


def _native(one: Quantity, given: Rows, engine: str) -> Any:
    table = rows_table(one)
    columns = names_of(one) or ["household_id"]
    schema = {name: TYPES.get(declared(table, name).kind, pl.String) for name in columns} | {"at": pl.Int64}
    frame = pl.DataFrame([{**row, "at": at} for at, row in enumerate(given)], schema=schema)
    if engine == "polars":
        return frame.lazy()
    return duckdb.from_arrow(frame.to_arrow(), connection=DUCKDB)


def parameters(one: Quantity, known: Mapping[str, int | None]) -> Asked:
    """Returns what is asked with these parameters."""
    return Asked(ON, {key: known[key] for key in one.parameters})


def of_modules(names: Sequence[str]) -> list[str]:
    """Returns the names of the quantities declared in these modules."""
    whole = tuple(f"bihuan.engine.quantities.{name}" for name in names)
    return sorted(name for name, one in QUANTITIES.items() if one.plain.__module__ in whole)
