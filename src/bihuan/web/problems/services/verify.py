"""Verification: gates passed, set aside with a reason, or returned; the last one closes the problem."""

from __future__ import annotations

from django.db import transaction

from bihuan.web import journal
from bihuan.web.access import Actor
from bihuan.web.campaigns.models.campaign import GATES
from bihuan.web.problems.models import Assignment, Gate, Problem
from bihuan.web.problems.profiles import profile
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.time import book
from bihuan.web.problems.services.work import current_gate
from bihuan.web.problems.states import closable, lacks, verifier_faults
from bihuan.web.problems.states.gates import submitted
from bihuan.web.ui.words import cn_date


@transaction.atomic
def pass_gate(
    actor: Actor,
    problem: Problem | int,
    kind: str,
    ground: str,
    *,
    exception: str = "",
    version: int | None = None,
) -> Problem:
    """Passes one gate on a stated ground; `exception` says why evidence older than the discovery counts all the same."""
    work = _verifying(actor, problem, version)
    gate = _waiting(work, kind)
    _pass(work, gate, wanted(ground, f"凭什么通过“{gate.label}”"), exception)
    return finish(work, "problem.gate_passed", gate=gate.label, note=ground.strip())


@transaction.atomic
def pass_all(actor: Actor, problem: Problem | int, ground: str, *, version: int | None = None) -> Problem:
    """Passes all gates still waiting in one step, where the profile allows it (on the spot, data)."""
    work = _verifying(actor, problem, version)
    if not profile(work.problem.profile).at_once:
        raise NotNow("这一类问题要逐关核验，请一关一关地定。")
    words, waiting = wanted(ground, "凭什么通过"), [g for g in work.case.gates if not g.done]
    for gate in waiting:
        _pass(work, _waiting(work, gate.kind), words, "")
    return finish(work, "problem.gate_passed", gate="、".join(g.words for g in waiting), note=words)


@transaction.atomic
def gate_not_applicable(
    actor: Actor, problem: Problem | int, kind: str, reason: str, *, version: int | None = None
) -> Problem:
    """Sets a gate aside; the reason stands in its place on every list."""
    work = _verifying(actor, problem, version)
    gate = _waiting(work, kind)
    why = wanted(reason, f"“{gate.label}”为什么不适用")
    if not submitted(work.case):
        raise NotNow("责任单位还没有报完成，不能先定为不适用。")
    _set(work, gate, Gate.State.NOT_APPLICABLE, why)
    return finish(work, "problem.gate_not_applicable", gate=gate.label, note=why)


@transaction.atomic
def return_problem(
    actor: Actor, problem: Problem | int, kind: str, reason: str, *, version: int | None = None
) -> Problem:
    """Returns the problem to its lead unit over one gate; that gate starts a new round, the old one stays on record."""
    work = _verifying(actor, problem, version)
    gate, why, lead = _waiting(work, kind), wanted(reason, "为什么退回，要补什么"), _lead(work)
    _set(work, gate, Gate.State.RETURNED, why)
    gate.again()
    work.move(lead, "return")
    return work.done("problem.returned", gate=gate.label, note=why)


def _verifying(actor: Actor, problem: Problem | int, version: int | None) -> Change:
    work = change(actor, problem, "problem.verify", version)
    if work.problem.over:
        raise NotNow("这件已经销号。要重新打开，请记回头看的结果。")
    case = work.case
    if case.lead is None:
        raise NotNow("还没有交办，没有可以核验的。")
    faults = verifier_faults(case, work.verifier)
    if faults:
        raise NotNow("".join(faults))
    return work


def _waiting(work: Change, kind: str) -> Gate:
    if kind not in GATES:
        raise NotNow("没有这一关。")
    gate = current_gate(work.problem, kind)
    if gate is None:
        raise NotNow(f"这件不设“{GATES[kind]}”一关。")
    if gate.state != Gate.State.WAITING:
        raise NotNow(f"“{gate.label}”已经定为“{gate.get_state_display()}”，不用再定。")
    return gate


def _lead(work: Change) -> Assignment:
    lead = (
        Assignment.objects.filter(problem=work.problem, round=work.problem.rounds, role="lead")
        .exclude(state="withdrawn")
        .get()
    )
    if lead.state != "submitted":
        raise NotNow("责任单位还没有报完成，没有可以退回的。")
    return lead


def _pass(work: Change, gate: Gate, ground: str, exception: str) -> None:
    missing = lacks(work.case, gate.kind, exception=exception)
    if missing:
        raise NotNow(f"“{gate.label}”还不能过：{'；'.join(missing)}。")
    gate.exception = exception.strip()
    _set(work, gate, Gate.State.PASSED, ground)


def _set(work: Change, gate: Gate, state: str, ground: str) -> None:
    gate.state, gate.ground, gate.by_id, gate.by_unit_id, gate.at = (
        state,
        ground,
        work.actor.person_id,
        work.actor.unit_id,
        work.now,
    )
    gate.save()


def finish(work: Change, code: str, **data: str) -> Problem:
    """Stores the step, then closes the problem when this was the last gate."""
    if not closable(work.case):
        return work.done(code, **data)
    journal.write(work.actor, code, work.problem, **data)
    return close(work)


def close(work: Change) -> Problem:
    """Strikes the problem off its list and books the look-back (or the first periodic check of what was made routine)."""
    rule, problem = profile(work.problem.profile), work.problem
    for part in Assignment.objects.filter(problem=problem, round=problem.rounds).exclude(
        state__in=("withdrawn", "accepted")
    ):
        # A unit that only assisted and never answered has nothing left to answer.
        work.move(part, "accept" if part.state == "submitted" else "withdraw")
    problem.closed_at = work.now
    if rule.routine:
        problem.made_routine = work.now.date()
    booked = book(work)
    if rule.routine:
        return work.done("problem.made_routine", look_back=cn_date(booked[0]))
    if not booked:
        return work.done("problem.closed_for_good", reason=problem.look_back_reason)
    return work.done("problem.closed", look_back="、".join(map(cn_date, booked)))
