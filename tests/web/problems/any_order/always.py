"""What holds after every step, whoever did what: read from the rows and the journal, by another road than the rules."""

from __future__ import annotations

from typing import Any

from hypothesis import currently_in_test_context, event

from bihuan.web.access.scope import Scope, Span
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Assignment, Evidence, Extension, Gate, LookBack, Measure, Problem
from bihuan.web.ui.words import cn_date
from tests.signed import acting
from tests.web.problems.any_order.rows import Row, Rows
from tests.web.problems.any_order.second import hands, replayed, standing

OVER = ("closed", "routine")
VOID = ("moved", "called_off")


def one_state(rows: Rows, units: dict[int, Unit]) -> None:
    """What is stored is what the children say; whoever has to do with it is on it."""
    own = rows.own
    assert (own["state"], own["waiting_for"], own["waiting_unit_id"]) == standing(rows, units)
    assert own["lead_unit_id"] == (rows.lead["unit_id"] if rows.lead else None)
    live = [p for p in rows.assignments if p["state"] != "withdrawn"]
    concerned = {own["raised_unit_id"], *own["merged_units"]}
    concerned |= {u for p in live for u in (p["unit_id"], p["issued_unit_id"])}
    assert set(own["units"]) == concerned
    for name, children in rows.children.items():
        for child in children if name != "sweep_asks" else ():
            assert (child["area_code"], child["units"]) == (own["area_code"], own["units"]), name


def told(rows: Rows, lines: list[Row]) -> None:
    """The journal alone gives the state, and the deadline where it ever spoke of one."""
    end = replayed(lines)
    assert end.state == rows.own["state"], [(x["code"], x["data"]) for x in lines]
    if end.due is not None:
        due = rows.own["due"]
        assert cn_date(due) == end.due if due else end.due[:2] in ("等 ", "长期"), (due, end.due)


def gates(rows: Rows, units: dict[int, Unit]) -> None:
    """Closed only with all gates, each by somebody independent, and looked at again."""
    own = rows.own
    if own["state"] not in OVER:
        assert own["closed_at"] is None
        return
    _count("closed")
    people, places = hands(rows)
    now = rows.gates_now
    assert [g["kind"] for g in now] == ["found_out", "put_right", "up_to_standard", "accepted"]
    for gate in now:
        assert gate["state"] in ("passed", "not_applicable")
        assert len(gate["ground"].strip()) >= 4
        assert gate["by_id"] is None if gate["run"] else gate["by_id"] not in people | {None}
        assert gate["by_unit_id"] not in places
        assert gate["run"] == "" or own["profile"] == "data"
    _by_the_county(rows, units)
    _proven(rows, now)
    assert own["target"].strip()
    booked = [x for x in rows.look_backs if x["round"] == own["rounds"] and x["outcome"] not in VOID]
    assert bool(booked) == (own["look_back_rule"] != "none" or own["profile"] == "standing")
    numbers = [x["number"] for x in booked]
    assert numbers == sorted(set(numbers))
    asked = [a for a in rows.sweep_asks if a["state"] == "open"]
    assert not asked or next(g for g in now if g["kind"] == "found_out")["state"] == "not_applicable"


def _count(what: str) -> None:
    """Counted by the property test; who else asks has no such counting."""
    if currently_in_test_context():
        event(what)


def _by_the_county(rows: Rows, units: dict[int, Unit]) -> None:
    """Severe ones, those from above and those pulled by a failed sample: never by a township."""
    own, towns = rows.own, {g["by_unit_id"] for g in rows.gates_now if g["by_unit_id"]}
    kinds = {units[pk].kind for pk in towns}
    if own["recheck"] is not None:
        _count("closed after a failed sample")
    if own["recheck"] is not None or own["severity"] == "severe" or own["higher_level"]:
        assert kinds <= {"office", "inspection"}


def _proven(rows: Rows, now: list[Row]) -> None:
    """All measures done, and evidence no older than the discovery but with a reason."""
    own, right = rows.own, next(g for g in now if g["kind"] == "put_right")
    if right["state"] != "passed":
        return
    steps = {m["id"] for m in rows.measures if m["round"] == own["rounds"]}
    assert steps
    assert all(m["done_at"] for m in rows.measures if m["id"] in steps)
    proofs = [e for e in rows.evidence if e["measure_id"] in steps and not e["withdrawn_at"]]
    assert proofs or own["profile"] == "data"
    early = [
        e for e in proofs if e["taken_at"].astimezone(clock.ZONE).date() < own["discovered_on"]
    ]  # asked of each round's own
    assert not early or right["exception"]


# what a step may change

MOVES_DUE = {
    "assigned",
    "claimed",
    "extension_approved",
    "event_happened",
    "found_again",
    "check_failed",
    "found_by_run",
}
MOVES_PART = {"extension_approved", "part_extension_approved", "event_happened"}


def nothing_silent(before: Rows, after: Rows, fresh: list[Row]) -> None:
    """What changed has a line; a deadline moved has one that says so; the first one stays."""
    codes = {line["code"].removeprefix("problem.") for line in fresh}
    assert fresh or before == after
    assert after.own["version"] >= before.own["version"]
    if before.own["due"] != after.own["due"]:
        assert codes & MOVES_DUE, codes
    if before.own["first_due"] is not None:
        assert after.own["first_due"] == before.own["first_due"]
    there = {p["id"]: p for p in after.assignments}
    for part in before.assignments:
        now = there[part["id"]]
        if part["due"] != now["due"]:
            assert codes & MOVES_PART, codes
        if part["first_due"] is not None:
            assert now["first_due"] == part["first_due"]
    for name, rows in before.children.items():
        assert {r["id"] for r in rows} <= {r["id"] for r in after.children[name]}, name


def clocks_of_parts(rows: Rows) -> None:
    """Only an approved extension moves a part's clock away from its first; a child's ends no later than what it is a part of."""
    for part in rows.parts:
        if part["due"] != part["first_due"]:
            whole = part["role"] == "lead"
            granted = [
                e["to"]
                for e in rows.extensions
                if e["state"] == "approved" and e["part_id"] == (None if whole else part["id"])
            ]
            assert part["due"] in granted
    for granted in rows.extensions:
        if granted["state"] == "approved":
            assert granted["to"] > granted["was"]
            assert granted["decided_by_id"]


# who sees what

CASE = (Assignment, Evidence, Extension, Gate, LookBack, Measure)


def in_sight(key: str, scope: Scope, problems: dict[int, Rows]) -> None:
    """That person reads the problems within reach, whole with children and journal, and nothing of any other."""
    near = {pk for pk, rows in problems.items() if reaches(scope.reads, rows.own)}
    with acting(key):
        assert set(Problem.objects.filter(pk__in=problems).values_list("pk", flat=True)) == near
        for model in CASE:
            seen = set(model.objects.filter(problem__in=problems).values_list("problem", flat=True))  # type: ignore[attr-defined]
            assert seen <= near, model
        journal: Any = JournalLine.objects.filter(object_type="problems.problem", object_id__in=problems)
        rows = journal.values("object_id", "person_id", "area_code", "units")
        for line in rows if scope.role != "auditor" else ():
            # A line written while the problem was theirs stays theirs to read when it moves on; later ones do not.
            then = reaches(scope.reads, line) or line["person_id"] == scope.person_id
            assert line["object_id"] in near or then, line


def reaches(span: Span, own: Row) -> bool:
    """Whether a reach covers a row; nobody here has household grants."""
    code = own["area_code"]
    if span.lo is not None and span.hi is not None and span.lo <= code < span.hi:
        return True
    return code in span.areas or bool(set(span.units) & set(own["units"]))


def everything(
    before: dict[int, Rows],
    after: dict[int, Rows],
    lines: dict[int, list[Row]],
    known: dict[int, int],
    units: dict[int, Unit],
) -> None:
    """All of it for each problem that changed; `known` is the id of the last line there was before."""
    for pk, rows in after.items():
        fresh = [line for line in lines[pk] if line["id"] > known.get(pk, 0)]
        nothing_silent(before[pk], rows, fresh)
        if before[pk] != rows or not known:
            one_state(rows, units)
            told(rows, lines[pk])
            gates(rows, units)
            clocks_of_parts(rows)
