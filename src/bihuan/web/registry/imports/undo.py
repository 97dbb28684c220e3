"""An import taken back: its rows are closed, what they replaced is known again. Nothing is deleted, and nothing of it was never so."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from bihuan.web.registry.imports import standing
from bihuan.web.registry.imports.diff import by_sets, run
from bihuan.web.registry.imports.specs import HOUSEHOLDS, MEMBERS, SPECS
from bihuan.web.registry.imports.write import stored_columns
from bihuan.web.registry.models import Batch


def touched_since(batch: Batch) -> dict[str, int]:
    """Returns table -> how many rows of the import somebody, or a later import that stands, has changed since."""
    found = {}
    with connection.cursor() as cursor:
        for spec in SPECS:
            cursor.execute(
                f"select count(*) from {spec.table} v left join registry_batch c on c.id = v.closed_by_id where v.batch_id = %s "
                "and v.recorded_to is not null and (c.id is null or (c.id <> %s and c.state <> 'undone'))",
                [batch.pk, batch.pk],
            )
            if count := int(cursor.fetchone()[0]):
                found[spec.label] = count
    return found


def take_back(batch: Batch, now: datetime) -> None:
    """Closes the import's rows, brings back those it closed, looks at the standing of all of them anew."""
    by_sets()
    _name_touched(batch)
    with connection.cursor() as cursor:
        for spec in SPECS:
            cursor.execute(
                f"update {spec.table} set recorded_to = %s, closed_by_id = %s where batch_id = %s and recorded_to is null",
                [now, batch.pk, batch.pk],
            )
            names = [
                n
                for n in stored_columns(spec)
                if n not in ("id", "recorded_at", "recorded_to", "closed_by_id")
            ]
            cursor.execute(
                f"insert into {spec.table} ({', '.join(names)}, recorded_at) select {', '.join(f'v.{n}' for n in names)}, %s "
                f"from {spec.table} v where v.closed_by_id = %s and v.batch_id is distinct from %s",
                [now, batch.pk, batch.pk],
            )
        cursor.execute(
            "update registry_householdevent set state = 'undone' where batch_id = %s and state = 'proposed'",
            [batch.pk],
        )
    standing.refresh(batch.as_of, undone=batch.pk)
    with connection.cursor() as cursor:
        # What an earlier export saw last nobody wrote down; what is known for sure began with the current version.
        cursor.execute(
            "update registry_household h set seen_on = v.valid_from from registry_householdversion v "
            "where v.id = h.current_id and h.seen_on = %s and v.valid_from <> %s",
            [batch.as_of, batch.as_of],
        )


def _name_touched(batch: Batch) -> None:
    run(
        "drop table if exists touched_home, touched_member",
        "create temp table touched_home (id bigint) on commit drop",
        "create temp table touched_member (id bigint) on commit drop",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into touched_member select distinct of_id from {MEMBERS.table} where batch_id = %s or closed_by_id = %s",
            [batch.pk, batch.pk],
        )
        cursor.execute(
            f"insert into touched_home select home_id from {HOUSEHOLDS.table} where batch_id = %s or closed_by_id = %s union "
            f"select of_home_id from {MEMBERS.table} where batch_id = %s or closed_by_id = %s",
            [batch.pk] * 4,
        )
