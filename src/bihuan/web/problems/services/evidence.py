"""Evidence beside its arrival: what a photo says of itself, captions and order, taking back what was added wrongly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bihuan.web.access import Actor, require_any
from bihuan.web.problems.files import Kept
from bihuan.web.problems.models import Evidence, Gate, LookBack, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import verifier_faults

ADDING = ("problem.rectify", "problem.verify", "problem.raise", "lookback.record")


@dataclass(frozen=True)
class Spot:
    """Where a phone was: degrees and metres; ValueError for what is on no map."""

    latitude: float
    longitude: float
    accuracy: int | None = None

    def __post_init__(self) -> None:
        numbers = (self.latitude, self.longitude)
        if not all(map(math.isfinite, numbers)) or abs(self.latitude) > 90 or abs(self.longitude) > 180:
            raise ValueError("位置不在地图上。")


def say_of_itself(evidence: Evidence, kept: Kept, spot: Spot | None) -> None:
    """Keeps what the photo and the phone say: look, time and place. Where both know the place, the phone's of that moment stands."""
    evidence.look = kept.look
    evidence.photo_at = datetime.fromisoformat(kept.photo_at) if kept.photo_at else None
    if spot is not None:
        evidence.latitude, evidence.longitude, evidence.accuracy = (
            spot.latitude,
            spot.longitude,
            spot.accuracy,
        )
        evidence.place_from = Evidence.Place.PHONE
    elif kept.latitude is not None:
        evidence.latitude, evidence.longitude = kept.latitude, kept.longitude
        evidence.place_from = Evidence.Place.PHOTO


def attach_apart(work: Change, evidence: Evidence, *, look_back: bool) -> None:
    """Evidence of the booked look-back (by whoever records it), or of the sweep that was asked for (by a unit with a part in it)."""
    if not look_back:
        if not work.problem.sweep_asked:
            raise NotNow("这件没有要求举一反三；照片请添到整改措施上。")
        work.take(work.part())
        evidence.sweep = True
        return
    booked = LookBack.objects.filter(problem=work.problem, done_on=None).first()
    if booked is None:
        raise NotNow("这件没有约定的回头看，照片没有地方放。")
    faults = verifier_faults(work.case, work.verifier)
    if faults:
        raise NotNow("".join(faults))
    evidence.look_back = booked


@transaction.atomic
def withdraw_evidence(
    actor: Actor, problem: Problem | int, evidence_id: int, reason: str, *, version: int | None = None
) -> Problem:
    """Marks evidence of the actor's unit as withdrawn, with a reason; it stays to be seen and counts no more."""
    work = _changing(actor, problem, version)
    evidence = _own(work, evidence_id)
    if evidence.measure_id and _verified(work.problem):
        raise NotNow("“整改到位”已经核验通过，佐证不能再撤下。确实有误的，请告诉核验单位退回。")
    why = wanted(reason, "为什么撤下")
    evidence.withdrawn_at, evidence.withdrawn_by_id, evidence.withdrawn_why = (
        work.now,
        actor.person_id,
        why[:200],
    )
    evidence.save()
    return work.done("problem.evidence_withdrawn", caption=evidence.caption, note=why)


@transaction.atomic
def arrange_evidence(
    actor: Actor,
    problem: Problem | int,
    evidence_id: int,
    *,
    caption: str,
    order: int | None = None,
    version: int | None = None,
) -> Problem:
    """Gives evidence of the actor's unit other words, and a place among the others (1 is the first)."""
    work = _changing(actor, problem, version)
    evidence = _own(work, evidence_id)
    before, evidence.caption = evidence.caption, wanted(caption, "照片或材料的说明", 2)[:80]
    evidence.save()
    if order is not None:
        _place(evidence, order)
    return work.done("problem.evidence_arranged", before=before, caption=evidence.caption)


def _changing(actor: Actor, problem: Problem | int, version: int | None) -> Change:
    """Who may add evidence of any kind may look after its own."""
    return change(actor, problem, require_any(actor, ADDING), version)


def _own(work: Change, evidence_id: int) -> Evidence:
    evidence = Evidence.objects.filter(problem=work.problem, pk=evidence_id, withdrawn_at=None).first()
    if evidence is None:
        raise NotNow("没有这份佐证，或者已经撤下，请刷新后再看。")
    if evidence.uploaded_unit_id != work.actor.unit_id:
        raise NotNow("这份佐证是别的单位传的，请由它来改。")
    if work.problem.over and not (evidence.look_back and evidence.look_back.done_on is None):
        raise NotNow("这件已经销号，佐证不能再动。")
    return evidence


def _verified(problem: Problem) -> bool:
    gates = current_gates(problem.gates.all())
    return any(g.kind == "put_right" and g.state == Gate.State.PASSED for g in gates)


def _place(moved: Evidence, order: int) -> None:
    """Numbers the evidence of the same measure (gate, look-back) anew, with `moved` at place `order`."""
    same = Evidence.objects.filter(
        problem=moved.problem_id,
        measure=moved.measure_id,
        gate=moved.gate_id,
        look_back=moved.look_back_id,
        sweep=moved.sweep,
        withdrawn_at=None,
    )
    rows = [row for row in same if row.pk != moved.pk]
    rows.insert(max(0, min(order - 1, len(rows))), moved)
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save(update_fields=["order"])
