"""Taking on what a superior's document states: the unit that claims it leads, with the plan's measures; no dispatch is waited for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.problems.models import Assignment, Measure, Problem
from bihuan.web.problems.services.base import Change, change
from bihuan.web.problems.services.clocks import set_due
from bihuan.web.problems.services.work import add_measures

_MOST = Measure._meta.get_field("text").max_length or 200
_ENDS = re.compile(r"(?<=[。；;])")


@transaction.atomic
def take_on(
    actor: Actor,
    problem: Problem | int,
    unit: Unit,
    *,
    issuer: Unit,
    leads: Sequence[Unit] = (),
    measures: Sequence[str] = (),
    official: str = "",
    version: int | None = None,
) -> Problem:
    """Gives a problem just raised to the unit that claims it, with the measures of the plan.

    A lead unit named by the plan leads and the claimer assists; else the claimer leads. They are told by `issuer`, a village by
    its township. Without a target, or without a day where one is needed, the problem waits for its dispatch as any other.
    """
    work = change(actor, problem, "problem.raise", version)
    lead = next((each for each in leads if each.pk == unit.pk), next(iter(leads), unit))
    add_measures(work, [part for words in measures for part in parts_of(words)], lead.pk)
    if _dispatchable(work.problem):
        set_due(work, None, "")
        units = {each.pk: each for each in (lead, unit, *leads)}
        for each in units.values():
            _give(work, each, issuer, "lead" if each.pk == lead.pk else "assist", official, unit)
    led = f"，{lead}牵头" if lead.pk != unit.pk else ""
    return work.done(
        "problem.claimed", answer=f"{unit}{led}，方案里的措施 {work.problem.measures.count()} 项"
    )


def _dispatchable(problem: Problem) -> bool:
    """Whether nothing is left to decide: a target, and a day unless the kind of deadline gives one or needs none."""
    without_day = (Problem.DeadlineKind.IMMEDIATE, Problem.DeadlineKind.STANDING)
    return bool(problem.target.strip()) and (problem.due is not None or problem.deadline_kind in without_day)


def _give(work: Change, unit: Unit, issuer: Unit, role: str, official: str, claimer: Unit) -> None:
    """The claimer's own people have signed by claiming; others sign when they read it."""
    signed = unit.pk == claimer.pk and unit.pk == work.actor.unit_id
    due = work.problem.due
    Assignment.objects.create(
        problem=work.problem,
        unit=unit,
        role=role,
        round=work.problem.rounds,
        state="acknowledged" if signed else "issued",
        owner_id=work.actor.person_id if signed else unit.contact_id,
        hands=[work.actor.person_id] if signed else [],
        lead_official=official if role == "lead" else "",
        issued_unit=_above(unit) or issuer,
        issued_at=work.now,
        acknowledged_at=work.now if signed else None,
        moved_at=work.now,
        due=due,
        first_due=due,
    )


def _above(unit: Unit) -> Unit | None:
    """Who tells a village: its township."""
    return unit.parent if unit.kind in (Unit.Kind.VILLAGE, Unit.Kind.TEAM) else None


def parts_of(words: str) -> list[str]:
    """Returns a long measure as several, cut at the ends of its sentences; nothing is lost."""
    parts: list[str] = []
    for sentence in _ENDS.split(words.strip()):
        if parts and len(parts[-1]) + len(sentence) <= _MOST:
            parts[-1] += sentence
        else:
            parts += [sentence[at : at + _MOST] for at in range(0, len(sentence), _MOST)]
    return [part for part in parts if part.strip()]
