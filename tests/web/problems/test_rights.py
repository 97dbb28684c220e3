"""Each service by each role: done, refused, or not seen. The owner, a colleague, an outsider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.web.access import Actor, Refused
from bihuan.web.access.roles import ROLES
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import NotNow
from tests.web.problems.steps import LIUXI, SONGWAN, Steps, fresh, photo, unit
from tests.world import PEOPLE

Do = Callable[[Actor, Problem], object]
LATER = clock.today() + timedelta(days=60)
DONE, NOT_NOW, REFUSED = "done", "not now", "refused"


def outcome(acting: Any, key: str, problem: Problem, do: Do) -> str:
    """What came of the try; nothing of it stays."""

    class Undo(Exception):
        pass

    try:
        with acting(key) as actor:
            do(actor, problem)
            raise Undo
    except Undo:
        return DONE
    except NotNow:
        return NOT_NOW
    except Refused:
        return REFUSED


def part_of(problem: Problem) -> int:
    """The only assignment, whoever asks."""
    with scoped(SYSTEM):
        return problem.assignments.get().pk


# stage, service, who may; of the others: who has the right but not to this problem, everybody else is refused
CASES: list[tuple[str, str, Do, set[str], set[str]]] = [
    (
        "raised",
        "assign",
        lambda a, p: services.assign(a, p, unit("柳溪镇"), due=LATER, target="全部通水"),
        {"office", "office_colleague", "township", "township_colleague"},
        set(),
    ),
    (
        "assigned",
        "acknowledge",
        lambda a, p: services.acknowledge(a, p),
        {"township", "township_colleague"},
        {"office", "office_colleague"},
    ),
    (
        "acknowledged",
        "plan_measures",
        lambda a, p: services.plan_measures(a, p, ["更换主管1.2公里"]),
        {"township", "township_colleague"},
        {"office", "office_colleague"},
    ),
    (
        "acknowledged",
        "state_cause",
        lambda a, p: services.state_cause(a, p, "主管道建成二十年"),
        {"township", "township_colleague"},
        {"office", "office_colleague"},
    ),
    (
        "acknowledged",
        "forward",
        lambda a, p: services.forward(a, p, [unit("松湾村")]),
        {"township", "township_colleague"},
        {"office", "office_colleague"},
    ),
    (
        "worked",
        "submit",
        lambda a, p: services.submit(a, p, achieved="已全部通水", accepted_by="户主"),
        {"township", "township_colleague"},
        {"office", "office_colleague"},
    ),
    (
        "submitted",
        "pass_gate",
        lambda a, p: services.pass_gate(a, p, "put_right", "现场看过"),
        {"office", "office_colleague", "inspector", "inspector_colleague", "inspector_outsider"},
        {"township", "township_colleague"},
    ),
    (
        "submitted",
        "return_problem",
        lambda a, p: services.return_problem(a, p, "put_right", "缺签章，请补"),
        {"office", "office_colleague", "inspector", "inspector_colleague", "inspector_outsider"},
        {"township", "township_colleague"},
    ),
    (
        "submitted",
        "gate_not_applicable",
        lambda a, p: services.gate_not_applicable(a, p, "accepted", "不涉及任何农户"),
        {"office", "office_colleague", "inspector", "inspector_colleague", "inspector_outsider"},
        {"township", "township_colleague"},
    ),
    (
        "acknowledged",
        "request_extension",
        lambda a, p: services.request_extension(a, p, LATER, "公示须满十天"),
        {"township", "township_colleague"},
        {"office", "office_colleague"},
    ),
    (
        "assigned",
        "withdraw",
        lambda a, p: services.withdraw(a, p, part_of(p), "交错了单位"),
        {"office", "office_colleague"},
        {"township", "township_colleague"},
    ),
    (
        "assigned",
        "refer",
        lambda a, p: services.refer(a, p, unit("县纪委监委"), "三次整改仍在"),
        {"office", "office_colleague"},
        set(),
    ),
    (
        "assigned",
        "instruct",
        lambda a, p: services.instruct(a, p, "请月底前办结"),
        {"leader", "leader_colleague"},
        set(),
    ),
    (
        "assigned",
        "remind",
        lambda a, p: services.remind(a, p),
        {"office", "office_colleague", "clerk", "clerk_colleague", "township", "township_colleague"},
        set(),
    ),
    (
        "closed",
        "record_look_back",
        lambda a, p: services.record_look_back(a, p, "holds", "没有反弹"),
        {"office", "office_colleague", "inspector", "inspector_colleague", "inspector_outsider"},
        {"township", "township_colleague"},
    ),
]


@pytest.mark.parametrize(("stage", "name", "do", "may", "not_this_one"), CASES, ids=[c[1] for c in CASES])
def test_who_may(
    steps: Steps, acting: Any, stage: str, name: str, do: Do, may: set[str], not_this_one: set[str]
) -> None:
    problem = getattr(steps, stage)()
    found = {key: outcome(acting, key, problem, do) for key in PEOPLE if key != "leaver"}
    assert {key for key, came in found.items() if came == DONE} == may
    assert {key for key, came in found.items() if came == NOT_NOW} == not_this_one


def test_a_department_sees_its_own_and_no_other(steps: Steps, acting: Any) -> None:
    problem = steps.raised(target="通水")
    with acting("office") as actor:
        services.assign(actor, problem, unit("县住建局"), due=LATER)
    for key, seen in (
        ("department", 1),
        ("department_colleague", 1),
        ("department_outsider", 0),
        ("discipline", 0),
        ("helper", 0),
    ):
        with acting(key):
            assert Problem.objects.count() == seen, key
    with acting("office") as actor:
        services.refer(actor, problem, unit("县纪委监委"), "三次整改仍在")
    with acting("discipline"):
        assert Problem.objects.count() == 1
    with acting("discipline_outsider"):
        assert Problem.objects.count() == 0


def test_children_are_seen_with_their_problem_only(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    for relation in ("assignments", "measures", "evidence", "gates"):
        with acting("township"):
            assert getattr(problem, relation).count() > 0
        with acting("township_outsider"):
            assert getattr(problem, relation).count() == 0


@pytest.mark.parametrize("key", [k for k, (_n, role, _u) in PEOPLE.items() if k != "leaver"])
def test_who_may_raise(steps: Steps, acting: Any, key: str) -> None:
    place = HOMES.get(PEOPLE[key][2], LIUXI)
    role = PEOPLE[key][1]
    came = outcome(
        acting, key, Problem(), lambda a, p: services.raise_problem(a, title="公示牌缺失", area_code=place)
    )
    assert (came == DONE) == ("problem.raise" in ROLES[role].verbs and key not in OUT_OF_REACH), came


HOMES = {"松湾村": SONGWAN, "桥头村驻村工作队": SONGWAN - 1}
# They may raise problems, but not in Liuxi: other places, or only for the households paired with them.
OUT_OF_REACH = {
    "helper",
    "helper_outsider",
    "supervisor_outsider",
    "township_outsider",
    "village_outsider",
    "team_outsider",
}


def test_nobody_verifies_after_rectifying_in_another_post(steps: Steps, acting: Any) -> None:
    """Somebody who had it in hand is later an inspector."""
    problem = steps.submitted()
    with acting("township") as before, acting("inspector") as actor:
        moved = Actor(before.person_id, before.name, actor.unit_id, actor.unit_name, "inspector", 0)
        with pytest.raises(NotNow, match="经手过"):
            services.pass_gate(moved, problem, "put_right", "现场看过")


def test_a_verifier_cannot_become_a_rectifier(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    with acting("office") as actor:
        services.pass_gate(actor, problem, "found_out", "原因属实")
        services.return_problem(actor, problem, "put_right", "缺签章，请补")
        part = problem.assignments.get()
        services.withdraw(actor, problem, part.pk, "换一个单位")
        with pytest.raises(NotNow, match="已经核验过"):
            services.assign(actor, problem, unit("县帮扶办"), due=LATER)


def test_evidence_older_than_the_discovery_needs_a_reason(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    with acting("township") as actor:
        services.state_cause(actor, problem, "主管道建成二十年")
        services.plan_measures(actor, problem, ["更换主管"])
        measure = problem.measures.get()
        services.add_evidence(
            actor,
            problem,
            photo(),
            "旧.jpg",
            measure_id=measure.pk,
            taken=date(2020, 1, 1),
            taken_clock="stated",
        )
        services.finish_measure(actor, problem, measure.pk)
        services.submit(actor, problem, achieved="已通水", accepted_by="户主")
    with acting("inspector") as actor:
        with pytest.raises(NotNow, match="早于发现日期"):
            services.pass_gate(actor, problem, "put_right", "看过材料")
        services.pass_gate(actor, problem, "put_right", "看过材料", exception="工程在发现前已经开工")
    assert fresh(problem).state == "submitted"
