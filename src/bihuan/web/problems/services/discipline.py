"""Double accountability: referred by a person, seen by discipline inspection and that person alone.

Nothing of the problem changes, not even its version or its journal: those are seen by everybody concerned.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from bihuan.web import journal
from bihuan.web.access import Actor, require
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems.models import Problem, Referral, ReferralOutcome
from bihuan.web.problems.services.base import NotNow, change, wanted


@transaction.atomic
def refer(
    actor: Actor,
    problem: Problem | int,
    unit: Unit,
    reason: str,
    *,
    told: Person | None = None,
    letter_no: str = "",
    letter_date: date | None = None,
    materials: str = "",
    version: int | None = None,
) -> Referral:
    """Refers a problem to a discipline unit and returns the referral. `told` reads what comes of it (the referrer by default)."""
    work = change(actor, problem, "problem.refer", version)
    if unit.kind != Unit.Kind.DISCIPLINE:
        raise NotNow(f"{unit}不是纪检监察单位，请从列出的里面选。")
    why = wanted(reason, "为什么移交", 6)
    if told is not None and told.unit_id != actor.unit_id:
        raise NotNow(f"{told}不是{actor.unit_name}的同志，结果只告知本单位的负责人。")
    if Referral.objects.filter(problem=work.problem, unit=unit, by=actor.person_id).exists():
        raise NotNow(f"您已经把这件移交给{unit}，不用再移交。")
    made = Referral.objects.create(
        problem=work.problem,
        unit=unit,
        reason=why,
        letter_no=letter_no.strip(),
        letter_date=letter_date,
        materials=materials.strip(),
        by_id=actor.person_id,
        by_unit_id=actor.unit_id,
        told_id=told.pk if told else actor.person_id,
        at=work.now,
    )
    journal.write(actor, "referral.made", made)
    return made


@transaction.atomic
def record_outcome(
    actor: Actor, problem: Problem, step: str, text: str, *, on: date | None = None
) -> ReferralOutcome:
    """Adds what came of the problem's newest referral to the actor's unit. NotNow when there is none."""
    require(actor, "referral.record")
    referral = Referral.objects.filter(problem=problem, unit=actor.unit_id).first()
    if referral is None:
        raise NotNow("这件没有移交给您的单位。")
    if step not in ReferralOutcome.Step.values:
        raise NotNow("请选办到哪一步。")
    day = on or clock.today()
    if day > clock.today():
        raise NotNow(f"日期 {day} 还没有到，请填实际的日子。")
    made = ReferralOutcome.objects.create(
        referral=referral,
        step=step,
        on=day,
        text=wanted(text, "办理情况"),
        by_id=actor.person_id,
        at=clock.now(),
        unit_id=referral.unit_id,
        told_id=referral.told_id,
    )
    journal.write(actor, "referral.outcome", made, step=made.get_step_display())
    return made
