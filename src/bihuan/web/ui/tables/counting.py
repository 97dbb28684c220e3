"""How many rows each tab of a list holds, all in one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Q, QuerySet


def counted(rows: QuerySet[Any], wheres: Sequence[Q | None]) -> list[int]:
    """Returns how many of `rows` fit each condition; None is for all."""
    asked = {
        f"n{at}": Count("pk", filter=where, distinct=_multiplies(rows, where))
        for at, where in enumerate(wheres)
    }
    found = rows.aggregate(**asked)
    return [found[name] for name in asked]


def _multiplies(rows: QuerySet[Any], where: Q | None) -> bool:
    """Whether a join to many rows may bring one of these rows in more than once, so that distinct ones must be counted, dearly."""
    asked = rows if where is None or _plain(rows, where) else rows.filter(where)
    joins = (getattr(join, "join_field", None) for join in asked.query.alias_map.values())
    return any(field.one_to_many or field.many_to_many for field in joins if field is not None)


def _plain(rows: QuerySet[Any], where: Q) -> bool:
    """Whether a condition is about the rows' own columns alone, which joins nothing. Told from the names: building the query is dear."""
    return all(
        _plain(rows, part) if isinstance(part, Q) else isinstance(part, tuple) and _own(rows, part[0])
        for part in where.children
    )


def _own(rows: QuerySet[Any], lookup: str) -> bool:
    name, _, rest = lookup.partition("__")
    if name == "pk" or name in rows.query.annotations:
        return True
    try:
        field: Any = rows.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(field.concrete) and (not field.is_relation or not rest or field.get_lookup(rest) is not None)
