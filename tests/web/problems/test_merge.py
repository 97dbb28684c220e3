"""Two registrations of one thing become one: nothing is lost, no gate and no day is won by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import NotNow
from bihuan.web.problems.todo import todos
from tests.web.problems.steps import LIUXI, SONGWAN, WANGLING, Steps, fresh, photo, unit

SOON, LATER = clock.today() + timedelta(days=5), clock.today() + timedelta(days=30)
WHY = "两份登记说的是同一条管道"


def merged(acting: Any, gone: Problem, kept: Problem, by: str = "office") -> Problem:
    with acting(by) as actor:
        return services.merge(actor, gone, kept, WHY)


def test_the_merged_one_leaves_the_lists_and_points_to_the_other(steps: Steps, acting: Any) -> None:
    gone, kept = steps.raised(area_code=SONGWAN, tags=["入冬"]), steps.worked()
    with acting("office") as actor:
        services.add_evidence(actor, gone, photo(), "管道.jpg", caption="发现时")
    merged(acting, gone, kept)
    now = fresh(gone)
    assert (now.state, now.merged_into_id, now.waiting_for) == ("merged", kept.pk, "")
    assert fresh(kept).tags == ["入冬"]
    with scoped(SYSTEM):
        assert now.evidence.count() == 1
    with acting("office") as actor:
        assert gone.pk not in {t.pk for t in todos(actor)}
        with pytest.raises(NotNow, match=f"{gone.number} 已并入 {kept.number}"):
            services.assign(actor, gone, unit("柳溪镇"), due=LATER, target="通水")


def test_who_registered_the_merged_one_goes_on_seeing_both(steps: Steps, acting: Any) -> None:
    gone, kept = steps.raised("department", area_code=LIUXI), steps.acknowledged()
    merged(acting, gone, kept)
    with acting("township") as actor:
        services.plan_measures(actor, kept, ["更换主管"])
    with acting("department"):
        assert Problem.objects.filter(pk__in=(gone.pk, kept.pk)).count() == 2
    with acting("department_outsider"):
        assert not Problem.objects.exists()


def test_a_severe_one_makes_the_other_severe(steps: Steps, acting: Any) -> None:
    gone = steps.raised(area_code=SONGWAN, severity="severe", severity_reason="断水十天", higher_level=True)
    village = Steps(acting, "village", "松湾村")
    kept = village.acknowledged(area_code=SONGWAN)
    with acting("village") as actor:
        services.state_cause(actor, kept, "主管道建成二十年")
    with acting("township") as actor:
        services.pass_gate(actor, kept, "found_out", "原因属实")
    merged(acting, gone, kept)
    now = fresh(kept)
    assert now.severe
    assert now.higher_level
    assert "断水十天" in now.severity_reason
    with scoped(SYSTEM):
        assert sorted(kept.gates.filter(kind="found_out").values_list("round", "state"))[-1] == (1, "waiting")


def _returned(steps: Steps, acting: Any) -> Problem:
    problem = steps.submitted()
    with acting("inspector") as actor:
        return services.return_problem(actor, problem, "put_right", "缺签章，请补")


def _asked(steps: Steps, acting: Any) -> Problem:
    problem = steps.worked()
    with acting("township") as actor:
        return services.request_extension(actor, problem, LATER, "公示须满十天")


REFUSED: list[tuple[str, Any, Any, str]] = [
    ("elsewhere", lambda s, a: s.raised(area_code=WANGLING), lambda s, a: s.raised(), "不在一个地方"),
    ("wider place", lambda s, a: s.raised(), lambda s, a: s.raised(area_code=SONGWAN), "不在一个地方"),
    ("closed", lambda s, a: s.closed(), lambda s, a: s.raised(), "已经销号"),
    ("into closed", lambda s, a: s.raised(), lambda s, a: s.closed(), "不能并进去"),
    ("submitted", lambda s, a: s.submitted(), lambda s, a: s.worked(), "已经报完成，请先核验"),
    ("into submitted", lambda s, a: s.raised(), lambda s, a: s.submitted(), "已经报完成，没有整改的"),
    ("with a lead", lambda s, a: s.worked(), lambda s, a: s.raised(), "已经交给别的单位"),
    (
        "another lead",
        lambda s, a: s.worked(area_code=SONGWAN),
        lambda s, a: Steps(a, "village", "松湾村").worked(area_code=SONGWAN),
        "已经交给别的单位",
    ),
    ("extension asked", _asked, lambda s, a: s.worked(), "延期申请还没有批"),
    ("later", lambda s, a: s.raised(due=SOON), lambda s, a: s.worked(), "时限更晚"),
    (
        "no deadline",
        lambda s, a: s.raised(due=SOON),
        lambda s, a: s.raised(deadline_kind="standing"),
        "时限更晚",
    ),
    ("laxer", lambda s, a: s.raised(), lambda s, a: s.raised(profile_key="data"), "销号方式更宽"),
    ("laxer photos", lambda s, a: s.raised(profile_key="household"), lambda s, a: s.raised(), "销号方式更宽"),
    ("routine", lambda s, a: s.raised(), lambda s, a: s.raised(profile_key="standing"), "销号方式更宽"),
    (
        "two households",
        lambda s, a: s.raised(household_id=1),
        lambda s, a: s.raised(household_id=2),
        "不同的户",
    ),
]


@pytest.mark.parametrize(("name", "gone", "kept", "words"), REFUSED, ids=[r[0] for r in REFUSED])
def test_no_way_round(steps: Steps, acting: Any, name: str, gone: Any, kept: Any, words: str) -> None:
    first, second = gone(steps, acting), kept(steps, acting)
    before = fresh(first), fresh(second)
    with acting("office") as actor, pytest.raises(NotNow, match=words):
        services.merge(actor, first, second, WHY)
    assert [p.version for p in before] == [fresh(first).version, fresh(second).version]


def test_reopened_ones_stay_apart(steps: Steps, acting: Any) -> None:
    gone, kept = steps.closed(), steps.worked()
    with acting("inspector") as actor:
        services.record_look_back(actor, gone, "found_again", "又停水了", due=SOON)
    with acting("office") as actor, pytest.raises(NotNow, match="重新打开过"):
        services.merge(actor, gone, kept, WHY)


def test_the_same_unit_has_both_and_one_goes_on(steps: Steps, acting: Any) -> None:
    gone, kept = steps.worked(), _returned(steps, acting)
    merged(acting, gone, kept)
    with scoped(SYSTEM):
        assert gone.assignments.get().state == "withdrawn"
        assert gone.measures.count() == 1
    assert fresh(kept).state == "returned"


def test_split_again_waits_for_dispatch_with_its_deadline(steps: Steps, acting: Any) -> None:
    gone, kept = steps.raised("department", due=LATER), steps.acknowledged()
    merged(acting, gone, kept)
    with acting("office") as actor:
        services.split(actor, gone, "看过现场，是两条管道")
        with pytest.raises(NotNow, match="没有并入别的件"):
            services.split(actor, gone, "看过现场，是两条管道")
    now = fresh(gone)
    assert (now.state, now.due, now.first_due, now.merged_into_id) == ("unassigned", LATER, LATER, None)
    assert fresh(kept).merged_units == []


def test_chains_and_circles_are_refused(steps: Steps, acting: Any) -> None:
    one, two, three = steps.raised(), steps.raised(), steps.raised()
    merged(acting, one, two)
    with acting("office") as actor:
        with pytest.raises(NotNow, match="已经并入了别的件"):
            services.merge(actor, two, three, WHY)
        with pytest.raises(NotNow, match="已并入"):
            services.merge(actor, three, one, WHY)
        with pytest.raises(NotNow, match="不能并入它自己"):
            services.merge(actor, three, three, WHY)


def test_who_may_merge(steps: Steps, acting: Any) -> None:
    for key, allowed in {"office": True, "township": True, "inspector": False, "village": False}.items():
        gone, kept = steps.raised(area_code=SONGWAN), steps.raised(area_code=SONGWAN)
        if allowed:
            merged(acting, gone, kept, key)
            continue
        with acting(key) as actor, pytest.raises(Refused):
            services.merge(actor, gone, kept, WHY)
    with acting("township_outsider") as actor, pytest.raises(Refused, match="不能改动它"):
        services.merge(actor, steps.raised(area_code=SONGWAN), steps.raised(area_code=SONGWAN), WHY)


def test_an_old_page_merges_nothing(steps: Steps, acting: Any) -> None:
    for order in (1, -1):
        gone, kept = (steps.raised(), steps.raised())[::order]
        seen = gone.version
        with acting("clerk") as actor:
            services.describe(actor, gone, category="饮水")
        with acting("office") as actor, pytest.raises(Conflict):
            services.merge(actor, gone, kept, WHY, version=seen)


stage = st.sampled_from(["raised", "assigned", "acknowledged", "worked", "submitted", "closed"])


@given(
    a=stage, b=stage, severe=st.tuples(st.booleans(), st.booleans()), days=st.tuples(*[st.integers(0, 3)] * 2)
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_stages_a_merge_closes_nothing_and_wins_no_day(
    db: None, acting: Any, a: str, b: str, severe: tuple[bool, bool], days: tuple[int, int]
) -> None:
    steps = Steps(acting)
    made = [
        getattr(steps, name)(severity="severe" if bad else "normal", due=clock.today() + timedelta(days=more))
        for name, bad, more in zip((a, b), severe, days, strict=True)
    ]
    was = [fresh(p) for p in made]
    try:
        merged(acting, *made)
    except Refused:
        assert [fresh(p).version for p in made] == [p.version for p in was]
        return
    gone, kept = map(fresh, made)
    assert (gone.state, gone.closed_at, gone.first_due) == ("merged", None, was[0].first_due)
    assert kept.state == was[1].state
    assert kept.state != "closed"
    assert (kept.first_due, kept.due) == (was[1].first_due, was[1].due)
    assert kept.due <= was[0].due
    assert kept.severe == (severe[0] or severe[1])
