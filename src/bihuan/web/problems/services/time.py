"""Looking back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from bihuan.web.access import Actor
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.problems.models import Assignment, LookBack, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import verifier_faults
from bihuan.web.problems.states.look_backs import booked_days
from bihuan.web.ui.words import cn_date


@dataclass(frozen=True)
class Seen:
    """What somebody who looked back says: what was looked at, how, who was met. Periodic checks may say less."""

    looked_at: str = ""
    how: str = ""
    met: str = ""


@transaction.atomic
def record_look_back(
    actor: Actor,
    problem: Problem | int,
    outcome: str,
    note: str,
    *,
    seen: Seen | None = None,
    due: date | None = None,
    version: int | None = None,
) -> Problem:
    """Records what the next look-back (or periodic check) booked saw; by another unit than the one that put it right.

    `holds` ends it, or books the next check of what was made routine; `found_again` reopens the problem with a new clock (`due`),
    the first deadline staying visible; `moved` means that nobody could look and books `due` instead, the first date staying on record.
    """
    work = change(actor, problem, "lookback.record", version)
    booked = LookBack.objects.filter(problem=work.problem, done_on=None).first()
    if booked is None:
        raise NotNow("这件没有约定的回头看。")
    _refuse_involved(work)
    if outcome not in WORDS:
        raise NotNow(f"请选{'、'.join(f'“{LookBack.Outcome(key).label}”' for key in WORDS)}中的一项。")
    _write(work, booked, outcome, wanted(note, WORDS[outcome]), seen or Seen())
    if outcome == LookBack.Outcome.MOVED:
        return _move(work, booked, due)
    if outcome == LookBack.Outcome.FOUND_AGAIN:
        routine = work.problem.made_routine
        return reopened(work, due, booked.note, "problem.check_failed" if routine else "problem.found_again")
    if work.problem.made_routine:
        following = parameter("routine_check_days").after(work.now.date())
        _book(work, following, booked.number + 1)
        return work.done("problem.checked", note=booked.note, next=cn_date(following))
    return work.done("problem.looked_back", note=booked.note)


WORDS = {"holds": "看到什么", "found_again": "看到什么", "moved": "为什么没有看成"}


def _refuse_involved(work: Change) -> None:
    faults = verifier_faults(work.case, work.verifier)
    if faults:
        raise NotNow("".join(faults))


def _write(work: Change, row: LookBack, outcome: str, note: str, seen: Seen) -> None:
    if seen.how and seen.how not in LookBack.How.values:
        raise NotNow("怎么看的，请从列出的里面选。")
    if outcome != LookBack.Outcome.MOVED and not work.problem.made_routine and seen != Seen():
        wanted(seen.looked_at, "看了什么", 2)
    row.outcome, row.note, row.done_on = outcome, note, work.now.date()
    row.how, row.looked_at, row.met = seen.how, seen.looked_at.strip(), seen.met.strip()[:80]
    row.by_id, row.by_unit_id = work.actor.person_id, work.actor.unit_id
    row.save()


def _move(work: Change, row: LookBack, to: date | None) -> Problem:
    if to is None or to <= work.now.date():
        raise NotNow("没有看成的，请另定一个今天以后的日子。")
    _book(work, to, row.number, first=row.first_due_on or row.due_on)
    code = "problem.check_moved" if work.problem.made_routine else "problem.look_back_moved"
    return work.done(code, was=cn_date(row.due_on), to=cn_date(to), note=row.note)


def book(work: Change) -> list[date]:
    """Books what the close-out asks for by the problem's own rule (or the first check of what was made routine); the dates."""
    problem, today = work.problem, work.now.date()
    if problem.made_routine:
        days = [parameter("routine_check_days").after(today)]
    else:
        days = list(booked_days(problem.look_back_by, today, problem.look_back_days, problem.look_back_count))
    # Of a closing that was taken back and stands again, what was looked at before stays and is counted on from.
    void = (LookBack.Outcome.MOVED, LookBack.Outcome.CALLED_OFF)
    seen = LookBack.objects.filter(problem=problem, round=problem.rounds).exclude(outcome__in=void).count()
    for number, day in enumerate(days, start=seen + 1):
        _book(work, day, number)
    return days


def _book(work: Change, day: date, number: int, first: date | None = None) -> None:
    LookBack.objects.create(
        problem=work.problem, round=work.problem.rounds, number=number, due_on=day, first_due_on=first
    )


@transaction.atomic
def reopen(
    actor: Actor, problem: Problem | int, note: str, due: date | None, *, version: int | None = None
) -> Problem:
    """Reopens a closed problem that was found again within its look-back year, without waiting for the booked day."""
    work = change(actor, problem, "lookback.record", version)
    if not in_look_back_year(work.problem):
        raise NotNow("只有销号后还在回头看期内的，才能重新打开。请登记为新的问题，并注明重复。")
    _refuse_involved(work)
    return reopened(work, due, wanted(note, "在哪里又发现、是什么情况"))


def in_look_back_year(problem: Problem) -> bool:
    """Whether it is closed and its look-back year, counted from the close-out, is not over."""
    if problem.closed_at is None or not problem.over:
        return False
    closed_on = problem.closed_at.astimezone(clock.ZONE).date()
    return clock.today() <= parameter("look_back_year_days", on=closed_on).after(closed_on)


def call_off(work: Change) -> None:
    """Ends what is booked without anybody having looked: the close-out it followed no longer stands."""
    LookBack.objects.filter(problem=work.problem, done_on=None).update(
        outcome=LookBack.Outcome.CALLED_OFF, done_on=work.now.date()
    )


def reopened(
    work: Change, due: date | None, note: str, code: str = "problem.found_again", **data: str
) -> Problem:
    """A new round: new gates, a new assignment of the unit that had it, a new clock."""
    problem, lead = work.problem, work.case.lead
    if due is None or due < work.now.date():
        raise NotNow("重新打开要定新的时限，今天或以后的日子。")
    old = Assignment.objects.get(pk=lead.id) if lead else None
    call_off(work)
    problem.rounds += 1
    problem.due, problem.closed_at, problem.made_routine = due, None, None
    problem.save()
    for gate in current_gates(problem.gates.all()):
        gate.again()
    if old is not None:
        _issue_again(work, old, due)
    return work.done(code, note=note, due=cn_date(due), **data)


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
