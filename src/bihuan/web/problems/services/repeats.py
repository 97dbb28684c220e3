"""Repeats: proposed when a problem is registered, decided by a person, and never held against anybody by themselves."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from bihuan.web.access import Actor, may
from bihuan.web.problems.models import Problem, Repeat
from bihuan.web.problems.services.base import NotNow, change, wanted
from bihuan.web.problems.services.merge import merge
from bihuan.web.problems.services.time import reopen

State = Repeat.State
VERDICTS = {
    "linked": "是同一件，注明重复",
    "reopened": "是同一件，重新打开原来那件",
    "not_same": "不是同一件",
}


@transaction.atomic
def decide_repeat(
    actor: Actor,
    problem: Problem | int,
    repeat_id: int,
    verdict: str,
    note: str = "",
    *,
    due: date | None = None,
    version: int | None = None,
) -> Problem:
    """Decides one proposal. `linked` notes what it repeats; `reopened` reopens that one by the rules of looking back (`due` is its new
    clock) and merges this one into it where that loses nothing; `not_same` is remembered and not asked again."""
    work = change(actor, problem, "problem.raise", version)
    found = Repeat.objects.select_for_update(no_key=True).filter(problem=work.problem, pk=repeat_id).first()
    if found is None or found.state != State.PROPOSED:
        raise NotNow("这一条已经定过，请刷新后再看。")
    if verdict not in VERDICTS:
        raise NotNow("请选是不是同一件。")
    if verdict == State.REOPENED:
        wanted(note, "在哪里又发现、是什么情况")
    found.state, found.note = verdict, note.strip()
    found.by_id, found.by_unit_id, found.at = actor.person_id, actor.unit_id, work.now
    found.save()
    if verdict == State.NOT_SAME:
        return work.done("problem.not_a_repeat", note=found.note)
    other = _seen(found)
    work.problem.repeat_of = (
        other  # its number stands in no journal line: readers of this one may not see that one
    )
    done = work.done("problem.repeats", note=found.note)
    if verdict == State.REOPENED:
        reopen(actor, other, note, due)
        _absorb(actor, done, other)
    return done


def _seen(found: Repeat) -> Problem:
    other = Problem.objects.filter(pk=found.other_id).first()
    if other is None:
        raise NotNow(f"那一件您看不到，不能连。请问{found.ask_unit}，确实重复的由县帮扶办连起来。")
    return other


def _absorb(actor: Actor, problem: Problem, other: Problem) -> None:
    """Merges the new registration into the one reopened, if the actor may and nothing is lost; else both go on, linked."""
    if not may(actor.role, "problem.assign"):
        return
    try:
        with transaction.atomic():
            merge(actor, problem, other.pk, "回头看期内又发现，原来那件已重新打开")
    except NotNow:
        return
