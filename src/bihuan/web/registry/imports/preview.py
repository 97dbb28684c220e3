"""What the preview page shows of an import: counts, the first rows of each kind with what changes in them, what was not taken."""

from __future__ import annotations

from typing import Any

from django.db import connection

from bihuan.engine.tables import Column
from bihuan.web.registry.columns import SEALED
from bihuan.web.registry.imports import diff
from bihuan.web.registry.imports.specs import FACTS, HEALTH, HOUSEHOLDS, MEMBERS, PLACES, SPECS, Spec
from bihuan.web.registry.words import said

SHOWN = 30  # rows of each kind that the page lists; the counts are of all


def found() -> dict[str, Any]:
    """Returns the counts by table and, by table and kind, the first rows. Called after `diff.compare`, in its transaction."""
    return {
        "counts": diff.counts(),
        "homeless": diff.homeless(),
        "rows": {
            spec.key: {what: _rows(spec, what) for what in ("new", "changed", "gone")}
            for spec in SPECS
            if spec is not HEALTH
        },
    }


def _rows(spec: Spec, what: str) -> list[dict[str, Any]]:
    """The first rows of a kind: place, who, and for a changed one each column that changes."""
    columns = [column for column in spec.columns if column.kind not in SEALED]
    names = [column.name for column in columns]
    sealed = [f"{column.name}_hash" for column in spec.columns if column.kind in SEALED]
    staged = ", ".join(f's."{name}"' for name in [*names, *sealed])
    held = ", ".join(f'v."{name}"' for name in [*names, *sealed])
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_number(spec)}, {_place(spec)}, {_name(spec)}, s.source, s.row, {staged}, {held} from {spec.diff} d "
            f"left join {spec.stage} s on s.sid = d.sid left join {spec.table} v on v.id = d.old_id {_owner(spec)} "
            f"where d.what = %s order by d.sid nulls last, d.old_id limit {SHOWN}",
            [what],
        )
        rows = cursor.fetchall()
    width = len(names) + len(sealed)
    labels = [*columns, *(column for column in spec.columns if column.kind in SEALED)]
    return [
        {
            "number": row[0] or "",
            "place": row[1] or 0,
            "name": row[2] or "",
            "source": row[3] or "",
            "row": row[4],
        }
        | ({"changes": _changes(labels, row[5 : 5 + width], row[5 + width :])} if what == "changed" else {})
        for row in rows
    ]


def _changes(columns: list[Column], new: tuple[Any, ...], old: tuple[Any, ...]) -> list[list[str]]:
    """(label, before, after) of each column that differs; what is sealed only says that it does."""
    changes = []
    for column, after, before in zip(columns, new, old, strict=True):
        if after == before:
            continue
        secret = column.kind in SEALED
        changes.append(
            [
                column.label,
                "原号码" if secret else said(column, before),
                "新号码" if secret else said(column, after),
            ]
        )
    return changes


def _number(spec: Spec) -> str:
    if spec in PLACES:
        return "''"
    return "coalesce(s.number, h.number)"


def _owner(spec: Spec) -> str:
    """SQL: the household a row that is gone belonged to."""
    if spec in PLACES:
        return ""
    home = "v.of_home_id" if spec is MEMBERS else "v.home_id"
    return f"left join registry_household h on h.id = {home}"


def _place(spec: Spec) -> str:
    if spec is HOUSEHOLDS or spec.key == "income":
        return "coalesce(s.place_code, v.place_code)"
    if spec in PLACES:
        return "s.area_code"
    if spec in FACTS:
        return "coalesce(s.place, v.area_code)"
    return "v.area_code"


def _name(spec: Spec) -> str:
    if spec is MEMBERS or spec.key in ("work", "plan"):
        return "coalesce(s.name, v.name)"
    if spec.key == "ledger":
        return "s.item"
    if spec.key == "visit":
        return "s.visitor"
    return (
        "coalesce((select m.name from stage_member m where m.number = s.number and m.relation = 'head' limit 1), h.head_name)"
        if spec not in PLACES
        else "''"
    )
