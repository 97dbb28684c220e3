"""What waits for a post: set-based queries, a fixed number of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from bihuan.web.access import Actor, may
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.inspection.todo import waiting as drawn_waiting
from bihuan.web.problems.models import Assignment, Extension, LookBack, Problem, SweepAsk
from bihuan.web.problems.states import COUNTY_VERIFIERS
from bihuan.web.problems.tables import OPEN, to_verify

LIMIT = 200
TITLES = {
    "acknowledge": "签收",
    "rectify": "整改",
    "returned": "重改",
    "verify": "核验",
    "sample": "抽验",
    "extend": "批延期",
    "assign": "交办",
    "look_back": "回头看",
    "check": "检查",
    "sweep": "举一反三",
}
SIGNS = {
    "acknowledge": "circle-dashed",
    "rectify": "tool",
    "returned": "arrow-back-up",
    "verify": "eye-check",
    "sample": "clipboard-check",
    "extend": "calendar-plus",
    "assign": "send",
    "look_back": "calendar-event",
    "check": "repeat",
    "sweep": "list-check",
}


@dataclass(frozen=True)
class Todo:
    """One thing to do. `who` is the other side (who handed it in, whose problem it is), `sign` an icon's name."""

    kind: str
    title: str
    url: str
    due: date | None
    who: str
    sign: str
    number: str
    place: str
    severe: bool
    since: datetime | None = None
    pk: int = 0

    @property
    def verb(self) -> str:
        """签收, 核验."""
        return TITLES[self.kind]


def todos(actor: Actor) -> list[Todo]:
    """What waits for this post: its unit's parts, what it verifies, dispatches, decides or looks back at; most urgent first.

    Five queries at most, one more for who records samples. Nothing for roles that only read.
    """
    ways = (_waiting, _parts, _asked, _look_backs, _drawn, _sweeps)
    found = {t.url: t for way in ways for t in way(actor)}
    return sorted(found.values(), key=lambda t: (t.due or date.max, t.number))


def sources(actor: Actor) -> Iterator[tuple[str, QuerySet[Any], str]]:
    """(kind, rows, column) of all that `todos` lists, to be counted: rows of one kind with the same value there are one thing."""
    yield "problem", Problem.objects.filter(waiting_q(actor)), "pk"
    if may(actor.role, "problem.rectify"):
        yield "problem", _part_rows(actor), "problem_id"
    if may(actor.role, "problem.extend_part"):
        yield "problem", _asked_rows(actor), "problem_id"
    if may(actor.role, "lookback.record"):
        yield "problem", _look_back_rows(actor), "problem_id"
    if may(actor.role, "draw.record"):
        yield "drawn", drawn_waiting(), "pk"
    if may(actor.role, "sweep.answer"):
        yield "sweep", _sweep_rows(actor), "pk"


def _waiting(actor: Actor) -> list[Todo]:
    rows = (
        Problem.objects.filter(waiting_q(actor))
        .select_related("lead_unit", "raised_unit")
        .order_by("due", "pk")[:LIMIT]
    )
    return [_todo(p, _kind(p)) for p in rows]


def waiting_q(actor: Actor) -> Q:
    """Problems, not struck off, whose next step belongs to the actor's unit and lies within the role's rights."""
    rights = {
        "acknowledge": "problem.acknowledge",
        "rectify": "problem.rectify",
        "extend": "problem.extend",
        "assign": "problem.assign",
    }
    steps = [step for step, verb in rights.items() if may(actor.role, verb)]
    mine = Q(waiting_for__in=steps, waiting_unit=actor.unit_id)
    if "assign" in steps and actor.role == "office":
        mine |= Q(waiting_for="assign", waiting_unit=None)
    if may(actor.role, "problem.verify"):
        mine |= to_verify(actor)
    return OPEN & mine


def _parts(actor: Actor) -> list[Todo]:
    """Parts the unit has beside the one that is waited for: assisting, or carrying out."""
    if not may(actor.role, "problem.rectify"):
        return []
    rows = _part_rows(actor).select_related("problem__lead_unit", "problem__raised_unit")[:LIMIT]
    kinds = {"issued": "acknowledge", "returned": "returned"}
    return [_todo(a.problem, kinds.get(a.state, "rectify"), a.due) for a in rows]


def _part_rows(actor: Actor) -> QuerySet[Assignment]:
    states = ("issued", "acknowledged", "working", "returned")
    mine = Assignment.objects.filter(unit=actor.unit_id, state__in=states, round=F("problem__rounds"))
    return mine.exclude(role="lead")


def _asked(actor: Actor) -> list[Todo]:
    """Extensions of parts that the unit gave out and has to decide."""
    if not may(actor.role, "problem.extend_part"):
        return []
    rows = _asked_rows(actor).select_related("problem__lead_unit", "problem__raised_unit", "part")[:LIMIT]
    return [_todo(e.problem, "extend", e.part.due if e.part else None) for e in rows]


def _asked_rows(actor: Actor) -> QuerySet[Extension]:
    return Extension.objects.filter(state="asked", part__issued_unit=actor.unit_id).order_by("was", "pk")


def _look_backs(actor: Actor) -> list[Todo]:
    """Look-backs and checks due within the days that count as near, for those who verify such problems."""
    if not may(actor.role, "lookback.record"):
        return []
    rows = _look_back_rows(actor).select_related("problem__lead_unit", "problem__raised_unit")
    return [
        _todo(x.problem, "check" if x.problem.made_routine else "look_back", x.due_on)
        for x in reversed(rows.order_by("due_on")[:LIMIT])  # of several of one problem the next one counts
    ]


def _look_back_rows(actor: Actor) -> QuerySet[LookBack]:
    near = parameter("look_back_near_days").after(clock.today())
    mine = Q(problem__waiting_unit=actor.unit_id)
    if actor.role in COUNTY_VERIFIERS:
        mine |= Q(problem__waiting_unit=None)
    return LookBack.objects.filter(mine, done_on=None, due_on__lte=near)


def _drawn(actor: Actor) -> list[Todo]:
    """What was drawn for sample verification, for those who record it."""
    if not may(actor.role, "draw.record"):
        return []
    return [
        Todo(
            "sample",
            item.problem.title,
            reverse("inspection:drawn", args=[item.pk]),
            item.draw.due,
            item.stratum,
            SIGNS["sample"],
            item.key,
            item.problem.place,
            False,
            item.draw.drawn_at,
            item.problem_id,
        )
        for item in drawn_waiting()[:LIMIT]
    ]


def _sweeps(actor: Actor) -> list[Todo]:
    """What the unit was asked in sweeps and has not answered."""
    if not may(actor.role, "sweep.answer"):
        return []
    rows = _sweep_rows(actor).select_related("asked_unit")
    return [
        Todo(
            "sweep",
            a.question.partition("\n")[0][:60],
            a.get_absolute_url(),
            a.due,
            str(a.asked_unit),
            SIGNS["sweep"],
            "",
            "",
            False,
            a.asked_at,
        )
        for a in rows.order_by("due")[:LIMIT]
    ]


def _sweep_rows(actor: Actor) -> QuerySet[SweepAsk]:
    return SweepAsk.objects.filter(unit=actor.unit_id, state="open")


def _kind(problem: Problem) -> str:
    return (
        "returned"
        if problem.state == "returned" and problem.waiting_for == "rectify"
        else problem.waiting_for
    )


def _todo(problem: Problem, kind: str, due: date | None = None) -> Todo:
    other = problem.lead_unit if kind in ("verify", "extend", "look_back", "check") else problem.raised_unit
    url = reverse("problems:detail", args=[problem.pk])
    severe = problem.severe or problem.higher_level
    return Todo(
        kind,
        problem.title,
        url,
        due or problem.due,
        str(other or ""),
        SIGNS[kind],
        problem.number,
        problem.place,
        severe,
        problem.waiting_since,
        problem.pk,
    )
