"""The real services in the real database, in any order, by anybody: nothing closes without its gates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bihuan.web.access import Actor, Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, Problem
from bihuan.web.problems.snapshot import current_gates
from tests.web.problems.steps import SONGWAN, Steps, photo, unit

LATER = clock.today() + timedelta(days=30)
KINDS = ("found_out", "put_right", "up_to_standard", "accepted")
ROLES = (
    "office",
    "inspector",
    "inspector_outsider",
    "township",
    "village",
    "village_colleague",
    "department_outsider",
    "leader",
    "helper",
)
UNITS = ("县帮扶办", "督查一组", "柳溪镇", "松湾村", "县水利局")


def _measure(problem: Problem) -> int:
    with scoped(SYSTEM):
        found = problem.measures.order_by("-no").first()
    return found.pk if found else 0


def _part(problem: Problem) -> int:
    with scoped(SYSTEM):
        found = problem.assignments.order_by("-pk").first()
    return found.pk if found else 0


def _evidence(actor: Actor, problem: Problem, day: date) -> Evidence:
    given: dict[str, Any] = {"measure_id": _measure(problem), "taken": day, "taken_clock": "stated"}
    return services.add_evidence(actor, problem, photo(), "照片.jpg", **given)


def _whole(actor: Actor, problem: Problem) -> object:
    """What a diligent unit does in one go; most orders would never get this far by chance."""
    services.state_cause(actor, problem, "主管道建成二十年")
    services.plan_measures(actor, problem, ["更换主管1.2公里"])
    _evidence(actor, problem, clock.today())
    services.finish_measure(actor, problem, _measure(problem))
    return services.submit(actor, problem, achieved="已通水", accepted_by="户主")


Do = Callable[[Actor, Problem, str, str], object]
DEEDS: dict[str, Do] = {
    "assign": lambda a, p, u, k: services.assign(a, p, unit(u), due=LATER, target="通水"),
    "assign two": lambda a, p, u, k: services.assign(
        a, p, unit(u), [unit("县水利局")], due=LATER, target="通水"
    ),
    "forward": lambda a, p, u, k: services.forward(a, p, [unit(u)]),
    "withdraw": lambda a, p, u, k: services.withdraw(a, p, _part(p), "换一个单位"),
    "acknowledge": lambda a, p, u, k: services.acknowledge(a, p),
    "measures": lambda a, p, u, k: services.plan_measures(a, p, ["核对名单"]),
    "early evidence": lambda a, p, u, k: _evidence(a, p, date(2020, 1, 1)),
    "finish": lambda a, p, u, k: services.finish_measure(a, p, _measure(p)),
    "submit": lambda a, p, u, k: services.submit(a, p, achieved="已通水", accepted_by="户主"),
    "whole": lambda a, p, u, k: _whole(a, p),
    "pass": lambda a, p, u, k: services.pass_gate(a, p, k, "现场看过"),
    "pass early": lambda a, p, u, k: services.pass_gate(a, p, k, "现场看过", exception="开工在前"),
    "pass four": lambda a, p, u, k: [services.pass_gate(a, p, kind, "现场看过") for kind in KINDS],
    "pass all": lambda a, p, u, k: services.pass_all(a, p, "现场看过"),
    "set aside": lambda a, p, u, k: services.gate_not_applicable(a, p, k, "不涉及农户"),
    "set aside without words": lambda a, p, u, k: services.gate_not_applicable(a, p, k, " "),
    "return": lambda a, p, u, k: services.return_problem(a, p, k, "缺签章，请补"),
    "sample passed": lambda a, p, u, k: services.sample_passed(a, p.pk, unit(u).pk, "现场看过"),
    "sample failed": lambda a, p, u, k: services.sample_failed(a, p.pk, unit(u).pk, k, "现场看过，没有办好"),
    "sample pulled": lambda a, p, u, k: services.sample_pulled(a, p.pk, u, "同批一件没有过"),
    "looked back": lambda a, p, u, k: services.record_look_back(a, p, "holds", "没有反弹"),
    "found again": lambda a, p, u, k: services.record_look_back(a, p, "found_again", "又发现了", due=LATER),
}
deed = st.tuples(
    st.sampled_from(ROLES), st.sampled_from(sorted(DEEDS)), st.sampled_from(UNITS), st.sampled_from(KINDS)
)
start = st.sampled_from(["raised", "assigned", "acknowledged", "worked", "submitted", "closed"])


@given(
    start=start, severe=st.booleans(), by_village=st.booleans(), deeds=st.lists(deed, min_size=6, max_size=14)
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_order_of_deeds_closes_a_problem_without_its_gates(
    db: None, acting: Any, start: str, severe: bool, by_village: bool, deeds: list[tuple[str, str, str, str]]
) -> None:
    lead = ("village", "松湾村") if by_village else ("township", "柳溪镇")
    with transaction.atomic():
        problem = getattr(Steps(acting, *lead), start)(
            area_code=SONGWAN, severity="severe" if severe else "normal"
        )
        for key, name, place, kind in deeds:
            _try(
                acting, key, lambda a, name=name, place=place, kind=kind: DEEDS[name](a, problem, place, kind)
            )
            _check(problem)
        transaction.set_rollback(True)


def _try(acting: Any, key: str, do: Callable[[Actor], object]) -> None:
    try:
        with acting(key) as actor:
            do(actor)
    except Refused:
        return


def _check(problem: Problem) -> None:
    """Read from the tables, by another road than the rules."""
    with scoped(SYSTEM):
        now = Problem.objects.get(pk=problem.pk)
        if now.state not in ("closed", "routine"):
            assert now.closed_at is None
            return
        event("closed")
        parts = list(now.assignments.exclude(state="withdrawn", acknowledged_at=None))
        proofs, steps = list(now.evidence.exclude(measure=None)), list(now.measures.exclude(done_at=None))
        people = (
            {h for p in parts for h in p.hands}
            | {p.uploaded_by_id for p in proofs}
            | {s.done_by_id for s in steps}
        )
        units = {p.unit_id for p in parts} | {p.uploaded_unit_id for p in proofs} | {s.unit_id for s in steps}
        gates = current_gates(now.gates.all())
        if now.recheck is not None:
            event("closed after a failed sample")
            towns = {g.by_unit_id for g in now.gates.all() if g.by_unit and g.by_unit.kind == "township"}
            assert not towns & {g.by_unit_id for g in gates}
        assert [g.kind for g in gates] == list(KINDS)
        for gate in gates:
            assert gate.state in ("passed", "not_applicable")
            assert len(gate.ground.strip()) >= 4
            assert gate.by_id not in people
            assert gate.by_unit_id not in units
        right = next(g for g in gates if g.kind == "put_right")
        early = [p for p in proofs if p.taken_at.astimezone(clock.ZONE).date() < now.discovered_on]
        assert not early or right.exception or right.state == "not_applicable" or now.rounds
        assert now.target.strip()
        booked = now.look_backs.filter(round=now.rounds).exclude(outcome__in=("moved", "called_off"))
        assert booked.exists()
        assert booked.filter(done_on=None).count() <= 1
