"""Evidence: what it proves, its bytes, and adding some."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from bihuan.web.access import require
from bihuan.web.interfaces.api import conditions
from bihuan.web.interfaces.api.kinds import Id, Strict
from bihuan.web.interfaces.api.operations import CHANGES, ONE, READS, needs, responses
from bihuan.web.interfaces.api.resources.common import found, listed, one
from bihuan.web.interfaces.api.resources.problems import READ
from bihuan.web.interfaces.api.shapes.common import Page
from bihuan.web.interfaces.api.shapes.problems import ChildrenIn, EvidenceOut
from bihuan.web.interfaces.api.writing import guarded, keyed
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, Problem
from bihuan.web.problems.views.files import original

router = Router(tags=["佐证"])
ROWS = Evidence.objects.select_related("gate", "uploaded_unit")
BYTES = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}


class EvidenceIn(Strict):
    """What a file proves."""

    measure_id: Id | None = Field(None, title="证明哪一项措施；说明问题本身的不填")
    caption: str = Field("", max_length=80, title="说明")
    taken_on: datetime.date | None = Field(None, title="材料上的日期；不填按服务器时间")


@router.get(
    "/evidence",
    summary="佐证材料",
    response=responses({200: Page[EvidenceOut]}, READS),
    **needs("evidence:read"),
)
def list_evidence(request: HttpRequest, asked: Query[ChildrenIn]) -> Any:
    rows = ROWS.filter(problem=asked.problem) if asked.problem else ROWS
    return listed(request, rows, asked, READ)


@router.get(
    "/evidence/{id}",
    summary="一份佐证",
    response=responses({200: EvidenceOut}, ONE),
    **needs("evidence:read"),
)
def get_evidence(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    row = one(request, response, ROWS, id, READ, version="")
    response["ETag"] = conditions.etag(row.sha256)
    return row


@router.get(
    "/evidence/{id}/file",
    summary="佐证的文件",
    response=responses({200: None}, ONE),
    **needs("evidence:read", responses={200: BYTES}),
)
def get_evidence_file(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    """原样给出上传的文件。"""
    row = one(request, response, ROWS, id, READ, version="")
    sent = original(row)
    sent["ETag"] = conditions.etag(row.sha256)
    return sent


@router.post(
    "/problems/{id}/evidence",
    summary="添一份佐证",
    response=responses({201: EvidenceOut}, CHANGES),
    **needs("evidence:write"),
)
def add_evidence(
    request: HttpRequest, response: HttpResponse, id: Id, given: Form[EvidenceIn], file: File[UploadedFile]
) -> Any:
    """If-Match 用这件问题的 ETag；添过以后问题的版本加一，新的 ETag 在 Problem-ETag 里。"""
    require(request.actor, "problem.rectify" if given.measure_id else "problem.raise")  # type: ignore[attr-defined]
    conditions.given(request)
    seen = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    pk = keyed(
        request,
        response,
        lambda: _added(request, id, given, file),
        given.model_dump_json(),
        file.name or "",
        seen,
    )
    row = found(request, ROWS.select_related("problem"), pk)
    response["Location"] = f"/api/v1/evidence/{pk}"
    response["ETag"] = conditions.etag(row.sha256)
    response["Problem-ETag"] = conditions.etag(row.problem.version)
    return Status(201, row)


def _added(request: Any, pk: int, given: EvidenceIn, file: Any) -> int:
    problem = found(request, Problem.objects.all(), pk)
    conditions.check(request, problem.version)
    made = guarded(
        lambda: services.add_evidence(
            request.actor,
            problem,
            file,
            file.name or "材料",
            measure_id=given.measure_id,
            caption=given.caption,
            taken=given.taken_on,
            taken_clock="stated",
            source=f"{request.system.system_name} 接口",
            version=problem.version,
        )
    )
    return int(made.pk)
