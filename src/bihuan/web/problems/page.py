"""What the page of one problem shows: plain objects for the template, made from the problem, its case and its journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.web.access import Actor
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.lines import Line, Part
from bihuan.web.problems.models import Assignment, Gate, LookBack, Measure, Problem
from bihuan.web.problems.photos import Photo, Photos
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import Case, derive
from bihuan.web.problems.states.derive import WAITS
from bihuan.web.problems.states.gates import submitted
from bihuan.web.problems.turn import waits_for
from bihuan.web.ui.deadlines import Clock, clock_of
from bihuan.web.ui.words import cn_date, cn_stamp, day_of

SHOWN = 12
WARNING = (
    "problem.returned",
    "problem.part_returned",
    "problem.extension_approved",
    "problem.extension_refused",
    "problem.part_extension_approved",
    "problem.part_extension_refused",
    "problem.event_happened",
    "problem.found_again",
    "problem.check_failed",
    "problem.found_by_run",
    "problem.sample_failed",
    "problem.sample_pulled",
)
NUMERALS = "零一二三四五六"


@dataclass(frozen=True)
class GateBox:
    """One gate of the strip."""

    name: str
    state: str
    say: str
    lines: tuple[str, ...]
    by: str


@dataclass(frozen=True)
class Found:
    """What the problem was grouped from, and what later runs saw of it."""

    words: str
    seen: str = ""


def found_words(problem: Problem) -> Found | None:
    """督查 3 条；2 条不再出现（11月20日）. None for a problem that no finding stands under."""
    findings = list(problem.findings.prefetch_related("sightings"))
    if not findings:
        return None
    label = findings[0].get_source_display()
    newest = [max(f.sightings.all(), key=lambda s: (s.on, s.pk)) for f in findings if f.sightings.all()]
    gone = [s for s in newest if s.kind == "vanished"]
    still = [s for s in newest if s.kind == "seen"]
    parts = [
        f"{len(held)} 条{words}（{cn_date(max(s.on for s in held))}）"
        for held, words in ((gone, "不再出现"), (still, "还在"))
        if held
    ]
    return Found(f"{label} {len(findings)} 条", "，".join(parts))


@dataclass(frozen=True)
class TimeLine:
    """One line of the time line."""

    when: str
    text: str
    sub: str = ""
    kind: str = ""
    href: str = ""


def problem_clock(
    problem: Problem | Line, *, asked: date | None = None, look_back: date | None = None
) -> Clock:
    """The clock of a problem on lists and on its page."""
    if problem.state == "merged":
        return Clock("none", "已并入")
    if problem.state == "recheck":
        return Clock("shut", "重新核验", f"时限 {cn_date(problem.due)}" if problem.due else "")
    if problem.state == "closed":
        return clock_of(closed=problem.closed_at, look_back=look_back)
    if problem.state == "routine" or (problem.standing and problem.due is None):
        return clock_of(standing=True, next_check=look_back)
    event = (problem.event or problem.deadline) if problem.deadline_kind == "event" else ""
    return clock_of(problem.due, first=problem.first_due, asked=asked, event=event)


def gate_boxes(
    problem: Problem, case: Case, *, mine: bool, twins: int = 0, found: Found | None = None
) -> list[GateBox]:
    """The gates as they stand. `mine`: the reader is waited for as verifier; `twins`: pieces of evidence used elsewhere too;
    `found`: what later runs saw of the problem's findings, which is evidence of its being put right and never a close-out."""
    return [_gate_box(g, case, mine, twins, found) for g in current_gates(problem.gates.all())]


def _gate_box(gate: Gate, case: Case, mine: bool, twins: int, found: Found | None) -> GateBox:
    state, said = gate_state(gate.state, gate.stated, submitted(case)), gate.stated
    lines = [f"目标：{case.target}"] if gate.kind == "up_to_standard" and case.target else []
    label = {"found_out": "原因", "up_to_standard": "现况", "accepted": "谁认可"}.get(gate.kind, "")
    if said and gate.state != "not_applicable":
        lines.append(f"{label}：{said}" if label else said)
    if twins and gate.kind == "put_right":
        lines.append(f"留意：{twins} 份佐证别处也用过，见佐证下的说明")
    if found and found.seen and gate.kind == "put_right":
        lines.append(f"比对：{found.seen}")
    if gate.ground:
        lines.append(f"理由：{gate.ground}" if gate.state == "not_applicable" else gate.ground)
    if gate.exception:
        lines.append(f"例外：{gate.exception}")
    by = f"{gate.by_unit} {gate.by}　{cn_date(gate.at)}" if gate.by_unit and gate.by else ""
    if gate.run and gate.state != "waiting":
        by = f"数据比对 {gate.run}　{cn_date(gate.at)}"
    return GateBox(
        gate.label,
        state,
        "等您核验" if state == "waiting" and mine else "",
        tuple(dict.fromkeys(lines)),
        by,
    )


def gate_state(state: str, stated: str, is_submitted: bool) -> str:
    """passed, not_applicable, waiting (there is something to verify) or open (nothing said for it yet)."""
    if state == "waiting":
        return "waiting" if stated and is_submitted else "open"
    return state


def gates_title(problem: Problem) -> str:
    """四关, 三关."""
    count = len({g.kind for g in problem.gates.all()})
    return f"{NUMERALS[count]}关"


@dataclass(frozen=True)
class MeasureBox:
    """One measure with its evidence."""

    measure: Measure
    who: str
    evidence: list[Photo]


def measure_boxes(problem: Problem, photos: Photos) -> list[MeasureBox]:
    """The measures in order, each with its evidence."""
    rows = sorted(problem.measures.all(), key=lambda m: m.no)
    return [MeasureBox(m, f"{m.unit} {m.done_by or ''}".strip(), photos.of(measure_id=m.pk)) for m in rows]


@dataclass(frozen=True)
class PartRow:
    """One line of the table of assignments."""

    part: Assignment
    below: bool
    signed: str
    badge: str
    clock: Clock
    late: str = ""


BADGES = {
    "issued": "assigned",
    "acknowledged": "rectifying",
    "working": "rectifying",
    "forwarded": "rectifying",
    "submitted": "submitted",
    "returned": "returned",
    "accepted": "answered",
}


def part_rows(problem: Problem) -> list[PartRow]:
    """Assignments in the order they were passed down, withdrawn ones left out."""
    parts = [
        a
        for a in sorted(problem.assignments.all(), key=lambda a: a.pk)
        if a.state != "withdrawn" and a.round == problem.rounds
    ]
    tops = [a for a in parts if a.parent_id is None or a.parent_id not in {p.pk for p in parts}]
    ordered = [each for top in tops for each in (top, *(p for p in parts if p.parent_id == top.pk))]
    asked = {e.part_id: e.to for e in problem.extensions.all() if e.state == "asked"}
    return [_part_row(a, a not in tops, asked.get(None if a.role == "lead" else a.pk)) for a in ordered]


def _part_row(a: Assignment, below: bool, asked: date | None) -> PartRow:
    signed = ""
    if a.acknowledged_at:
        days = (day_of(a.acknowledged_at) - day_of(a.issued_at)).days
        signed = f"{cn_date(a.acknowledged_at)}，{'当天' if days == 0 else f'{days} 天'}"
    return PartRow(a, below, signed, BADGES[a.state], part_clock(a, asked), a.late_reason)


def part_clock(a: Assignment | Part, asked: date | None = None) -> Clock:
    """The clock of one part: running until it is handed in, then in time or how many days late."""
    if a.state not in a.HANDED_IN or a.submitted_at is None:
        return clock_of(a.due, first=a.first_due, asked=asked)
    handed = day_of(a.submitted_at)
    late = f"，晚 {(handed - a.due).days} 天" if a.due and handed > a.due else ""
    return Clock("shut", f"{cn_date(handed)}交", f"时限 {cn_date(a.due)}{late}" if a.due else "")


def time_lines(problem: Problem, case: Case, journal: list[JournalLine], actor: Actor) -> list[TimeLine]:
    """Future on top, then who is waited for, then what happened, newest first."""
    return [*_future(problem, case), *_now(problem, case, actor), *(_line(each) for each in journal)]


def _future(problem: Problem, case: Case) -> list[TimeLine]:
    made: list[tuple[date, str]] = []
    made += [(row.due_on, _look_back_words(problem, row)) for row in open_look_backs(problem)]
    if problem.due and not problem.over and problem.due >= clock.today():
        made.append((problem.due, "到期"))
    return [TimeLine(cn_stamp(day), words, kind="next") for day, words in sorted(made, reverse=True)]


def open_look_backs(problem: Problem) -> list[LookBack]:
    """Look-backs booked and not done, the next one first."""
    return sorted((x for x in problem.look_backs.all() if x.done_on is None), key=lambda x: x.due_on)


def done_look_backs(problem: Problem) -> list[LookBack]:
    """What was looked at, newest first; those called off by a reopening left out."""
    done = [x for x in problem.look_backs.all() if x.done_on and x.outcome != LookBack.Outcome.CALLED_OFF]
    return sorted(done, key=lambda x: (x.done_on, x.pk), reverse=True)


def _look_back_words(problem: Problem, row: LookBack) -> str:
    if problem.made_routine:
        return "下次检查"
    if problem.look_back_by == "quarterly":
        return f"第 {row.number} 次回头看（一年 {problem.look_back_count} 次）"
    return f"回头看（销号后 {problem.look_back_days} 天）"


def _now(problem: Problem, case: Case, actor: Actor) -> list[TimeLine]:
    standing = derive(case)
    if not standing.who or problem.over:
        return []
    who = f"等您{WAITS[standing.waits]}" if waits_for(actor, problem) else standing.words
    return [TimeLine("今天", f"{who}，已等 {waited(standing.since)}", kind="now")]


def waited(since: datetime | None) -> str:
    """31 分钟, 5 小时, 12 天."""
    if since is None:
        return "一会儿"
    minutes = int((clock.now() - since).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} 分钟"
    return f"{minutes // 60} 小时" if minutes < 24 * 60 else f"{minutes // (24 * 60)} 天"


def _line(each: JournalLine) -> TimeLine:
    data: dict[str, Any] = each.data
    kind = "warn" if each.code in WARNING else ""
    return TimeLine(cn_stamp(each.at), f"{each.who} {each.text}".strip(), str(data.get("note", "")), kind)
