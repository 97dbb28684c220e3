"""Problems and their measures: to read, and to raise one."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router, Status

from bihuan.web.access import require
from bihuan.web.interfaces.api.acts import as_form
from bihuan.web.interfaces.api.conditions import etag
from bihuan.web.interfaces.api.kinds import Id
from bihuan.web.interfaces.api.operations import ONE, READS, WRITES, needs, responses
from bihuan.web.interfaces.api.resources.common import found, listed, one
from bihuan.web.interfaces.api.shapes.common import Page
from bihuan.web.interfaces.api.shapes.problems import (
    BY_DEFAULT,
    FILTERS,
    ChildrenIn,
    MeasureOut,
    ProblemDetail,
    ProblemIn,
    ProblemOut,
    ProblemsIn,
)
from bihuan.web.interfaces.api.writing import faulty, guarded, keyed
from bihuan.web.interfaces.faults import Broken
from bihuan.web.problems import services
from bihuan.web.problems.forms import RaiseForm
from bihuan.web.problems.models import Assignment, Gate, Measure, Problem

router = Router(tags=["问题"])
READ = "problem.read"
LINE = Problem.objects.select_related("lead_unit", "owner", "waiting_unit", "raised_unit").defer(
    "owner__phone"
)
WHOLE = LINE.prefetch_related(
    Prefetch(
        "assignments", Assignment.objects.select_related("unit", "owner").defer("owner__phone").order_by("pk")
    ),
    Prefetch("gates", Gate.objects.select_related("by_unit")),
    Prefetch("measures", Measure.objects.select_related("unit")),
)
MEASURES = Measure.objects.select_related("unit", "problem")


@router.get(
    "/problems",
    summary="问题清单",
    response=responses({200: Page[ProblemOut]}, READS),
    **needs("problems:read"),
)
def list_problems(request: HttpRequest, asked: Query[ProblemsIn]) -> Any:
    rows = LINE
    for key, value in asked.model_dump(exclude_none=True).items():
        if key in FILTERS:
            values = value if isinstance(value, list) else [value]
            rows = FILTERS[key].narrow(rows, [str(each) for each in values])
    return listed(request, rows, asked, READ)


@router.post(
    "/problems",
    summary="登记一件问题",
    response=responses({201: ProblemDetail}, WRITES),
    **needs("problems:write"),
)
def raise_problem(request: HttpRequest, response: HttpResponse, given: Body[ProblemIn]) -> Any:
    """同一个 Idempotency-Key 再发一次，得到的是第一次登记的那一件。"""
    require(request.actor, "problem.raise")  # type: ignore[attr-defined]
    pk = keyed(request, response, lambda: _raised(request, given), request.body)
    response["Location"] = f"{request.path}/{pk}"
    return Status(201, _shown(request, response, pk))


def _raised(request: Any, given: Any) -> int:
    sent = as_form(given.model_dump())
    form = RaiseForm(sent, actor=request.actor)
    for name in BY_DEFAULT:
        sent.setdefault(name, str(form.fields[name].initial))
    if not form.is_valid():
        raise Broken("invalid", wrong=faulty(form, ""))
    made = guarded(lambda: services.raise_problem(request.actor, **form.cleaned_data))
    return int(made.pk)


def _shown(request: Any, response: Any, pk: int) -> Any:
    row = found(request, WHOLE, pk)
    response["ETag"] = etag(row.version)
    return row


@router.get(
    "/problems/{id}",
    summary="一件问题",
    response=responses({200: ProblemDetail}, ONE),
    **needs("problems:read"),
)
def get_problem(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    return one(request, response, WHOLE, id, READ)


@router.get(
    "/measures",
    summary="整改措施",
    response=responses({200: Page[MeasureOut]}, READS),
    **needs("problems:read"),
)
def list_measures(request: HttpRequest, asked: Query[ChildrenIn]) -> Any:
    rows = MEASURES.filter(problem=asked.problem) if asked.problem else MEASURES
    return listed(request, rows, asked, READ)


@router.get(
    "/measures/{id}",
    summary="一项整改措施",
    response=responses({200: MeasureOut}, ONE),
    **needs("problems:read"),
)
def get_measure(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    row = one(request, response, MEASURES, id, READ, version="")
    response["ETag"] = etag(row.problem.version)
    return row
