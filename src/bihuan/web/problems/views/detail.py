"""One problem: its page, and every step taken on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web import journal
from bihuan.web.access import Actor, may, require_any
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.campaigns.found import said_none_before
from bihuan.web.idempotency import first_time
from bihuan.web.inbox import nudges
from bihuan.web.inspection.models import DrawItem
from bihuan.web.problems import camera, page, services, twins
from bihuan.web.problems.actions import ACTIONS, Action
from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.models import LookBack, Problem, Referral
from bihuan.web.problems.parts import asked_for
from bihuan.web.problems.photos import Photos
from bihuan.web.problems.repeats import found_since, proposals
from bihuan.web.problems.snapshot import case_of, with_children
from bihuan.web.problems.states import Case, derive
from bihuan.web.problems.states.derive import WAITS
from bihuan.web.problems.sweeps import sweep_box
from bihuan.web.problems.turn import Step, Turn, turn_of


def load(pk: int) -> Problem:
    """The problem with everything its page shows; 404 when the reader does not see it."""
    rows = Problem.objects.select_related(
        "campaign",
        "check_item",
        "origin",
        "repeat_of",
        "merged_into",
        "severity_by",
        "severity_unit",
        "lead_unit",
        "owner",
        "waiting_unit",
        "raised_by",
    )
    return get_object_or_404(with_children(rows), pk=pk)


@require_GET
@needs("problem.read")
def detail(request: Request, pk: int) -> HttpResponse:
    """The page of one problem."""
    return show(request, load(pk))


def show(request: Request, problem: Problem, wrong: tuple[str, ActForm] | None = None) -> HttpResponse:
    """Draws the page; `wrong` is a step whose form was refused, shown with its errors (422)."""
    actor: Actor = request.actor
    case = case_of(problem)
    turn = turn_of(actor, problem, case)
    facts = _facts(problem, case, actor, turn)
    context = {
        **facts,
        "turn": turn,
        "main": _box(turn.main, problem, case, actor, wrong) if turn.main else None,
        "more": [_box(step, problem, case, actor, wrong) for step in turn.more],
        "side": [_box(step, problem, case, actor, wrong) for step in turn.side],
        "repeat": _box(Step("repeat", "定是不是同一件"), problem, case, actor, wrong)
        if facts["proposals"] and may(actor.role, "problem.raise")
        else None,
        "instruct": _box(Step("instruct", "批示"), problem, case, actor, wrong)
        if may(actor.role, "problem.instruct")
        else None,
    }
    if wrong:
        _say_refused(
            request,
            wrong[1],
            [context["main"], context["instruct"], context["repeat"], *context["more"], *context["side"]],
        )
    return render(request, "problems/detail.html", context, status=422 if wrong else 200)


def _say_refused(request: Request, form: ActForm, boxes: list[dict[str, Any] | None]) -> None:
    """Says on top why a step was refused that is not, or no longer, among those offered to the reader."""
    if not any(box and box["form"] is form for box in boxes):
        messages.error(request, "".join(str(words) for errors in form.errors.values() for words in errors))


def _facts(problem: Problem, case: Case, actor: Actor, turn: Turn) -> dict[str, Any]:
    standing, lines = derive(case), journal.lines_of(problem)
    asked = asked_for(problem, None)
    lead = next((a for a in problem.assignments.all() if case.lead and a.pk == case.lead.id), None)
    verifying = bool(turn.main and turn.main.action in ("pass_gate", "pass_all", "gate_na"))
    pieces = list(problem.evidence.all())
    doubles, found = twins.marks(pieces), page.found_words(problem)
    photos = Photos(pieces, doubles)
    boxes = page.measure_boxes(problem, photos)
    shoots = [key for key, _ in camera.purposes(actor, problem, case)]
    return {
        "problem": problem,
        "case": case,
        "standing": standing,
        "lead": lead,
        "clock": page.problem_clock(problem, asked=asked.to if asked else None, look_back=case.look_back_due),
        "asked": asked,
        "drawn": _drawn(actor, problem),
        "checks": _checks(problem),
        "gates": page.gate_boxes(problem, case, mine=verifying, twins=len(doubles), found=found),
        "extended": sum(e.state == "approved" and e.part_id is None for e in problem.extensions.all()),
        "early": problem.state not in ("submitted", "recheck", "closed", "routine"),
        "side_open": False,
        "gates_title": page.gates_title(problem),
        "measures": boxes,
        "done": sum(b.measure.done_at is not None for b in boxes),
        "cause": next((g.stated for g in case.gates if g.kind == "found_out"), ""),
        "found": found,
        "merged": list(problem.merged.all()) if problem.merged_units else [],
        "other_evidence": photos.of(measure_id=None, look_back_id=None, sweep=False),
        "sweep_evidence": photos.of(sweep=True),
        "look_back_evidence": [p for e, p in photos.rows if e.look_back_id],
        "parts": page.part_rows(problem),
        "lines": page.time_lines(problem, case, lines, actor),
        "may_shoot": bool(shoots),
        "shoot_measures": {int(key.removeprefix("measure-")) for key in shoots if key.startswith("measure-")},
        "may_pack": may(actor.role, "problem.pack"),
        **found_since(problem),
        "proposals": proposals(problem),
        "sweep": sweep_box(problem, actor, case.sweep_units),
        "look_backs": page.done_look_backs(problem),
        "waited": page.waited(standing.since),
        "waits_word": WAITS[standing.waits],
        "said_none": said_none_before(problem),
        "instructions": list(problem.instructions.select_related("by")),
        "referrals": referrals_of(problem) if may(actor.role, "referral.read") else [],
        "reminder": services.reminder_words(problem) if _may_remind(actor, problem) else "",
    }


def referrals_of(problem: Problem) -> list[Referral]:
    """Referrals the reader may know of, each with what came of it as far as the reader may see."""
    return list(problem.referrals.select_related("unit", "by", "told").prefetch_related("outcomes__by"))


def _checks(problem: Problem) -> list[LookBack]:
    """The periodic checks done, the last one first; of what is made routine, or once was."""
    if not problem.mechanism:
        return []
    rows = problem.look_backs.exclude(done_on=None).exclude(outcome=LookBack.Outcome.CALLED_OFF)
    return list(rows.select_related("by", "by_unit").order_by("-done_on", "-pk"))


def _drawn(actor: Actor, problem: Problem) -> DrawItem | None:
    """The newest line of a draw that has it; only the county's roles know of it before there is a result."""
    if not may(actor.role, "draw.read"):
        return None
    return problem.draw_items.filter(drawn=True).order_by("pk").select_related("draw").last()


def _may_remind(actor: Actor, problem: Problem) -> bool:
    busy = problem.waiting_for in ("acknowledge", "rectify") and problem.waiting_unit_id != actor.unit_id
    return busy and may(actor.role, "problem.remind")


def _box(
    step: Step, problem: Problem, case: Case, actor: Actor, wrong: tuple[str, ActForm] | None
) -> dict[str, Any]:
    action = ACTIONS[step.action]
    refused = wrong[1] if wrong and wrong[0] == step.action else None
    form = refused or action.form(
        problem=problem, actor=actor, case=case, gate=step.gate, auto_id=f"{step.action}-%s"
    )
    return {"step": step, "action": action, "form": form, "open": refused is not None}


@require_POST
@needs("problem.read")
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """One step: the form, the service, back to where it was sent from. What a service refuses stands beside the form."""
    if key not in ACTIONS:
        raise Http404
    action, actor = ACTIONS[key], request.actor
    require_any(actor, action.rights)
    problem = load(pk)
    if not first_time(request):
        return redirect(problem)
    form = action.form(
        request.POST, request.FILES, problem=problem, actor=actor, case=case_of(problem), auto_id=f"{key}-%s"
    )
    if not form.is_valid() or not _run(action, actor, problem, form):
        return show(request, problem, (key, form))
    messages.success(request, action.said)
    if request.POST.get("back") == "today":
        return redirect("dashboard:today")
    return redirect(problem if Problem.objects.filter(pk=pk).exists() else "problems:list")


def _run(action: Action, actor: Actor, problem: Problem, form: ActForm) -> bool:
    try:
        action.run(actor, problem, form.cleaned_data, form.cleaned_data["version"])
    except services.NotNow as refused:
        form.add_service_error(refused)
        return False
    return True


@require_POST
@needs("problem.remind")
def remind(request: Request, pk: int) -> HttpResponse:
    """Notes that the reminder was copied (the page posts this when it was)."""
    problem, text = (
        services.remind(request.actor, pk, request.POST.get("text", "")),
        request.POST.get("text", ""),
    )
    if problem.waiting_unit:
        nudges.note(request.actor, problem.waiting_unit, nudges.Counts(problems=1), text)
    return HttpResponse(status=204)
