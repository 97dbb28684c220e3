"""Returns: what is owed, and handing one in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from bihuan.web.campaigns.duties import returns as service
from bihuan.web.campaigns.models import Return
from bihuan.web.interfaces.api import conditions
from bihuan.web.interfaces.api.kinds import Id
from bihuan.web.interfaces.api.operations import CHANGES, ONE, READS, needs, responses
from bihuan.web.interfaces.api.resources.common import found, listed, one
from bihuan.web.interfaces.api.shapes.common import Page
from bihuan.web.interfaces.api.shapes.returns import ReturnOut, ReturnsIn, SubmissionIn, version_of
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


@router.get(
    "/returns", summary="报送情况", response=responses({200: Page[ReturnOut]}, READS), **needs("returns:read")
)
def list_returns(request: HttpRequest, asked: Query[ReturnsIn]) -> Any:
    given = asked.model_dump(include=set(LOOKUPS), exclude_none=True)
    rows = ROWS.filter(**{LOOKUPS[key]: value for key, value in given.items()})
    return listed(request, rows, asked, READ)


@router.get(
    "/returns/{id}", summary="一份报送", response=responses({200: ReturnOut}, ONE), **needs("returns:read")
)
def get_return(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    row = one(request, response, ROWS, id, READ, version="")
    response["ETag"] = conditions.etag(version_of(row))
    return row


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
