"""Passing a problem on: to another colleague of the same unit, or, by the county, to another township in one act."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from bihuan.web.access import Actor, Refused
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services.base import AT_WORK, NotNow, change, wanted
from bihuan.web.problems.services.dispatch import assign, withdraw
from bihuan.web.problems.services.speech import transfer
from bihuan.web.problems.snapshot import guards_now


@transaction.atomic
def hand_on(
    actor: Actor, problem: Problem | int, person: Person, reason: str = "", *, version: int | None = None
) -> Problem:
    """Makes a colleague of the actor's unit the owner of the unit's part; the clock runs on."""
    work = change(actor, problem, "problem.acknowledge", version)
    part = work.part("issued", *AT_WORK)
    if person.unit_id != actor.unit_id or person.left_on is not None:
        raise NotNow(f"{person}不是{actor.unit_name}在岗的同志，请从列出的里面选。")
    if person.pk == part.owner_id:
        raise NotNow(f"责任人本来就是{person}。")
    if person.pk in guards_now(work.problem.pk)[0]:
        raise NotNow(f"{person}核验过其中一关，不能再作责任人。请换一位同志。")
    before = str(part.owner or "本单位")
    part.owner, part.moved_at = person, work.now
    if person.pk not in part.hands:
        part.hands = [*part.hands, person.pk]
    part.save()
    return work.done("problem.owner_changed", before=before, after=person.name, note=reason.strip())


@transaction.atomic
def move_elsewhere(
    actor: Actor,
    problem: Problem | int,
    area_code: int,
    lead: Unit,
    reason: str,
    *,
    due: date | None = None,
    version: int | None = None,
) -> Problem:
    """Takes a dispatched problem back, sends it to another place and gives it out there: all of it, or nothing.

    By the county's office. Evidence, measures, the journal and the first deadline stay; a later `due` counts as an extension.
    """
    if actor.role not in ("office", "system"):
        raise Refused("交办过的问题由县帮扶办转到别的乡镇。请联系县帮扶办。", "problem.assign")
    work = change(actor, problem, "problem.assign", version)
    why, case = wanted(reason, "为什么转"), work.case
    if case.lead is not None:
        withdraw(actor, work.problem.pk, case.lead.id, why)
    handed = [part.unit_name for part in work.case.now_parts]
    if handed:
        raise NotNow(f"{'、'.join(handed)}已经交了自己的一份，不能带着转走。请先退回给他们，或办完再看。")
    transfer(actor, work.problem.pk, area_code, why)
    return assign(actor, work.problem.pk, lead, due=due, note=why)
