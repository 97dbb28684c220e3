"""Clocks: how a deadline is set, started by an event, extended, and what a late answer has to say.

The first deadline never changes. The deadline itself moves by an approved extension, a reopening or the event it waits for; each is
a line in the journal. Every part has a clock of its own beside the problem's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.days import add_calendar_days, add_working_days
from bihuan.web import journal
from bihuan.web.access import Actor, may
from bihuan.web.config.parameters import parameter
from bihuan.web.problems.models import Assignment, Extension, Problem
from bihuan.web.problems.services.base import AT_WORK, Change, NotNow, change, wanted
from bihuan.web.ui.words import cn_date

Kind = Problem.DeadlineKind


def set_due(work: Change, due: date | None, why: str) -> None:
    """Sets the deadline at dispatch. The first dispatch chooses it; a later one keeps it, or extends it with a reason."""
    if work.problem.assignments.exists():
        _keep_or_extend(work, due, why)
    else:
        _choose(work, due)
    work.problem.first_due = work.problem.first_due or work.problem.due
    work.problem.save()


def _choose(work: Change, due: date | None) -> None:
    problem, today = work.problem, work.now.date()
    if due and due < today and due != problem.due:
        raise NotNow(f"时限 {cn_date(due)} 已经过去，请定今天或以后的日子。")
    problem.due = due or problem.due
    if problem.due is None and problem.deadline_kind == Kind.IMMEDIATE:
        problem.due = parameter("immediate_days", today, problem.area_code).after(today)
    if problem.due is None and problem.deadline_kind == Kind.DATED:
        raise NotNow("还没有整改时限。请定一个日期，或在时限类型里改为长期坚持、按事项。")


def _keep_or_extend(work: Change, due: date | None, why: str) -> None:
    """Taking a problem back and giving it out again must not be a way round the approval of an extension."""
    problem = work.problem
    if due is None or due == problem.due:
        return
    if problem.due is not None and due < problem.due:
        raise NotNow(
            f"交办过的时限是 {cn_date(problem.due)}，换单位时不能提前。请不改时限，或往后定并写明理由。"
        )
    if work.actor.role != "system" and not may(work.actor.role, "problem.extend"):
        raise NotNow(f"交办过的时限是 {cn_date(problem.due)}，您不能改。请照原时限交办，由新的单位申请延期。")
    reason = wanted(why, "为什么改时限（写在“交代的话”里）")
    if problem.due is None:
        problem.due = due
        return
    granted = Extension(problem=problem, was=problem.due, to=due, reason=reason, asked_at=work.now)
    granted.asked_by_id = granted.decided_by_id = work.actor.person_id
    granted.asked_unit_id, granted.decided_at = work.actor.unit_id, work.now
    granted.state, granted.note = Extension.State.APPROVED, "换单位时一并定"
    granted.save()
    journal.write(
        work.actor,
        "problem.extension_approved",
        problem,
        was=cn_date(problem.due),
        to=cn_date(due),
        note=reason,
    )
    problem.due = due


def set_kind(work: Change, kind: str, event: str, event_days: int | None, day_kind: str) -> None:
    """Sets the kind of deadline, before the first dispatch; NotNow where an event is not named."""
    problem = work.problem
    if not kind or (kind == problem.deadline_kind and kind != Kind.EVENT):
        return
    if kind not in Kind.values:
        raise NotNow("没有这种时限，请从列出的里面选。")
    if kind != problem.deadline_kind and problem.assignments.exists():
        raise NotNow("已经交办过，时限类型不能再改。")
    problem.deadline_kind = kind
    if kind in (Kind.STANDING, Kind.EVENT):
        problem.due = None
    if kind == Kind.EVENT:
        name_event(problem, event or problem.event, event_days or problem.event_days, day_kind)


def name_event(problem: Problem, event: str, days: int | None, day_kind: str = "calendar") -> None:
    """Names what a deadline waits for and how long after it is due."""
    problem.event = wanted(event, "等的是什么事项", 2)[:120]
    problem.event_days, problem.event_day_kind = days, day_kind


@transaction.atomic
def event_happened(
    actor: Actor,
    problem: Problem | int,
    on: date,
    *,
    due: date | None = None,
    note: str = "",
    version: int | None = None,
) -> Problem:
    """Says on which day the event happened; that starts the clocks of the problem and of its parts. Once only.

    By whoever dispatches, or by the unit in the lead. Without days agreed beforehand `due` must be given. Refused once the problem has
    a deadline: a look-back that found it again started a clock of its own.
    """
    work = change(actor, problem, _starter(actor), version)
    row, today = work.problem, work.now.date()
    if row.deadline_kind != Kind.EVENT or row.over:
        raise NotNow("这件不是等事项的，或者已经销号，不用记事项。")
    if row.event_on is not None:
        raise NotNow(
            f"已经记过：{cn_date(row.event_on)} 发生，时限 {cn_date(row.due)}。记错的请申请延期，写明情况。"
        )
    if row.due is not None:  # found again after a close-out: the new clock has a day of its own
        raise NotNow(f"这件已有时限 {cn_date(row.due)}，不再等事项。要改时限请申请延期。")
    if actor.role not in ("office", "system") and not _concerned(work):
        raise NotNow("事项由交办单位或责任单位记。")
    if not row.discovered_on <= on <= today:
        raise NotNow(f"事项发生的日子要在发现日期 {row.discovered_on} 和今天之间。")
    row.event_on, row.due = on, _after_event(row, on, due)
    row.first_due = row.first_due or row.due
    row.save()
    parts = Assignment.objects.filter(problem=row, round=row.rounds, due=None).exclude(state="withdrawn")
    parts.filter(first_due=None).update(first_due=row.due)
    parts.update(due=row.due)
    return work.done(
        "problem.event_happened", event=row.event, on=cn_date(on), due=cn_date(row.due), note=note.strip()
    )


def _starter(actor: Actor) -> str:
    return (
        "problem.assign" if actor.role == "system" or may(actor.role, "problem.assign") else "problem.submit"
    )


def _concerned(work: Change) -> bool:
    """Whether the actor's unit dispatched the lead's part or holds it."""
    lead = work.case.lead
    return lead is not None and work.actor.unit_id in (lead.unit, lead.issuer)


def _after_event(problem: Problem, on: date, due: date | None) -> date:
    if problem.event_days is not None:
        count = add_working_days if problem.event_day_kind == "working" else add_calendar_days
        return count(on, problem.event_days)
    if due is None or due < on:
        raise NotNow("没有事先约定几天，请定整改到哪天，不早于事项发生的日子。")
    return due


@transaction.atomic
def request_extension(
    actor: Actor, problem: Problem | int, to: date, reason: str, *, version: int | None = None
) -> Problem:
    """Asks for more time with a reason: the lead unit for the problem, any other unit for its own part."""
    work = change(actor, problem, "problem.submit", version)
    part = work.part("issued", *AT_WORK)
    whole = part.role == "lead"
    was = work.problem.due if whole else part.due
    if was is None:
        raise NotNow("这件没有定时限，不用申请延期。")
    if to <= was or to < work.now.date():
        raise NotNow(f"要延到的日子须晚于现在的时限 {cn_date(was)}，也不能是过去的日子。")
    if open_requests(work.problem.pk, part).exists():
        raise NotNow("已经有一个延期申请在等批，不用再申请。")
    why = wanted(reason, "为什么要延期")
    Extension.objects.create(
        problem=work.problem,
        part=None if whole else part,
        was=was,
        to=to,
        reason=why,
        asked_by_id=actor.person_id,
        asked_unit_id=actor.unit_id,
        asked_at=work.now,
    )
    code = "problem.extension_asked" if whole else "problem.part_extension_asked"
    return work.done(code, to=cn_date(to), note=why)


def open_requests(problem_id: int, part: Assignment) -> QuerySet[Extension]:
    """Extensions asked for and not decided: of the problem for its lead, else of the part."""
    rows = Extension.objects.filter(problem=problem_id, state=Extension.State.ASKED)
    return rows.filter(Q(part=None) if part.role == "lead" else Q(part=part))


@transaction.atomic
def decide_extension(
    actor: Actor, problem: Problem | int, approve: bool, note: str = "", *, version: int | None = None
) -> Problem:
    """Approves or refuses the extension the lead unit asked for; the first deadline stays on record. A refusal needs words."""
    work = change(actor, problem, "problem.extend", version)
    asked = Extension.objects.filter(problem=work.problem, part=None, state="asked").first()
    if asked is None:
        raise NotNow("没有在等批的延期申请。")
    _decide(work, asked, approve, note)
    if approve:
        work.problem.due = asked.to
        Assignment.objects.filter(problem=work.problem, round=work.problem.rounds, role="lead").exclude(
            state="withdrawn"
        ).update(due=asked.to)
    code = "problem.extension_approved" if approve else "problem.extension_refused"
    return work.done(code, was=cn_date(asked.was), to=cn_date(asked.to), note=asked.note or asked.reason)


@transaction.atomic
def decide_part_extension(
    actor: Actor,
    problem: Problem | int,
    extension_id: int,
    approve: bool,
    note: str = "",
    *,
    version: int | None = None,
) -> Problem:
    """Decides about more time for one part; by the unit that gave the part out, within its own deadline."""
    work = change(actor, problem, "problem.extend_part", version)
    asked = (
        Extension.objects.select_related("part__unit", "part__parent")
        .filter(problem=work.problem, pk=extension_id, state="asked")
        .exclude(part=None)
        .first()
    )
    if asked is None or asked.part is None:
        raise NotNow("没有这一个在等批的延期申请，请刷新后再看。")
    part = asked.part
    if part.issued_unit_id != actor.unit_id:
        raise NotNow(f"{part.unit}的这一份不是{actor.unit_name}交办的，由交办的单位批。")
    limit = part.parent.due if part.parent else work.problem.due
    if approve and limit and asked.to > limit:
        raise NotNow(
            f"{cn_date(asked.to)} 晚于本件的时限 {cn_date(limit)}。请先延本件的，或不准并写明最晚到哪天。"
        )
    _decide(work, asked, approve, note)
    if approve:
        part.due = asked.to
        part.save(update_fields=["due"])
    code = "problem.part_extension_approved" if approve else "problem.part_extension_refused"
    return work.done(
        code,
        unit=str(part.unit),
        was=cn_date(asked.was),
        to=cn_date(asked.to),
        note=asked.note or asked.reason,
    )


def _decide(work: Change, asked: Extension, approve: bool, note: str) -> None:
    if asked.asked_unit_id == work.actor.unit_id:
        raise NotNow("本单位的延期申请，要由另一个单位批。")
    asked.state = Extension.State.APPROVED if approve else Extension.State.REFUSED
    asked.note = note.strip() if approve else wanted(note, "为什么不准")
    asked.decided_by_id, asked.decided_at = work.actor.person_id, work.now
    asked.save()


def lapse(work: Change, parts: Iterable[Assignment]) -> None:
    """Ends what was still asked for when a part is handed in or taken back: there is nothing left to decide."""
    for part in parts:
        open_requests(work.problem.pk, part).update(state=Extension.State.LAPSED, decided_at=work.now)


def days_late(part: Assignment, today: date) -> int:
    """How many days after its clock the part stands; 0 in time or without a clock."""
    return max(0, (today - part.due).days) if part.due else 0


def excuse(work: Change, part: Assignment, why: str) -> str:
    """Notes why a part is handed in late and returns the words for the journal; NotNow without a reason."""
    late = days_late(part, work.now.date())
    if not late:
        part.late_reason = ""
        return ""
    part.late_reason = wanted(why or part.late_reason, f"为什么晚了 {late} 天")
    return f"晚 {late} 天：{part.late_reason}"
