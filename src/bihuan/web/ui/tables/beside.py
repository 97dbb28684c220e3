"""Children set beside the rows of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet


def set_beside(rows: Sequence[Any], name: str, children: QuerySet[Any], column: str) -> None:
    """Sets those of `children` whose `column` names a row beside it, so that `row.<name>.all()` gives them without a query.

    It is what `prefetch_related` does, but for a manager and a query set for each row, which cost as much as reading the children.
    """
    held: dict[Any, list[Any]] = {row.pk: [] for row in rows}
    for child in children.filter(**{f"{column}__in": list(held)}):
        held[getattr(child, column)].append(child)
    for row in rows:
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held[row.pk]
