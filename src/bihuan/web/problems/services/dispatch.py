"""Dispatch: telling units to do it, passing it down, taking it back, signing for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import ProgrammingError, transaction

from bihuan.web.access import Actor, Refused
from bihuan.web.access.scope import fetch_one
from bihuan.web.areas.models import Unit
from bihuan.web.problems.models import Assignment, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.clocks import lapse, set_due, set_kind
from bihuan.web.problems.snapshot import guards_now
from bihuan.web.ui.words import cn_date


@transaction.atomic
def assign(
    actor: Actor,
    problem: Problem | int,
    lead: Unit,
    assist: Sequence[Unit] = (),
    *,
    due: date | None = None,
    lead_official: str = "",
    target: str = "",
    note: str = "",
    kind: str = "",
    event: str = "",
    event_days: int | None = None,
    event_day_kind: str = "calendar",
    version: int | None = None,
) -> Problem:
    """Tells one unit to lead and others to assist. A problem without a target gets one here, or is not dispatched.

    `kind` changes the kind of deadline before the first dispatch; `event`, `event_days`: what an event's clock waits for.
    """
    work = change(actor, problem, "problem.assign", version)
    before = work.case
    if before.lead is not None:
        raise NotNow(f"已经交办给{before.lead.unit_name}。要换单位，请先撤回原来的交办。")
    _set_target(work, target)
    units = [lead, *(u for u in assist if u.pk != lead.pk)]
    for unit in units:
        _check_unit(work, unit)
    set_kind(work, kind, event, event_days, event_day_kind)
    set_due(work, due, note)
    for unit in units:
        _issue(
            work,
            unit,
            "lead" if unit.pk == lead.pk else "assist",
            official=lead_official if unit.pk == lead.pk else "",
            note=note,
        )
    words = str(lead) + (f"，{'、'.join(map(str, units[1:]))}配合" if units[1:] else "")
    return work.done("problem.assigned", units=words, due=_due_words(work.problem), note=note.strip())


def _set_target(work: Change, target: str) -> None:
    work.problem.target = target.strip() or work.problem.target
    if not work.problem.target.strip():
        raise NotNow("还没有成效目标。请先写明做到什么程度算达标，再交办。")


def _due_words(problem: Problem) -> str:
    if problem.due:
        return cn_date(problem.due)
    return f"等 {problem.event}" if problem.deadline_kind == "event" else "长期坚持"


def _check_unit(work: Change, unit: Unit) -> None:
    if unit.closed_on:
        raise NotNow(f"{unit}已经撤销，请选现有的单位。")
    if work.actor.role not in ("office", "system") and work.actor.unit_id not in unit.chain:
        raise NotNow(f"{work.actor.unit_name}只能交办给本级和下级单位，{unit}要由县帮扶办交办。")
    if unit.pk in guards_now(work.problem.pk)[1]:
        raise NotNow(f"{unit}已经核验过其中一关，不能再作责任单位或配合单位。")


def _issue(
    work: Change,
    unit: Unit,
    role: str,
    *,
    parent: Assignment | None = None,
    official: str = "",
    due: date | None = None,
    note: str = "",
) -> None:
    owner = unit.contact_id if unit.contact_id not in guards_now(work.problem.pk)[0] else None
    clock = due or (parent.due if parent else work.problem.due)
    Assignment.objects.create(
        problem=work.problem,
        unit=unit,
        parent=parent,
        role=role,
        round=work.problem.rounds,
        owner_id=owner,
        lead_official=official.strip(),
        issued_by_id=work.actor.person_id or None,
        issued_unit_id=work.actor.unit_id,
        issued_at=work.now,
        moved_at=work.now,
        due=clock,
        first_due=clock,
        note=note.strip(),
    )


@transaction.atomic
def forward(
    actor: Actor,
    problem: Problem | int,
    units: Iterable[Unit],
    *,
    due: date | None = None,
    note: str = "",
    version: int | None = None,
) -> Problem:
    """Passes the actor's own part down to units below it; the part stays theirs to gather and submit."""
    work = change(actor, problem, "problem.assign", version)
    part, below = work.part("acknowledged", "working", "returned", "forwarded"), list(units)
    if not below:
        raise NotNow("请选转给哪些单位。")
    if due and part.due and due > part.due:
        raise NotNow(f"给下级的时限 {cn_date(due)} 晚于本单位的时限 {cn_date(part.due)}，请往前定。")
    for unit in below:
        if unit.pk == actor.unit_id or actor.unit_id not in unit.chain:
            raise NotNow(f"{unit}不在{actor.unit_name}之下，不能转。")
        _check_unit(work, unit)
        _refuse_twice(work, unit)
    work.move(part, "forward")
    for unit in below:
        _issue(work, unit, "carry_out", parent=part, due=due, note=note)
    return work.done("problem.forwarded", units="、".join(map(str, below)), note=note.strip())


def _refuse_twice(work: Change, unit: Unit) -> None:
    held = Assignment.objects.filter(problem=work.problem, unit=unit, round=work.problem.rounds).exclude(
        state="withdrawn"
    )
    if held.exists():
        raise NotNow(f"这件已经在{unit}手里，不用再转。")


@transaction.atomic
def withdraw(
    actor: Actor, problem: Problem | int, assignment_id: int, reason: str, *, version: int | None = None
) -> Problem:
    """Takes a part back from a unit that has not submitted it; its parts passed further down go with it."""
    work = change(actor, problem, "problem.assign", version)
    part = Assignment.objects.select_related("unit").filter(problem=work.problem, pk=assignment_id).first()
    if part is None:
        raise NotNow("没有这一份交办，请刷新后再看。")
    if actor.role != "office" and part.issued_unit_id != actor.unit_id:
        raise NotNow("只有交办的单位或县帮扶办能撤回。")
    why = wanted(reason, "为什么撤回")
    for child in part.children.exclude(state__in=("withdrawn", "accepted")):
        if child.state != "submitted":
            lapse(work, [child])
            work.move(child, "withdraw", note=why)
    lapse(work, [part])
    work.move(part, "withdraw", note=why)
    if part.role == "lead":
        for other in Assignment.objects.filter(
            problem=work.problem, round=work.problem.rounds, role="assist"
        ).exclude(state__in=("withdrawn", "accepted", "submitted")):
            work.move(other, "withdraw", note=why)
    return work.done("problem.withdrawn", unit=str(part.unit), note=why)


@transaction.atomic
def acknowledge(actor: Actor, problem: Problem | int, *, version: int | None = None) -> Problem:
    """Signs for the actor's unit's part; whoever signs becomes its owner."""
    work = change(actor, problem, "problem.acknowledge", version)
    part = work.part()
    work.move(part, "acknowledge", acknowledged_at=work.now, owner_id=actor.person_id)
    return work.done("problem.acknowledged")


def hand_over(leaver_id: int, successor_id: int) -> int:
    """Passes a leaver's open assignments to a successor through a door (the administrator sees no problems); how many it was.

    Refused for everybody whom the door does not open to.
    """
    from bihuan.web.config import clock

    said = (leaver_id, successor_id, clock.now())
    try:
        with transaction.atomic():
            row = fetch_one("select door_hand_over_problems(%s, %s, %s)", list(said))
    except ProgrammingError as shut:
        raise Refused("只有系统管理员能办工作交接，请联系本县系统管理员。", "people.manage") from shut
    return int(row[0]) if row else 0
