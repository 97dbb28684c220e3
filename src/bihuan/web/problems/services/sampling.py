"""What a sample verification does to problems: one stands, one fails, and a failure takes its township's whole batch with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from bihuan.web.access import Actor
from bihuan.web.campaigns.models.campaign import GATES
from bihuan.web.problems.models import Assignment, Evidence, Gate, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.time import call_off
from bihuan.web.problems.services.work import current_gate, fill, store_file
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import sample_faults


@dataclass(frozen=True)
class Photo:
    """A picture taken at the sample verification."""

    file: BinaryIO
    name: str


@transaction.atomic
def sample_passed(
    actor: Actor, problem_id: int, township: int, note: str, photos: Sequence[Photo] = ()
) -> Problem:
    """Notes that what `township` verified stands; the close-out is as it was."""
    work = _sampling(actor, problem_id, township)
    work.problem.sample = Problem.Sample.PASSED
    _keep(work, photos)
    return work.done("problem.sample_passed", note=wanted(note, "看了什么、凭什么通过"))


@transaction.atomic
def sample_failed(
    actor: Actor, problem_id: int, township: int, kind: str, note: str, photos: Sequence[Photo] = ()
) -> Problem:
    """Takes the close-out back and returns the problem to its lead over the gate `kind`; from now on the county verifies it."""
    work = _sampling(actor, problem_id, township)
    why = wanted(note, "哪里不过、看到什么")
    gate = current_gate(work.problem, kind) if kind in GATES else None
    if gate is None:
        raise NotNow("请选是哪一关不过。")
    lead = _take_back(work, Problem.Sample.FAILED)
    failed = current_gate(work.problem, kind)
    assert failed is not None
    failed.state, failed.ground, failed.at = Gate.State.RETURNED, why, work.now
    failed.by_id, failed.by_unit_id = actor.person_id, actor.unit_id
    failed.save()
    failed.again()
    work.move(lead, "return")
    _keep(work, photos)
    return work.done("problem.sample_failed", gate=gate.label, note=why)


@transaction.atomic
def sample_pulled(actor: Actor, problem_id: int, township: str, note: str) -> Problem:
    """Takes the close-out back because another problem that the same township verified failed: all gates wait for the county."""
    work = change(actor, problem_id, "draw.record", None)
    if not work.problem.struck_off:
        raise NotNow(f"{work.problem.number} 已经重新打开，不用再核验。")
    _take_back(work, Problem.Sample.PULLED)
    return work.done("problem.sample_pulled", township=township, note=note)


def _sampling(actor: Actor, problem_id: int, township: int) -> Change:
    work = change(actor, problem_id, "draw.record", None)
    if not work.problem.struck_off:
        raise NotNow("这件已经重新打开，不用再抽验。")
    faults = sample_faults(work.case, work.verifier, township)
    if faults:
        raise NotNow("".join(faults))
    return work


def _take_back(work: Change, sample: str) -> Assignment:
    """A new round of every gate, what the rectifying side said still standing; deadlines stay as they are. Returns the lead's part."""
    problem = work.problem
    call_off(work)
    for gate in current_gates(problem.gates.all()):
        gate.again(keep_stated=True)
    lead = Assignment.objects.get(problem=problem, round=problem.rounds, role="lead", state="accepted")
    work.move(lead, "reverify")
    problem.sample, problem.recheck = sample, problem.rounds
    problem.closed_at, problem.made_routine = None, None
    problem.save()  # the state is derived from what stands in the database
    return lead


def _keep(work: Change, photos: Sequence[Photo]) -> None:
    for photo in photos:
        kept = store_file(photo.file, photo.name)
        evidence = Evidence(problem=work.problem, caption="抽验", source=f"{work.actor.unit_name} 抽验")
        fill(work, evidence, kept, "", None, Evidence.Clock.SERVER)
