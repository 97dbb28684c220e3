"""More time, and looking back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from bihuan.web.access import Actor
from bihuan.web.config.parameters import parameter
from bihuan.web.problems.models import Assignment, Extension, Gate, LookBack, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.work import AT_WORK
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import verifier_faults
from bihuan.web.ui.words import cn_date


@transaction.atomic
def request_extension(
    actor: Actor, problem: Problem | int, to: date, reason: str, *, version: int | None = None
) -> Problem:
    """Asks for more time; by the lead unit, with a reason."""
    work = change(actor, problem, "problem.submit", version)
    part = work.part("issued", *AT_WORK)
    if part.role != "lead":
        raise NotNow("延期由责任单位申请。")
    was = work.problem.due
    if was is None:
        raise NotNow("这件没有定时限，不用申请延期。")
    if to <= was or to < work.now.date():
        raise NotNow(f"要延到的日子须晚于现在的时限 {cn_date(was)}，也不能是过去的日子。")
    if Extension.objects.filter(problem=work.problem, state="asked").exists():
        raise NotNow("已经有一个延期申请在等批，不用再申请。")
    why = wanted(reason, "为什么要延期")
    Extension.objects.create(
        problem=work.problem,
        was=was,
        to=to,
        reason=why,
        asked_by_id=actor.person_id,
        asked_unit_id=actor.unit_id,
        asked_at=work.now,
    )
    return work.done("problem.extension_asked", to=cn_date(to), note=why)


@transaction.atomic
def decide_extension(
    actor: Actor, problem: Problem | int, approve: bool, note: str = "", *, version: int | None = None
) -> Problem:
    """Approves or refuses the extension asked for; the first deadline stays on record. A refusal needs words."""
    work = change(actor, problem, "problem.extend", version)
    asked = Extension.objects.filter(problem=work.problem, state="asked").first()
    if asked is None:
        raise NotNow("没有在等批的延期申请。")
    if asked.asked_unit_id == actor.unit_id:
        raise NotNow("本单位的延期申请，要由另一个单位批。")
    asked.state = Extension.State.APPROVED if approve else Extension.State.REFUSED
    asked.note = note.strip() if approve else wanted(note, "为什么不准")
    asked.decided_by_id, asked.decided_at = actor.person_id, work.now
    asked.save()
    if approve:
        work.problem.due = asked.to
        Assignment.objects.filter(problem=work.problem, round=work.problem.rounds, role="lead").exclude(
            state="withdrawn"
        ).update(due=asked.to)
    code = "problem.extension_approved" if approve else "problem.extension_refused"
    return work.done(code, was=cn_date(asked.was), to=cn_date(asked.to), note=asked.note or asked.reason)


@transaction.atomic
def record_look_back(
    actor: Actor,
    problem: Problem | int,
    outcome: str,
    note: str,
    *,
    due: date | None = None,
    version: int | None = None,
) -> Problem:
    """Records what a look-back (or a periodic check) saw. `holds` ends it, or books the next check of what was made routine;
    `found_again` reopens the problem with a new clock (`due`), the first deadline staying visible."""
    work = change(actor, problem, "lookback.record", version)
    booked = LookBack.objects.filter(problem=work.problem, done_on=None).first()
    if booked is None:
        raise NotNow("这件没有约定的回头看。")
    if outcome not in LookBack.Outcome.values:
        raise NotNow("请选“没有反弹”或“又发现”。")
    faults = verifier_faults(work.case, work.verifier)
    if faults:
        raise NotNow("".join(faults))
    booked.outcome, booked.note, booked.done_on = outcome, wanted(note, "看到什么"), work.now.date()
    booked.by_id, booked.by_unit_id = actor.person_id, actor.unit_id
    booked.save()
    if outcome == LookBack.Outcome.FOUND_AGAIN:
        return _reopen(work, due, booked.note)
    if work.problem.made_routine:
        LookBack.objects.create(
            problem=work.problem,
            due_on=parameter("routine_check_days").after(work.now.date()),
        )
    return work.done("problem.looked_back", note=booked.note)


def _reopen(work: Change, due: date | None, note: str) -> Problem:
    """A new round: new gates, a new assignment of the unit that had it, a new clock."""
    problem, lead = work.problem, work.case.lead
    if due is None or due < work.now.date():
        raise NotNow("重新打开要定新的时限，今天或以后的日子。")
    old = Assignment.objects.get(pk=lead.id) if lead else None
    problem.rounds += 1
    problem.due, problem.closed_at, problem.made_routine = due, None, None
    problem.save()
    for gate in current_gates(problem.gates.all()):
        Gate.objects.create(problem=problem, kind=gate.kind, order=gate.order, round=gate.round + 1)
    if old is not None:
        _issue_again(work, old, due)
    return work.done("problem.found_again", note=note)


def _issue_again(work: Change, old: Assignment, due: date) -> None:
    """The new part keeps its dispatcher: who verifies does not change with who looked back."""
    Assignment.objects.create(
        problem=work.problem,
        unit_id=old.unit_id,
        role="lead",
        round=work.problem.rounds,
        owner_id=old.owner_id,
        lead_official=old.lead_official,
        issued_by_id=old.issued_by_id,
        issued_unit_id=old.issued_unit_id,
        issued_at=work.now,
        moved_at=work.now,
        due=due,
        first_due=due,
    )
