"""Those who look on: inspectors, leaders, discipline, assessors."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import MD5, Concat

from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.campaigns.duties import todo as duties
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.dashboard import queries, reminders
from bihuan.web.inspection.todo import waiting as drawn_waiting
from bihuan.web.problems.cells import OVER, ring_states
from bihuan.web.problems.models import Instruction, Problem, Referral

SHOWN = 10
SAMPLE = 20


def inspector(request: Request) -> tuple[str, dict[str, Any]]:
    """To verify, in the order of places, as one goes; what was drawn for sample verification, by place; look-backs that are due."""
    rows = queries.verifying(request.actor)
    booked = list(queries.look_backs()[:SHOWN])
    route = queries.route(rows)
    towns = queries.by_township(rows)
    context = {
        "towns": towns,
        "total": sum(t["count"] for t in towns),
        "route": route,
        "look_backs": booked,
        "drawn": list(drawn_waiting()),
        "numbers": queries.figures(),
        "due": duties.of_request(request).todos,
    }
    return "dashboard/inspector.html", context


def leader(request: Request) -> tuple[str, dict[str, Any]]:
    """Five red figures, and decisions that are stuck; an instruction is written beside each."""
    numbers = queries.figures()
    missing = Answer.objects.filter(
        parent=None, state__in=Answer.WAITING, due_at__lt=clock.now(), campaign__state=Campaign.State.RUNNING
    ).count()
    own = Instruction.objects.filter(by=request.actor.person_id).select_related("problem").order_by("-at")
    context = {
        "numbers": numbers,
        "missing": missing,
        "stuck": list(queries.stuck()[:SHOWN]),
        "stuck_days": amount("stuck_days"),
        "units": [row for row in reminders.owing(request.actor) if row.late][:SHOWN],
        "instructions": list(own[:5]),
        "instructs": may(request.actor.role, "problem.instruct"),
        "now": clock.now(),
    }
    return "dashboard/leader.html", context


def discipline(request: Request) -> tuple[str, dict[str, Any]]:
    """What was referred to the reader's unit."""
    referred = Referral.objects.filter(unit=request.actor.unit_id).values("problem")
    rows = Problem.objects.filter(pk__in=referred).select_related("lead_unit", "owner")
    found = list(rows.order_by(F("closed_at").asc(nulls_first=True), "-pk")[:100])
    return "dashboard/discipline.html", {"problems": found, "open": sum(not p.over for p in found)}


def assessor(request: Request) -> tuple[str, dict[str, Any]]:
    """A sample of closed problems that anybody can draw again: the lowest hashes of number and day."""
    seed = clock.today().isoformat()
    rows = Problem.objects.filter(state__in=OVER).annotate(draw=MD5(Concat(F("number"), Value(f"|{seed}"))))
    sample = list(
        rows.select_related("lead_unit").prefetch_related("gates", "evidence").order_by("draw", "pk")[:SAMPLE]
    )
    numbers = queries.figures()
    rows_drawn = [(problem, ring_states(problem)) for problem in sample]
    return "dashboard/assessor.html", {"sample": rows_drawn, "numbers": numbers, "seed": seed, "size": SAMPLE}
