"""Rectification by the units it was given to: cause, measures, evidence, submission."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import BinaryIO

from django.db import transaction

from bihuan.web.access import Actor, require
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems import files
from bihuan.web.problems.acceptance import Accepted
from bihuan.web.problems.models import Assignment, Evidence, Gate, Measure, Problem
from bihuan.web.problems.profiles import profile
from bihuan.web.problems.services.base import AT_WORK, Change, NotNow, change, wanted
from bihuan.web.problems.services.clocks import excuse, lapse
from bihuan.web.problems.services.evidence import Spot, attach_apart, say_of_itself
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import derive
from bihuan.web.problems.states.gates import unfinished

# Nothing shown here is older, and what a broken clock says of year 1 lies before Christ in UTC, where it could not be read again.
EARLIEST = datetime(2000, 1, 1, tzinfo=clock.ZONE)


def current_gate(problem: Problem, kind: str) -> Gate | None:
    """The gate `kind` in its newest round; None where the campaign does not ask for it."""
    return next((g for g in current_gates(problem.gates.all()) if g.kind == kind), None)


def state_for_gate(work: Change, kind: str, words: str) -> None:
    """Writes what the rectifying side says for a gate that still waits."""
    gate = current_gate(work.problem, kind)
    if gate is not None and gate.state == Gate.State.WAITING:
        gate.stated, gate.stated_by_id, gate.stated_at = words, work.actor.person_id, work.now
        gate.save()


@transaction.atomic
def state_cause(
    actor: Actor, problem: Problem | int, cause: str, swept: str = "", *, version: int | None = None
) -> Problem:
    """States the cause (and what the sweep found, where one was asked) for the gate "found out"."""
    work = change(actor, problem, "problem.rectify", version)
    part, why = work.part(*AT_WORK), wanted(cause, "原因", 6)
    if part.role == "assist":
        raise NotNow("原因由责任单位写，配合单位做自己的措施。")
    gate = current_gate(work.problem, "found_out")
    if gate is not None and gate.state != Gate.State.WAITING:
        raise NotNow("“问题查清”一关已经核验，原因不能再改。")
    work.problem.swept_text = swept.strip() or work.problem.swept_text
    if work.problem.sweep_asked and not work.case.sweep_units[0]:
        wanted(work.problem.swept_text, "举一反三查到的情况")
    work.move(part, "work")
    state_for_gate(work, "found_out", why)
    return work.done("problem.cause_stated", note=why, sweep=work.problem.swept_text)


@transaction.atomic
def plan_measures(
    actor: Actor,
    problem: Problem | int,
    texts: Sequence[str],
    *,
    unit: Unit | None = None,
    version: int | None = None,
) -> Problem:
    """Adds measures to be done by the actor's unit, or by `unit`, another unit with a part in it."""
    work = change(actor, problem, "problem.rectify", version)
    part = work.part(*AT_WORK)
    words = [wanted(t, "每项整改措施") for t in texts if t.strip()]
    if not words:
        raise NotNow("请至少写一项整改措施。")
    doer = _doer(work, unit)
    work.move(part, "work")
    add_measures(work, words, doer)
    return work.done("problem.measures_planned", count=len(words))


def add_measures(work: Change, words: Sequence[str], unit_id: int) -> list[Measure]:
    """Numbers and saves measures after those there are."""
    last = (
        Measure.objects.filter(problem=work.problem).order_by("-no").values_list("no", flat=True).first() or 0
    )
    return [
        Measure.objects.create(
            problem=work.problem, no=last + place, text=text, round=work.problem.rounds, unit_id=unit_id
        )
        for place, text in enumerate(words, start=1)
    ]


def _doer(work: Change, unit: Unit | None) -> int:
    if unit is None or unit.pk == work.actor.unit_id:
        return work.actor.unit_id
    parts = Assignment.objects.filter(problem=work.problem, unit=unit, round=work.problem.rounds).exclude(
        state="withdrawn"
    )
    if not parts.exists():
        raise NotNow(f"{unit}没有参加这件，不能由它落实。请先交办或转给它。")
    return unit.pk


def _measure(work: Change, measure_id: int) -> Measure:
    measure = Measure.objects.filter(problem=work.problem, pk=measure_id, round=work.problem.rounds).first()
    if measure is None:
        raise NotNow("没有这项措施，请刷新后再看。")
    return measure


@transaction.atomic
def finish_measure(
    actor: Actor,
    problem: Problem | int,
    measure_id: int,
    *,
    done_on: date | None = None,
    version: int | None = None,
) -> Problem:
    """Marks a measure as done on a day (today by default); by the unit that has it, or the lead."""
    work = change(actor, problem, "problem.rectify", version)
    part, measure = work.part(*AT_WORK), _measure(work, measure_id)
    if measure.unit_id != actor.unit_id and part.role == "assist":
        raise NotNow("这项措施由别的单位落实，请由它报完成。")
    day = done_on or clock.today()
    if day > clock.today() or day < work.problem.discovered_on:
        raise NotNow(f"完成日期要在发现日期 {work.problem.discovered_on} 和今天之间。")
    work.move(part, "work")
    measure.done_at, measure.done_by_id = day, actor.person_id
    measure.save()
    return work.done("problem.measure_done", no=measure.no)


@transaction.atomic
def add_evidence(
    actor: Actor,
    problem: Problem | int,
    file: BinaryIO,
    name: str,
    *,
    measure_id: int | None = None,
    gate_kind: str = "",
    look_back: bool = False,
    sweep: bool = False,
    caption: str = "",
    kind: str = "",
    taken: datetime | date | None = None,
    taken_clock: str = Evidence.Clock.SERVER,
    spot: Spot | None = None,
    source: str = "",
    version: int | None = None,
) -> Evidence:
    """Stores a file and what it proves: a measure, a gate (by its verifier), the booked look-back, the sweep, or the problem itself.

    `taken` defaults to now by the server's clock; a phone's or a stated time is flagged as such. `spot` is where the phone was,
    if its owner agreed. NotNow for a file that is refused.
    """
    work = change(actor, problem, _right(gate_kind, look_back, measure_id, sweep), version)
    kept = store_file(file, name)
    evidence = Evidence(
        problem=work.problem,
        caption=caption.strip()[:80] or kept.caption,
        source=source or f"{actor.unit_name} 上传",
    )
    if look_back or sweep:
        attach_apart(work, evidence, look_back=look_back)
    else:
        _attach(work, evidence, measure_id, gate_kind)
    fill(work, evidence, kept, kind, taken, taken_clock, spot)
    work.done("problem.evidence_added", caption=evidence.caption)
    return evidence


def _right(gate_kind: str, look_back: bool, measure_id: int | None, sweep: bool) -> str:
    if look_back:
        return "lookback.record"
    return "problem.verify" if gate_kind else "problem.rectify" if measure_id or sweep else "problem.raise"


def store_file(file: BinaryIO, name: str) -> files.Kept:
    """Stores the bytes; NotNow with the reason when they are refused."""
    try:
        return files.keep(file, name)
    except files.Unfit as unfit:
        raise NotNow(str(unfit)) from unfit


def _attach(work: Change, evidence: Evidence, measure_id: int | None, gate_kind: str) -> None:
    if gate_kind:
        evidence.gate = current_gate(work.problem, gate_kind)
    elif measure_id:
        part = work.part(*AT_WORK)
        evidence.measure = _measure(work, measure_id)
        work.move(part, "work")
    elif work.problem.raised_unit_id != work.actor.unit_id:
        raise NotNow("说明问题的材料由登记单位添；佐证请添到对应的措施上。")


def fill(
    work: Change,
    evidence: Evidence,
    kept: files.Kept,
    kind: str,
    taken: datetime | date | None,
    taken_clock: str,
    spot: Spot | None = None,
) -> None:
    """Fills and saves an evidence row from the stored file."""
    say_of_itself(evidence, kept, spot)
    evidence.sha256, evidence.name, evidence.size = kept.sha256, kept.name, kept.size
    evidence.media_type, evidence.thumbnail, evidence.pages = kept.media_type, kept.thumbnail, kept.pages
    evidence.kind = kind or ("photo" if kept.media_type.startswith("image/") else "file")
    evidence.taken_at, evidence.taken_clock = (
        _moment(taken, work.now),
        taken_clock if taken else Evidence.Clock.SERVER,
    )
    if evidence.taken_at > work.now:
        raise NotNow("材料的时间晚于现在，请核对。")
    if evidence.taken_at < EARLIEST:
        raise NotNow("材料的时间早于 2000 年，请核对日期；手机的时间不对，请校准后重新拍。")
    evidence.uploaded_by_id, evidence.uploaded_unit_id, evidence.uploaded_at = (
        work.actor.person_id,
        work.actor.unit_id,
        work.now,
    )
    evidence.save()


def _moment(taken: datetime | date | None, now: datetime) -> datetime:
    if taken is None:
        return now
    return taken if isinstance(taken, datetime) else min(datetime.combine(taken, time(12), clock.ZONE), now)


@transaction.atomic
def submit(
    actor: Actor,
    problem: Problem | int,
    *,
    achieved: str = "",
    accepted_by: str | Accepted = "",
    mechanism: str = "",
    note: str = "",
    late: str = "",
    version: int | None = None,
) -> Problem:
    """Says the actor's unit's part is finished; `late` says why, when its clock has run out.

    The lead's submission asks for verification of the gates and says what stands.

    `achieved` is the present state against the target, `accepted_by` who accepted it; both are asked where the campaign has the gate.
    `mechanism` is what will keep it right, asked of what is to be made routine.
    """
    work = change(actor, problem, "problem.submit", version)
    part = work.part(*AT_WORK)
    if part.role != "lead":
        return _submit_part(work, part, note, late)
    _state_mechanism(work, mechanism)
    _refuse_unfinished(work)
    state_for_submission(work, achieved, accepted_by)
    for child in Assignment.objects.filter(
        problem=work.problem, round=work.problem.rounds, state="submitted", parent=part
    ):
        work.move(child, "accept")
    said = _hand_in(work, part, note, late)
    return work.done("problem.submitted", verifier=derive(work.case).who, note=said)


def _state_mechanism(work: Change, mechanism: str) -> None:
    if profile(work.problem.profile).mechanism and mechanism.strip():
        work.problem.mechanism = wanted(mechanism, "建立了什么机制", 6)
        work.problem.save()


def _hand_in(work: Change, part: Assignment, note: str, late: str) -> str:
    """Moves the part to handed in and returns the words for the journal."""
    excused = excuse(work, part, late)
    lapse(work, [part])
    work.move(part, "submit", submitted_at=work.now, note=note.strip())
    return "；".join(words for words in (note.strip(), excused) if words)


def _submit_part(work: Change, part: Assignment, note: str, late: str) -> Problem:
    unfinished_own = Measure.objects.filter(
        problem=work.problem, round=work.problem.rounds, unit_id=part.unit_id, done_at=None
    ).count()
    if unfinished_own:
        raise NotNow(f"本单位还有 {unfinished_own} 项措施没有完成，完成后再交。")
    said = _hand_in(work, part, note, late)
    return work.done("problem.part_submitted", role=part.get_role_display(), note=said)


def _refuse_unfinished(work: Change) -> None:
    missing = unfinished(work.case, "由核验人判断例外")
    below = Assignment.objects.filter(
        problem=work.problem, round=work.problem.rounds, role="carry_out"
    ).exclude(state__in=("submitted", "accepted", "withdrawn"))
    missing += [f"{each.unit} 还没有交" for each in below.select_related("unit")]
    if missing:
        raise NotNow(f"还不能报完成：{'；'.join(missing)}。")


def state_for_submission(work: Change, achieved: str, accepted_by: str | Accepted) -> None:
    """Writes what is said for the gates that wait; NotNow names the words still missing."""
    case = work.case
    proofs = sum(p.step is not None and p.round == case.rounds for p in case.proofs)
    state_for_gate(work, "put_right", f"{len(case.now_steps)} 项措施全部完成，佐证 {proofs} 份。")
    for kind, words, what in (
        ("up_to_standard", achieved, "现在达到什么程度"),
        ("accepted", accepted_words(work, accepted_by), "谁认可"),
    ):
        gate = current_gate(work.problem, kind)
        if gate is None or gate.state != Gate.State.WAITING:
            continue
        state_for_gate(work, kind, wanted(words or gate.stated, f"{what}（“{gate.label}”要用）", 2))


def accepted_words(work: Change, accepted_by: str | Accepted) -> str:
    """Keeps who accepted on the gate "accepted" and returns the words for it; NotNow names what is missing. Plain words stay words."""
    gate = current_gate(work.problem, "accepted")
    if isinstance(accepted_by, str) or gate is None or gate.state != Gate.State.WAITING:
        return accepted_by if isinstance(accepted_by, str) else accepted_by.who
    faults = accepted_by.faults(work.problem.discovered_on, work.now.date())
    if faults:
        raise NotNow(f"“{gate.label}”还缺：{'；'.join(faults)}。")
    gate.accepted_by, gate.relation = accepted_by.who.strip()[:80], accepted_by.relation
    gate.asked_on, gate.asked_how = accepted_by.on, accepted_by.how
    gate.save()
    return accepted_by.words


@transaction.atomic
def return_part(
    actor: Actor, problem: Problem | int, assignment_id: int, reason: str, *, version: int | None = None
) -> Problem:
    """Gives a part back to the unit it was passed down to; by the unit that passed it down."""
    require(actor, "problem.assign")
    work = change(actor, problem, "problem.assign", version)
    own = work.part(*AT_WORK)
    child = (
        Assignment.objects.select_related("unit")
        .filter(problem=work.problem, parent=own, pk=assignment_id)
        .first()
    )
    if child is None:
        raise NotNow("这一份不是您单位转下去的，不能退。")
    why = wanted(reason, "为什么退回")
    work.move(child, "return", note=why)
    return work.done("problem.part_returned", unit=str(child.unit), note=why)
