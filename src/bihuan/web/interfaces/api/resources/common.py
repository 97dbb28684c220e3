"""Lists and single rows, alike for all resources."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Schema

from bihuan.web.access import require
from bihuan.web.access.models import CaseModel
from bihuan.web.access.narrow import narrow
from bihuan.web.interfaces.api.conditions import etag
from bihuan.web.interfaces.api.cursors import page
from bihuan.web.interfaces.faults import Broken, Wrong


def listed(request: Any, rows: QuerySet[Any], asked: Schema, verb: str) -> dict[str, Any]:
    """Returns a page of `rows`; Broken for a query parameter that the list does not know."""
    require(request.actor, verb)
    known = {field.alias or name for name, field in type(asked).model_fields.items()}
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise Broken(
            "invalid", wrong=[Wrong("没有这个参数，请核对名称。", "unknown", parameter=n) for n in unknown]
        )
    given: Any = asked
    return page(request, seen(request, rows), given.cursor, given.limit)


def one(
    request: Any, response: Any, rows: QuerySet[Any], pk: int, verb: str, version: str = "version"
) -> Any:
    """Returns the row with its ETag; Broken (404) when the system does not see it."""
    require(request.actor, verb)
    row = found(request, rows, pk)
    if version:
        response["ETag"] = etag(getattr(row, version))
    return row


def found(request: Any, rows: QuerySet[Any], pk: int) -> Any:
    """Returns the row; Broken (404) when the system does not see it."""
    row = seen(request, rows).filter(pk=pk).first()
    if row is None:
        raise Broken("not_found")
    return row


def seen(request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows asked for in figures where the scope is small (docs/decisions/0002); the policies are what guards."""
    return narrow(rows, request.scope) if issubclass(rows.model, CaseModel) else rows
