"""Returns: what is owed, and handing one in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router, Schema

from bihuan.web.campaigns.duties import returns as service
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnVersion
from bihuan.web.interfaces.api import conditions
from bihuan.web.interfaces.api.kinds import Id
from bihuan.web.interfaces.api.operations import CHANGES, ONE, READS, needs, responses
from bihuan.web.interfaces.api.resources.common import found, listed, one
from bihuan.web.interfaces.api.shapes.common import Page
from bihuan.web.interfaces.api.shapes.returns import (
    HANDED_IN,
    ReturnOut,
    ReturnsIn,
    RowOut,
    RowsIn,
    SubmissionIn,
    VersionOut,
    VersionsIn,
    version_of,
)
from bihuan.web.interfaces.api.writing import guarded, keyed

router = Router(tags=["报送"])
READ = "campaign.read"
ROWS = Return.objects.select_related("unit", "obligation")
LOOKUPS = {
    "campaign": "campaign",
    "unit": "unit",
    "state": "state",
    "due_from": "due__gte",
    "due_to": "due__lte",
}
VERSIONS = ReturnVersion.objects.filter(state__in=HANDED_IN)
VERSIONS_BY = {"return_id": "of", "campaign": "of__campaign", "state": "state"}
LINES = ReturnRow.objects.select_related("version").filter(version__state__in=HANDED_IN)
LINES_BY = {
    "return_id": "version__of",
    "campaign": "version__of__campaign",
    "state": "version__state",
    "version": "version",
    "item": "check_item",
    "duty": "duty",
}


@router.get(
    "/returns", summary="报送情况", response=responses({200: Page[ReturnOut]}, READS), **needs("returns:read")
)
def list_returns(request: HttpRequest, asked: Query[ReturnsIn]) -> Any:
    return listed(request, _narrowed(ROWS, asked, LOOKUPS), asked, READ)


@router.get(
    "/returns/{id}", summary="一份报送", response=responses({200: ReturnOut}, ONE), **needs("returns:read")
)
def get_return(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    row = one(request, response, ROWS, id, READ, version="")
    response["ETag"] = conditions.etag(version_of(row))
    return row


@router.get(
    "/return-versions",
    summary="报送交来的各稿",
    response=responses({200: Page[VersionOut]}, READS),
    **needs("returns:read"),
)
def list_return_versions(request: HttpRequest, asked: Query[VersionsIn]) -> Any:
    """交来过的每一稿，退回重报和更正各是新的一稿；正在填的没有交来，不在里面。"""
    return listed(request, _narrowed(VERSIONS, asked, VERSIONS_BY), asked, READ)


@router.get(
    "/return-rows",
    summary="报送的各行",
    response=responses({200: Page[RowOut]}, READS),
    **needs("returns:read"),
)
def list_return_rows(request: HttpRequest, asked: Query[RowsIn]) -> Any:
    """交来过的各稿里每一项的情况、措施、进度和数量。交来以后不再变，记住最后一页的位置，下次从那里接着取。"""
    return listed(request, _narrowed(LINES, asked, LINES_BY), asked, READ)


def _narrowed(rows: QuerySet[Any], asked: Schema, by: dict[str, str]) -> QuerySet[Any]:
    given = asked.model_dump(include=set(by), exclude_none=True)
    return rows.filter(**{by[key]: value for key, value in given.items()})


@router.post(
    "/returns/{id}/submission",
    summary="交一份报送",
    response=responses({200: ReturnOut}, CHANGES),
    **needs("returns:write"),
)
def submit_return(request: HttpRequest, response: HttpResponse, id: Id, given: Body[SubmissionIn]) -> Any:
    """交来等审核。替别的单位登记纸质件的，note 里写明怎么交来的。"""
    conditions.given(request)
    keyed(request, response, lambda: _submitted(request, id, given.note), request.body)
    row = found(request, ROWS, id)
    response["ETag"] = conditions.etag(version_of(row))
    return row


def _submitted(request: Any, pk: int, note: str) -> int:
    row = found(request, Return.objects.select_for_update(no_key=True, of=("self",)), pk)
    conditions.check(request, version_of(row))
    guarded(lambda: service.hand_in(request.actor, pk, note))
    return pk
