"""On-the-spot rectification: found, put right and accepted in one form; the township verifies all gates at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction

from bihuan.web.access import Actor, require
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.config import clock
from bihuan.web.problems.acceptance import RELATIONS
from bihuan.web.problems.models import Assignment, Evidence, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.evidence import Spot
from bihuan.web.problems.services.raising import raise_problem
from bihuan.web.problems.services.work import add_measures, current_gate, fill, state_for_gate, store_file
from bihuan.web.problems.states import derive


@dataclass(frozen=True)
class Shot:
    """A photo; `taken` and whose clock says so (now by the server's where nobody said), and where the phone was if its owner agreed."""

    file: BinaryIO
    name: str
    taken: datetime | None = None
    clock: str = Evidence.Clock.SERVER
    spot: Spot | None = None


@transaction.atomic
def on_the_spot(
    actor: Actor,
    *,
    title: str,
    area_code: int,
    done: str,
    before: Shot,
    after: Shot,
    accepted_by: str,
    signed: str = "",
    household: str = "",
    household_id: int | None = None,
    check_item: CheckItem | None = None,
) -> Problem:
    """Registers a problem as found and put right, with two photos and who accepted it; returns it, submitted.

    Photos may have waited in a phone: found and put right are the days they were taken.
    """
    require(actor, "problem.spot")
    what, who = wanted(done, "做了什么"), wanted(accepted_by, "谁认可", 2)
    found, mended = _days(before, after)
    raised = raise_problem(
        actor,
        title=title,
        area_code=area_code,
        text=household.strip(),
        source=Problem.Source.VISIT,
        profile_key="on_the_spot",
        discovered_on=found,
        target="当场整改到位，认可人确认",
        deadline="立行立改",
        deadline_kind=Problem.DeadlineKind.IMMEDIATE,
        household_id=household_id,
        check_item=check_item,
        campaign=check_item.campaign if check_item else None,
    )
    work = change(actor, raised, "problem.rectify", None)
    part = _own_part(work)
    measure = add_measures(work, [what[:200]], actor.unit_id)[0]
    _shots(work, measure.pk, before, after)
    measure.done_at, measure.done_by_id = mended, actor.person_id
    measure.save()
    for kind, words in (
        ("found_out", f"当场发现：{raised.title}"),
        ("put_right", what),
        ("up_to_standard", "整改前后两张照片，同一个角度。"),
        ("accepted", f"{who}认可" + (f"，签名“{signed.strip()}”" if signed.strip() else "")),
    ):
        state_for_gate(work, kind, words)
    _accepted(work, who, signed, mended)
    work.move(part, "submit", submitted_at=work.now)
    return work.done("problem.spot_submitted", verifier=derive(work.case).who)


def _days(*shots: Shot) -> tuple[date, date]:
    """The first and the last day of the photos; today for one that says nothing."""
    days = [shot.taken.astimezone(clock.ZONE).date() if shot.taken else clock.today() for shot in shots]
    return min(days), max(days)


def _accepted(work: Change, who: str, signed: str, on: date) -> None:
    """Who signed on the spot stands on the gate as a person, a relation and a day."""
    gate = current_gate(work.problem, "accepted")
    relation = next((key for key, words in RELATIONS.items() if words == who), "")
    if gate is not None and relation and signed.strip():
        gate.accepted_by, gate.relation = signed.strip()[:80], relation
        gate.asked_on, gate.asked_how = on, "visit"
        gate.save()


def _own_part(work: Change) -> Assignment:
    unit = Unit.objects.get(pk=work.actor.unit_id)
    if unit.kind not in (Unit.Kind.VILLAGE, Unit.Kind.TEAM, Unit.Kind.TOWNSHIP):
        raise NotNow("当场整改由村、工作队和乡镇填。")
    today = work.now.date()
    return Assignment.objects.create(
        problem=work.problem,
        unit=unit,
        role="lead",
        state="working",
        owner_id=work.actor.person_id,
        hands=[work.actor.person_id],
        issued_by_id=work.actor.person_id,
        issued_unit=unit,
        issued_at=work.now,
        acknowledged_at=work.now,
        moved_at=work.now,
        due=today,
        first_due=today,
    )


def _shots(work: Change, measure_id: int, before: Shot, after: Shot) -> None:
    for shot, caption in ((before, "整改前"), (after, "整改后")):
        kept = store_file(shot.file, shot.name)
        if not kept.media_type.startswith("image/"):
            raise NotNow(f"“{caption}”要一张照片，{kept.name} 不是照片。")
        evidence = Evidence(
            problem=work.problem,
            measure_id=measure_id,
            caption=caption,
            source=f"{work.actor.unit_name}拍照页",
        )
        fill(work, evidence, kept, "photo", shot.taken, shot.clock, shot.spot)
