"""What is known of a problem and who may correct it; how bad it is and who may say so."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.problems import services, tags
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import NotNow
from bihuan.web.problems.snapshot import current_gates
from tests.web.problems.steps import SONGWAN, Steps, fresh, unit
from tests.web.problems.test_rights import DONE, outcome
from tests.world import PEOPLE

COUNTY_AND_TOWN = {"office", "office_colleague", "township", "township_colleague"}
CLERKS = {"clerk", "clerk_colleague"}
INSPECTORS = {"inspector", "inspector_colleague", "inspector_outsider"}


def who(acting: Any, problem: Problem, do: Any) -> set[str]:
    return {key for key in PEOPLE if key != "leaver" and outcome(acting, key, problem, do) == DONE}


def test_registering_keeps_who_found_it_and_who_said_how_bad(steps: Steps, acting: Any) -> None:
    problem = steps.raised(
        "inspector",
        severity="severe",
        severity_reason="三户断水超过十天",
        category="饮水安全",
        project="农村饮水提升",
        tags=["饮水", " 饮水 ", "入冬"],
    )
    assert problem.found_by == "督查二组 黎向东"
    assert (problem.severity_unit_id, problem.severity_reason) == (unit("督查二组").pk, "三户断水超过十天")
    assert problem.tags == ["饮水", "入冬"]


@pytest.mark.parametrize(
    ("given", "words"),
    [(["一二三四五六七八九十一二三"], "最多 12 个。"), ([f"标签{n}" for n in range(9)], "最多 8 个标签")],
)
def test_tags_are_few_and_short(steps: Steps, given: list[str], words: str) -> None:
    with pytest.raises(NotNow, match=words):
        steps.raised(tags=given)


def test_tags_used_most_are_offered_first_and_only_those_in_sight(steps: Steps, acting: Any) -> None:
    steps.raised(tags=["饮水", "入冬"])
    steps.raised(tags=["饮水"])
    steps.raised(area_code=990101_102000, tags=["望岭的"])
    with acting("office"):
        assert tags.suggestions() == ["饮水", "入冬", "望岭的"]
    with acting("township"):
        assert tags.suggestions() == ["饮水", "入冬"]
    assert tags.split("饮水、 入冬,#危房，饮水") == ["饮水", "入冬", "危房"]


def test_who_may_correct_the_facts(steps: Steps, acting: Any) -> None:
    problem = steps.worked(area_code=SONGWAN)
    assert (
        who(acting, problem, lambda a, p: services.describe(a, p, category="饮水"))
        == COUNTY_AND_TOWN | CLERKS
    )
    assert who(acting, problem, lambda a, p: services.describe(a, p, remark="等天晴再铺")) == {
        *COUNTY_AND_TOWN, *CLERKS, *INSPECTORS, "village", "village_colleague", "supervisor",
    }  # fmt: skip


def test_the_registering_village_corrects_its_own(steps: Steps, acting: Any) -> None:
    problem = steps.raised("village", area_code=SONGWAN)
    assert "village" in who(acting, problem, lambda a, p: services.describe(a, p, found_by="村民 谢长福"))


def test_a_correction_is_journaled_and_counts_the_version(steps: Steps, acting: Any) -> None:
    problem = steps.raised()
    with acting("office") as actor:
        now = services.describe(actor, problem, category="饮水", tags=["入冬"], version=problem.version)
        assert now.version == problem.version + 1
        with pytest.raises(Conflict, match="补正情况：类别“饮水”，标签入冬"):
            services.describe(actor, problem, category="住房", version=problem.version)
        with pytest.raises(NotNow, match="和原来一样"):
            services.describe(actor, problem, category="饮水", tags=["入冬"])
        with pytest.raises(NotNow, match="类别最多 40 个字"):
            services.describe(actor, problem, category="水" * 41)


def test_after_the_close_out_tags_and_remark_only(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    with acting("office") as actor:
        services.describe(actor, problem, tags=["典型"], remark="作为经验推广")
        with pytest.raises(NotNow, match="只能改标签和备注"):
            services.describe(actor, problem, category="饮水")
    assert fresh(problem).state == "closed"


def test_who_may_make_it_severe_and_who_may_take_that_back(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    assert who(acting, problem, lambda a, p: services.set_severity(a, p, "severe", "断水十天")) == (
        COUNTY_AND_TOWN | CLERKS | INSPECTORS
    )
    with acting("township") as actor:
        services.set_severity(actor, problem, "severe", "断水十天，涉及学校")
    lowered = who(acting, problem, lambda a, p: services.set_severity(a, p, "normal", "已经送水"))
    assert lowered == {"office", "office_colleague"} | INSPECTORS


def test_a_rectifying_unit_does_not_lower_it(steps: Steps, acting: Any) -> None:
    own = Steps(acting, "office_colleague", "县帮扶办")
    problem = own.worked(severity="severe")
    with acting("office") as actor, pytest.raises(NotNow, match="参加过这件的整改"):
        services.set_severity(actor, problem, "normal", "改得差不多了")


def test_once_severe_what_the_township_passed_is_asked_again(steps: Steps, acting: Any) -> None:
    village = Steps(acting, "village", "松湾村")
    problem = village.submitted(area_code=SONGWAN)
    with acting("township") as actor:
        services.pass_gate(actor, problem, "found_out", "原因属实")
    with acting("inspector") as actor:
        services.pass_gate(actor, problem, "put_right", "现场看过")
        services.set_severity(actor, problem, "severe", "断水十天，涉及学校")
    with acting("township") as actor, pytest.raises(NotNow, match="由县帮扶办或督查组核验"):
        services.pass_gate(actor, problem, "found_out", "原因属实")
    with scoped(SYSTEM):
        gates = {g.kind: g for g in current_gates(problem.gates.all())}
        assert (gates["found_out"].state, gates["found_out"].round) == ("waiting", 1)
        assert gates["found_out"].stated == "主管道建成二十年，没有更换过"
        assert gates["put_right"].state == "passed"
        assert problem.gates.get(kind="found_out", round=0).state == "passed"


@pytest.mark.parametrize(
    ("severity", "reason", "words"),
    [
        ("normal", "没有变化", "已经是"),
        ("severe", "重", "请写明为什么"),
        ("worse", "非常严重", "从这两个里选"),
    ],
)
def test_a_severity_needs_a_reason_and_a_difference(
    steps: Steps, acting: Any, severity: str, reason: str, words: str
) -> None:
    problem = steps.raised()
    with acting("office") as actor, pytest.raises(NotNow, match=words):
        services.set_severity(actor, problem, severity, reason)


def test_who_names_the_lead_official(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    named = who(acting, problem, lambda a, p: services.name_official(a, p, "副镇长 唐立群二"))
    assert named == COUNTY_AND_TOWN
    with acting("township") as actor:
        services.name_official(actor, problem, "镇长 高山")
        assert problem.assignments.get().lead_official == "镇长 高山"
    with acting("office") as actor, pytest.raises(NotNow, match="还没有交办"):
        services.name_official(actor, steps.raised(), "镇长 高山")


def test_who_only_reads_corrects_nothing(steps: Steps, acting: Any) -> None:
    problem = steps.raised()
    for key in ("leader", "assessor"):
        with acting(key) as actor, pytest.raises(Refused, match="不能改动它"):
            services.describe(actor, problem, remark="看过了")
