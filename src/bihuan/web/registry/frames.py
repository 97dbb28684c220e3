"""The registry as the engine's frames: what held on a day as it was known at a moment, for the scope of this transaction.

Columns are the catalogue's, in their kinds' types, with `row`, `source` and what IDs say of themselves. IDs and phones are keyed hashes here:
equal for equal ones, telling nothing else. `last_…` incomes are those of the year before.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import pyarrow as pa
from django.db import connection

from bihuan.engine.reading.merging import arrow
from bihuan.engine.tables import TABLES, Column, Table
from bihuan.web.config import clock
from bihuan.web.registry.columns import ID_FACTS, INCOME_KINDS, PLACE, PLAIN, SEALED
from bihuan.web.registry.imports.specs import LEDGERS, PLANS, SPELLS, VILLAGES, VISITS, Spec

TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "boolean": pl.Boolean(),
    "bigint": pl.Int64(),
    "integer": pl.Int64(),
    "date": pl.Date(),
}


def frames(valid: date | None = None, known: datetime | None = None) -> dict[str, pa.Table]:
    """Returns the frame set as of `valid` (today), as known at `known` (now). Only rows the current scope sees are in it."""
    when = When(valid or clock.today(), known)
    made: dict[str, pa.Table] = {
        "household": _read(_household_sql(when), TABLES["household"]),
        "member": _read(_member_sql(when), TABLES["member"]),
    }
    for spec, table in ((SPELLS, "work"), (PLANS, "plan"), (VISITS, "visit")):
        made[table] = _read(_fact_sql(spec, when), TABLES[table])
    for spec, table in ((VILLAGES, "village"), (LEDGERS, "ledger")):
        made[table] = _read(_place_sql(spec, when), TABLES[table])
    return made


@dataclass(frozen=True)
class When:
    """A day, and the moment of what was known (None: now), as SQL of a row. The values are a date's and a moment's own words, never input."""

    valid: date
    known: datetime | None = None

    def recorded(self, row: str) -> str:
        """SQL: the row was known then."""
        if self.known is None:
            return f"{row}.recorded_to is null"
        at = f"timestamptz '{self.known.isoformat()}'"
        return f"{row}.recorded_at <= {at} and ({row}.recorded_to is null or {row}.recorded_to > {at})"

    def held(self, row: str) -> str:
        """SQL: the row was in force that day, as known then."""
        day = f"date '{self.valid.isoformat()}'"
        return f"{row}.valid_from <= {day} and ({row}.valid_to is null or {row}.valid_to > {day}) and {self.recorded(row)}"


_PLACES = "join areas_area a on a.code = {code} left join areas_area t on t.id = a.parent_id left join areas_area c on c.code = {code} / 1000000 * 1000000"
_PLACE_COLUMNS = {"county": "c.name", "township": "t.name", "village": "a.name", "area_code": "a.code::text"}


def _columns(table: Table, other: dict[str, str]) -> list[tuple[str, str, str]]:
    """(name, SQL, SQL type) of every column of the frame; `other` replaces where a column comes from."""
    found = [(column.name, other.get(column.name, _of(column)), _type(column)) for column in table]
    if any(column.kind == "id" for column in table):
        found += [
            ("id_key", "v.id_key", "text"),
            *((name, f"v.{name}", PLAIN[kind][1]) for name, kind in ID_FACTS),
        ]
    return [*found, ("row", "v.sheet_row", "bigint"), ("source", "v.sheet", "text")]


def _of(column: Column) -> str:
    if column.name in PLACE:
        return _PLACE_COLUMNS[column.name]
    return f"v.{column.name}_hash" if column.kind in SEALED else f"v.{column.name}"


def _type(column: Column) -> str:
    return "text" if column.kind in SEALED else PLAIN[column.kind][1]


def _selected(table: Table, other: dict[str, str]) -> str:
    return ", ".join(f'{said} as "{name}"' for name, said, _ in _columns(table, other))


def _household_sql(when: When) -> str:
    """Households with the income of the latest year that had ended by then, and of the year before it."""
    kinds = [column.name for column in INCOME_KINDS]
    other = (
        {"household_id": "h.number"}
        | {name: f"i.{name}" for name in kinds}
        | {f"last_{name}": f"p.{name}" for name in kinds}
    )
    latest = (
        "left join lateral (select * from registry_householdincome x where x.home_id = h.id "
        f"and x.window_to <= date '{when.valid.isoformat()}' and {when.recorded('x')} order by x.year desc limit 1) i on true "
        f"left join registry_householdincome p on p.home_id = h.id and p.year = i.year - 1 and {when.recorded('p')}"
    )
    return (
        f"select {_selected(TABLES['household'], other)} from registry_householdversion v join registry_household h on h.id = v.home_id "
        f"{latest} {_PLACES.format(code='v.place_code')} where {when.held('v')} order by h.number"
    )


def _member_sql(when: When) -> str:
    """Members, with their health where the scope may read it."""
    other = {"household_id": "h.number", "health": "s.health"}
    health = f"left join registry_memberhealth s on s.of_id = v.of_id and {when.held('s')}"
    return (
        f"select {_selected(TABLES['member'], other)} from registry_memberversion v join registry_household h on h.id = v.of_home_id "
        f"{health} where {when.held('v')} order by h.number, v.sheet_row, v.id"
    )


def _fact_sql(spec: Spec, when: When) -> str:
    return (
        f"select {_selected(spec.source, {'household_id': 'h.number'})} from {spec.table} v join registry_household h on h.id = v.home_id "
        f"{_PLACES.format(code='v.area_code')} where {when.held('v')} order by h.number, v.who, v.nth"
    )


def _place_sql(spec: Spec, when: When) -> str:
    return f"select {_selected(spec.source, {})} from {spec.table} v {_PLACES.format(code='v.area_code')} where {when.held('v')} order by v.area_code, v.who, v.nth"


def _read(statement: str, table: Table) -> pa.Table:
    """Runs the statement and returns its rows as Arrow, typed by the catalogue."""
    types = {name: TYPES[kind] for name, _, kind in _columns(table, {})}
    out = io.BytesIO()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy ({statement}) to stdout (format csv, header)") as rows,
    ):
        for piece in rows:
            out.write(piece)
    booleans = [name for name, kind in types.items() if kind == pl.Boolean()]
    frame = pl.read_csv(
        out.getvalue(),
        schema={name: pl.String() if name in booleans else kind for name, kind in types.items()},
        try_parse_dates=False,
    ).with_columns(pl.col(name) == "t" for name in booleans)
    return arrow(frame)
