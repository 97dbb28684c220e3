"""Whatever people do, in whatever order: no first deadline moves, and every move of a clock is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services
from bihuan.web.problems.models import Assignment, Extension, Measure, Problem
from tests.web.problems.steps import SONGWAN, Steps, fresh, photo, unit

START = datetime(2026, 11, 24, 9, tzinfo=clock.ZONE)
TODAY = START.date()


LATER = st.integers(-3, 30)
KEYS = ("office", "township", "village", "inspector", "department_outsider")
Do = Callable[[Any, Problem, date], object]


def _last(model: Any, problem: Problem, **where: Any) -> int:
    with scoped(SYSTEM):
        found = model.objects.filter(problem=problem, **where).order_by("-pk").first()
    return found.pk if found else 0


def _do_all(actor: Any, problem: Problem, day: date) -> object:
    services.state_cause(actor, problem, "主管道建成二十年")
    services.plan_measures(actor, problem, ["更换主管1.2公里"])
    services.add_evidence(actor, problem, photo(), "主管.jpg", measure_id=_last(Measure, problem))
    services.finish_measure(actor, problem, _last(Measure, problem))
    return services.submit(actor, problem, achieved="已通水", accepted_by="户主", late="等设备到货")


DEEDS: dict[str, Do] = {
    "assign": lambda a, p, d: services.assign(a, p, unit("柳溪镇"), due=d, target="通水", note="换单位重新定"),
    "assign as it is": lambda a, p, d: services.assign(a, p, unit("松湾村"), target="通水"),
    "assign standing": lambda a, p, d: services.assign(a, p, unit("柳溪镇"), target="通水", kind="standing"),
    "forward": lambda a, p, d: services.forward(a, p, [unit("松湾村")], due=d),
    "withdraw": lambda a, p, d: services.withdraw(a, p, _last(Assignment, p, role="lead"), "换一个单位"),
    "acknowledge": lambda a, p, d: services.acknowledge(a, p),
    "all": _do_all,
    "submit": lambda a, p, d: services.submit(a, p, late="等设备到货"),
    "pass": lambda a, p, d: [
        services.pass_gate(a, p, k, "现场看过") for k in ("found_out", "put_right", "up_to_standard", "accepted")
    ],
    "return": lambda a, p, d: services.return_problem(a, p, "put_right", "缺签章，请补"),
    "ask": lambda a, p, d: services.request_extension(a, p, d, "公示须满十天"),
    "approve": lambda a, p, d: services.decide_extension(a, p, True),
    "refuse": lambda a, p, d: services.decide_extension(a, p, False, "没有必要延"),
    "approve part": lambda a, p, d: services.decide_part_extension(a, p, _last(Extension, p), True),
    "event": lambda a, p, d: services.event_happened(a, p, clock.today(), due=d),
    "found again": lambda a, p, d: services.record_look_back(a, p, "found_again", "又发现了", due=d),
    "target": lambda a, p, d: services.set_target(a, p, "全天供水"),
}  # fmt: skip
MOVES = {
    "problem.assigned", "problem.extension_approved", "problem.event_happened", "problem.found_again",
    "problem.part_extension_approved", "problem.forwarded",
}  # fmt: skip
deed = st.tuples(st.sampled_from(KEYS), st.sampled_from(sorted(DEEDS)), LATER)


@given(
    kind=st.sampled_from(["dated", "immediate", "event", "standing"]),
    deeds=st.lists(deed, min_size=6, max_size=16),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_sequence_moves_a_first_deadline_and_every_move_is_told(
    db: None, acting: Any, kind: str, deeds: list[tuple[str, str, int]]
) -> None:
    with transaction.atomic(), clock.frozen(START):
        named = {"event": "上级资金下达"} if kind == "event" else {}
        problem = Steps(acting).raised(area_code=SONGWAN, deadline_kind=kind, **named)
        before = _clocks(problem)
        for key, name, days in deeds:
            lines = _lines(problem)
            try:
                with acting(key) as actor, transaction.atomic():
                    DEEDS[name](actor, problem, TODAY + timedelta(days=days))
            except Refused:
                assert _clocks(problem) == before
                continue
            before = _compare(problem, before, set(_lines(problem)[len(lines) :]))
        transaction.set_rollback(True)


Clocks = tuple[date | None, date | None, dict[int, tuple[date | None, date | None]]]


def _clocks(problem: Problem) -> Clocks:
    now = fresh(problem)
    with scoped(SYSTEM):
        parts = {a.pk: (a.first_due, a.due) for a in Assignment.objects.filter(problem=problem)}
    return now.first_due, now.due, parts


def _lines(problem: Problem) -> list[str]:
    with scoped(SYSTEM):
        mine = JournalLine.objects.filter(object_type="problems.problem", object_id=problem.pk)
        return list(mine.order_by("id").values_list("code", flat=True))


def _compare(problem: Problem, before: Clocks, codes: set[str]) -> Clocks:
    first, due, parts = before
    after = _clocks(problem)
    assert first is None or after[0] == first
    if after[1] != due:
        event("moved")
        assert codes & MOVES
        dispatched = bool(parts)
        if dispatched and due is not None:
            assert codes & {"problem.extension_approved", "problem.found_again"}
    for pk, (part_first, part_due) in parts.items():
        now_first, now_due = after[2][pk]
        assert part_first is None or now_first == part_first
        if now_due != part_due:
            assert codes & {
                "problem.extension_approved",
                "problem.part_extension_approved",
                "problem.event_happened",
            }
    return after
