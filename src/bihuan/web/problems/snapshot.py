"""From rows to the plain case the rules look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems.models import Assignment, Evidence, Extension, Gate, LookBack, Measure, Problem
from bihuan.web.problems.profiles import profile
from bihuan.web.problems.states import Case, GateView, Part, Proof, Step
from bihuan.web.problems.states.gates import setters
from bihuan.web.problems.sweeps import sweep_progress
from bihuan.web.ui.tables.light import Light

G = TypeVar("G", Gate, Light, Gate | Light)

_CHILDREN = (
    Prefetch(
        "assignments", Assignment.objects.select_related("unit__parent__parent", "owner", "issued_unit")
    ),
    Prefetch("measures", Measure.objects.select_related("unit", "done_by")),
    "evidence",
    Prefetch("gates", Gate.objects.select_related("by", "by_unit", "stated_by")),
    "extensions",
    Prefetch("look_backs", LookBack.objects.select_related("by", "by_unit")),
)


# The same, without the columns that the rules never look at (and without decrypting anybody's phone): every change reads this.
_OWN_FACTS = (
    *(
        "discovered_on",
        "profile",
        "target",
        "severity",
        "higher_level",
        "sweep_asked",
        "rounds",
        "raised_at",
        "merged_into",
        "recheck",
        "mechanism",
    ),
    *("closed_at", "swept_text", "raised_unit", "raised_unit__kind", "raised_unit__short_name"),
    *("raised_unit__parent", "raised_unit__parent__kind", "raised_unit__parent__short_name"),
    *("raised_unit__parent__parent", "raised_unit__parent__parent__kind"),
    "raised_unit__parent__parent__short_name",
)
_FACTS = (
    Prefetch(
        "assignments",
        Assignment.objects.select_related("unit__parent__parent", "owner", "issued_unit").only(
            *("problem", "unit", "role", "state", "round", "parent", "owner", "hands", "issued_unit"),
            *(
                "acknowledged_at",
                "moved_at",
                "late_reason",
                "owner__name",
                "issued_unit__short_name",
                "issued_unit__kind",
            ),
            *("unit__short_name", "unit__kind", "unit__chain", "unit__parent"),
            *("unit__parent__short_name", "unit__parent__kind", "unit__parent__parent"),
            *("unit__parent__parent__short_name", "unit__parent__parent__kind"),
        ),
    ),
    Prefetch("measures", Measure.objects.only("problem", "unit", "round", "done_at", "done_by")),
    Prefetch(
        "evidence",
        Evidence.objects.only(
            *("problem", "measure", "taken_at", "uploaded_by", "uploaded_unit", "kind", "withdrawn_at")
        ),
    ),
    Prefetch(
        "gates",
        Gate.objects.select_related("by_unit").only(
            *(
                "problem",
                "kind",
                "order",
                "round",
                "state",
                "stated",
                "ground",
                "by",
                "by_unit",
                "by_unit__kind",
                "relation",
                "run",
                "words",
            ),
        ),
    ),
    Prefetch("extensions", Extension.objects.only("problem", "part", "state", "asked_at")),
    Prefetch("look_backs", LookBack.objects.only("problem", "done_on", "due_on", "outcome")),
)


def case_now(pk: int) -> Case:
    """The problem `pk` as it is in the database at this moment, read for the rules alone."""
    problems = Problem.objects.select_related("raised_unit__parent__parent").only(*_OWN_FACTS)
    return case_of(problems.prefetch_related(*_FACTS).get(pk=pk))


def guards_now(pk: int) -> tuple[frozenset[int], frozenset[int]]:
    """`states.gates.guards` of the problem `pk` at this moment; reads its gates and nothing else."""
    return setters(map(_view, current_gates(Gate.objects.filter(problem=pk))))


def with_children(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """The problems with all that `case_of` looks at: one query for each kind of child, however many problems."""
    return problems.select_related("raised_unit__parent__parent").prefetch_related(*_CHILDREN)


def current_gates(rows: Iterable[G]) -> list[G]:
    """The newest round of each gate, in the campaign's order."""
    newest: dict[str, G] = {}
    for gate in sorted(rows, key=lambda g: (g.order, g.round)):
        newest[gate.kind] = gate
    return list(newest.values())


def case_of(problem: Problem) -> Case:
    """The problem with its children as plain data; costs no query after `with_children`, one where a sweep was asked."""
    asked = [e for e in problem.extensions.all() if e.state == "asked" and e.part_id is None]
    booked = [x for x in problem.look_backs.all() if x.done_on is None]
    gates = current_gates(problem.gates.all())
    rounds = {m.pk: m.round for m in problem.measures.all()}
    return Case(
        discovered_on=problem.discovered_on,
        profile=profile(problem.profile),
        target=problem.target,
        severe=problem.severe or problem.higher_level,
        sweep_asked=problem.sweep_asked,
        sweep_units=sweep_progress(problem.pk) if problem.sweep_asked else (0, 0, 0),
        rounds=problem.rounds,
        raised_at=problem.raised_at,
        dispatcher=_dispatcher(problem),
        parts=tuple(_part(a) for a in sorted(problem.assignments.all(), key=lambda a: a.pk)),
        steps=tuple(
            Step(m.pk, m.unit_id, m.round, m.done_at is not None, m.done_by_id)
            for m in problem.measures.all()
        ),
        proofs=tuple(_proof(e, rounds) for e in problem.evidence.all() if e.counts),
        gates=tuple(map(_view, gates)),
        extension_asked=asked[0].asked_at if asked else None,
        look_back_due=booked[0].due_on if booked else None,
        closed_at=problem.closed_at,
        swept=problem.swept_text,
        merged=problem.merged_into_id is not None,
        mechanism=problem.mechanism,
        recheck=problem.recheck,
        barred=_barred(problem) if problem.recheck is not None else (frozenset(), frozenset()),
        returned=sum(g.state == Gate.State.RETURNED for g in problem.gates.all()),
        fell_back=sum(x.outcome == LookBack.Outcome.FOUND_AGAIN for x in problem.look_backs.all()),
    )


def _barred(problem: Problem) -> tuple[frozenset[int], frozenset[int]]:
    """(people, units) of townships that ever set a gate of it."""
    set_by = [
        g for g in problem.gates.all() if g.by_unit is not None and g.by_unit.kind == Unit.Kind.TOWNSHIP
    ]
    return frozenset(g.by_id for g in set_by if g.by_id), frozenset(
        g.by_unit_id for g in set_by if g.by_unit_id
    )


def _view(g: Gate) -> GateView:
    return GateView(
        g.kind, g.state, g.stated, g.ground, g.by_id, g.by_unit_id, g.round, g.relation, g.run, g.label
    )


def _dispatcher(problem: Problem) -> tuple[int | None, str]:
    """Who has to dispatch it: the township above a village that raised it, else the county's office."""
    above = station_of(problem.raised_unit)
    return above or (None, "县帮扶办")


def station_of(unit: Unit) -> tuple[int, str] | None:
    """The township above a village or a team, as (id, name)."""
    above = unit.parent if unit.kind in (Unit.Kind.VILLAGE, Unit.Kind.TEAM) else None
    while above is not None and above.kind != Unit.Kind.TOWNSHIP:
        above = above.parent
    return (above.pk, str(above)) if above else None


def _part(a: Assignment) -> Part:
    return Part(
        id=a.pk,
        unit=a.unit_id,
        unit_name=str(a.unit),
        role=a.role,
        state=a.state,
        round=a.round,
        parent=a.parent_id,
        owner=a.owner_id,
        owner_name=str(a.owner) if a.owner else "",
        hands=tuple(a.hands),
        chain=tuple(a.unit.chain),
        station=station_of(a.unit),
        issuer=a.issued_unit_id,
        issuer_name=str(a.issued_unit),
        issuer_verifies=a.issued_unit.kind in (Unit.Kind.OFFICE, Unit.Kind.INSPECTION),
        was_acknowledged=a.acknowledged_at is not None,
        moved_at=a.moved_at,
        late=bool(a.late_reason),
    )


def _proof(e: Evidence, rounds: dict[int, int]) -> Proof:
    day = e.taken_at.astimezone(clock.ZONE).date()
    return Proof(
        e.measure_id,
        day,
        e.uploaded_by_id,
        e.uploaded_unit_id,
        e.kind == "photo",
        rounds.get(e.measure_id or 0, 0),
    )
