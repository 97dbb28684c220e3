"""What happened to problems, and the next step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from bihuan.web.access import may, require_any
from bihuan.web.interfaces.api import conditions
from bihuan.web.interfaces.api.acts import ACTS, SCOPE_OF, ActIn, as_form
from bihuan.web.interfaces.api.kinds import Id
from bihuan.web.interfaces.api.operations import CHANGES, READS, needs, responses
from bihuan.web.interfaces.api.resources.common import found, listed, seen
from bihuan.web.interfaces.api.resources.problems import READ, WHOLE
from bihuan.web.interfaces.api.shapes.common import Page
from bihuan.web.interfaces.api.shapes.problems import ChildrenIn, ProblemDetail, TransitionOut
from bihuan.web.interfaces.api.writing import faulty, guarded, keyed
from bihuan.web.interfaces.faults import Broken, Wrong
from bihuan.web.interfaces.scopes import SCOPES
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Problem
from bihuan.web.problems.snapshot import case_of, with_children

router = Router(tags=["经过和办理"])
TYPE = Problem._meta.label_lower


@router.get(
    "/transitions",
    summary="经过，从旧到新",
    response=responses({200: Page[TransitionOut]}, READS),
    **needs("problems:read"),
)
def list_transitions(request: HttpRequest, asked: Query[ChildrenIn]) -> Any:
    """按编号从小到大。记住最后一页的位置，下次从那里接着取，就是增量。"""
    rows = seen(request, Problem.objects.all())
    mine = rows.filter(pk=asked.problem) if asked.problem else rows
    lines = JournalLine.objects.filter(object_type=TYPE, object_id__in=mine.values("pk"))
    return listed(request, lines, asked, READ)


@router.post(
    "/problems/{id}/transitions",
    summary="办一步",
    response=responses({200: ProblemDetail, 204: None}, CHANGES),
    **needs("problems:read"),
)
def take_step(request: HttpRequest, response: HttpResponse, id: Id, given: Body[ActIn]) -> Any:
    """`act` 说办哪一步，其余是这一步要填的。办完给出这件问题；办完以后不再归这个系统看的，答 204。"""
    act = given.root.act
    _allowed(request, act)
    conditions.given(request)
    keyed(request, response, lambda: _stepped(request, id, given.root), request.body)
    row = seen(request, WHOLE).filter(pk=id).first()
    if row is None:
        response.status_code = 204
        return response
    response["ETag"] = conditions.etag(row.version)
    return row


def _allowed(request: Any, act: str) -> None:
    """Broken without the scope of the step, Refused without a role that may take it."""
    if SCOPE_OF[act] not in request.system.scopes:
        raise Broken(
            "scope_missing", f"“{ACTS[act].button}”要有“{SCOPES[SCOPE_OF[act]].label}”（{SCOPE_OF[act]}）。"
        )
    require_any(request.actor, ACTS[act].rights)


def _stepped(request: Any, pk: int, given: Any) -> int:
    """The page's form, the page's service."""
    action, actor = ACTS[given.act], request.actor
    problem = found(request, with_children(Problem.objects.select_related("campaign", "check_item")), pk)
    conditions.check(request, problem.version)
    sent = as_form({**given.model_dump(exclude={"act"}), "version": problem.version})
    form = action.form(sent, None, problem=problem, actor=actor, case=case_of(problem))
    unasked = [name for name in sent if name not in form.fields]
    if unasked:
        raise Broken(
            "invalid", wrong=[Wrong("这件问题现在不用填这一项。", "unasked", f"/{n}") for n in unasked]
        )
    if not form.is_valid():
        raise Broken("invalid", wrong=faulty(form, ""))
    guarded(lambda: action.run(actor, problem, form.cleaned_data, problem.version))
    return pk


def acts_of(request: Any) -> list[str]:
    """The steps that token and role allow."""
    role, scopes = request.actor.role, request.system.scopes
    return [
        key
        for key, action in ACTS.items()
        if SCOPE_OF[key] in scopes and any(may(role, verb) for verb in action.rights)
    ]
