"""The diffs -> the registry, set by set, all in one transaction. Every statement is built from the specs' names alone.

A changed row is closed (`recorded_to`), what held before stays as a row with its end (`valid_to`), and the new row begins on the export's day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.apps import apps
from django.db import connection

from bihuan.web.registry.imports import seal, standing
from bihuan.web.registry.imports.diff import run
from bihuan.web.registry.imports.specs import HOUSEHOLDS, INCOMES, MEMBERS, SPECS, Spec
from bihuan.web.registry.imports.stage import Staged, copy
from bihuan.web.registry.models import Batch


@dataclass(frozen=True)
class Writing:
    """By which import, from which day on, and at which moment."""

    batch: int
    as_of: date
    now: datetime


def write(batch: Batch, staged: Staged, now: datetime) -> None:
    """Writes what `diff.compare` found: 1. new households and members; 2. versions closed and begun; 3. what lists show; 4. proposals."""
    writing = Writing(batch.pk, batch.as_of, now)
    _households(writing)
    _members(writing)
    if batch.ends_absent:
        _with_their_people()
    else:
        run("delete from diff_household where what = 'gone'")
    for spec in SPECS:
        _sealed(spec, staged)
        _close(spec, writing)
        _begin(spec, writing)
    _touched()
    standing.refresh(batch.as_of)
    _ask(
        "update registry_household h set seen_on = %s from at_home o join stage_household s on s.number = o.number "
        "where o.id = h.id and h.seen_on is distinct from %s",
        batch.as_of,
        batch.as_of,
    )
    _propose(writing)


def _ask(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _households(writing: Writing) -> None:
    """New households, as their rows and people on the sheets say: written once and not looked at again."""
    shown = standing.OF_HOUSEHOLD | standing.OF_PEOPLE
    people = standing.counted(
        "s.number", "v.sid", "stage_household s left join stage_member v on v.number = s.number"
    )
    _ask(
        f"insert into registry_household (id, number, units, ending, batch_id, seen_on, current_id, {', '.join(shown)}) "
        f"select o.id, o.number, '{{}}', '', %s, %s, d.made, {', '.join(shown.values())} from at_home o "
        "join diff_household d on d.owner = o.id join stage_household v on v.sid = d.sid "
        f"join ({people}) n on n.id = o.number where o.fresh",
        writing.batch, writing.as_of,
    )  # fmt: skip


def _members(writing: Writing) -> None:
    """New members, the same way; the database stamps area and units."""
    shown = standing.OF_MEMBER
    _ask(
        f"insert into registry_member (id, home_id, nth, batch_id, area_code, units, current_id, {', '.join(shown)}) "
        f"select d.owner, d.home_id, v.nth, %s, 0, '{{}}', d.made, {', '.join(shown.values())} from diff_member d "
        "join stage_member v on v.sid = d.sid where d.made is not null",
        writing.batch,
    )


def _with_their_people() -> None:
    """Households the export no longer has end with their members."""
    run(
        "insert into diff_member select null, v.of_id, v.id, 'gone', 'with', v.of_home_id from registry_memberversion v "
        "join diff_household d on d.owner = v.of_home_id and d.what = 'gone' where v.recorded_to is null and v.valid_to is null",
    )


def _sealed(spec: Spec, staged: Staged) -> None:
    """Seals the personal data of rows that are written, and of no others, into `sealed_<table>`."""
    if not spec.sealed:
        return
    made = ", ".join(f"{name} bytea" for name in spec.sealed)
    run(
        f"drop table if exists sealed_{spec.key}",
        f"create temp table sealed_{spec.key} (sid bigint, {made}) on commit drop",
    )
    if spec.key not in staged.frames:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"select sid from {spec.diff} where what in ('new', 'changed')")
        wanted = pl.Series("sid", [sid for (sid,) in cursor.fetchall()], dtype=pl.UInt32)
    frame = staged.frames[spec.key].join(wanted.to_frame(), on="sid", how="semi")
    copy(f"sealed_{spec.key}", seal.ciphertexts(frame, spec.sealed))
    run(f"create unique index on sealed_{spec.key} (sid)", f"analyze sealed_{spec.key}")


def _close(spec: Spec, writing: Writing) -> None:
    """Closes what is changed or gone; what held until the export's day stays known as such."""
    _ask(
        f"update {spec.table} v set recorded_to = %s, closed_by_id = %s from {spec.diff} d where d.old_id = v.id and d.what in ('changed', 'gone')",
        writing.now, writing.batch,
    )  # fmt: skip
    if not spec.dated:
        return
    names = [
        name
        for name in stored_columns(spec)
        if name not in ("id", "valid_to", "recorded_at", "recorded_to", "batch_id", "closed_by_id")
    ]
    listed = ", ".join(names)
    _ask(
        f"insert into {spec.table} ({listed}, valid_to, recorded_at, batch_id) select {', '.join(f'v.{n}' for n in names)}, %s, %s, %s "
        f"from {spec.table} v join {spec.diff} d on d.old_id = v.id and d.what in ('changed', 'gone') where v.valid_from < %s",
        writing.as_of, writing.now, writing.batch, writing.as_of,
    )  # fmt: skip


def _begin(spec: Spec, writing: Writing) -> None:
    """Writes the new rows."""
    kept = [name for name, _ in spec.stored]
    into = [*kept, *spec.sealed, "valid_from", "recorded_at", "batch_id", "sheet", "sheet_row", "units"]
    values = [*(f"s.{name}" for name in kept), *(f"z.{name}" for name in spec.sealed)]
    values += [
        "s.window_from" if spec is INCOMES else "%s::date",
        "%s",
        "%s",
        "coalesce(s.source, '')",
        "s.row",
        "'{}'",
    ]
    if spec.owner:
        into.append(spec.owner)
        values.append("d.owner")
        into.append("area_code")
        values.append("0")
    if spec is MEMBERS:
        into.append("of_home_id")
        values.append("d.home_id")
    if spec in (HOUSEHOLDS, MEMBERS):
        into.append("id")
        values.append(f"coalesce(d.made, nextval('{spec.table}_id_seq'))")
    joined = f"join sealed_{spec.key} z on z.sid = d.sid " if spec.sealed else ""
    given: list[Any] = (
        [writing.now, writing.batch] if spec is INCOMES else [writing.as_of, writing.now, writing.batch]
    )
    _ask(
        f"insert into {spec.table} ({', '.join(into)}) select {', '.join(values)} from {spec.diff} d "
        f"join {spec.stage} s on s.sid = d.sid {joined}where d.what in ('new', 'changed')",
        *given,
    )


def stored_columns(spec: Spec) -> list[str]:
    """Returns the names of all columns of the spec's table."""
    model = next(m for m in apps.get_app_config("registry").get_models() if m._meta.db_table == spec.table)
    return [str(field.column) for field in model._meta.concrete_fields]


def _touched() -> None:
    """The households and members whose standing has to be looked at anew: those that were known before."""
    run(
        "drop table if exists touched_home, touched_member",
        "create temp table touched_member on commit drop as select distinct owner as id from diff_member where what <> 'same' and made is null",
        "analyze touched_member",
        "create temp table touched_home on commit drop as select owner as id from diff_household where what <> 'same' and made is null union "
        "(select home_id from diff_member where what <> 'same' except select id from at_home where fresh) union "
        "select m.home_id from touched_member t join registry_member m on m.id = t.id",
        "analyze touched_home",
    )


# The relations of people who marry into a household.
MARRIED_IN = ("spouse", "daughter_in_law", "son_in_law", "granddaughter_in_law", "grandson_in_law")


def _propose(writing: Writing) -> None:
    """What the export shows of households that were known: who is gone, new, or here from elsewhere. A person says what it means."""
    into = 'insert into registry_householdevent (home_id, member_id, other_id, kind, state, "on", text, batch_id, at, area_code, units) '
    rest = "'proposed', %s, '', %s, %s, 0, '{}'"
    given = [writing.as_of, writing.batch, writing.now]
    _ask(
        f"{into} select d.home_id, d.owner, null, 'left', {rest} from diff_member d where d.what = 'gone' and d.how <> 'with'",
        *given,
    )
    _ask(
        f"{into} select d.home_id, d.owner, v.of_home_id, 'moved', {rest} from diff_member d join registry_memberversion v on v.id = d.old_id "
        "where d.what = 'changed' and v.of_home_id <> d.home_id",
        *given,
    )
    elsewhere = (
        "(select m.home_id from registry_member m where m.who = s.who and s.id_key is not null and m.current_id is not null "
        "and m.id <> d.owner order by m.id limit 1)"
    )
    young = "s.birth_date > %s::date - interval '2 years'"
    married = ", ".join(f"'{relation}'" for relation in MARRIED_IN)
    _ask(
        f"{into} select d.home_id, d.owner, {elsewhere}, case when {elsewhere} is not null then 'moved' when {young} then 'birth' "
        f"when s.relation in ({married}) then 'marriage' else 'joined' end, {rest} from diff_member d join stage_member s on s.sid = d.sid "
        "join at_home o on o.id = d.home_id and o.current_id is not null where d.what = 'new'",
        writing.as_of, *given,
    )  # fmt: skip
