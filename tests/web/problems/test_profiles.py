"""Each profile's own way: who accepts a household's problem, what makes one routine, what a comparison of data may and may not do."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM, SYSTEM_ACTOR
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.acceptance import Accepted
from bihuan.web.problems.models import Measure, Problem
from bihuan.web.problems.profiles import TABLE
from bihuan.web.problems.services import NotNow, Report, Run
from bihuan.web.problems.states import run_faults
from tests.web.problems.steps import SONGWAN, Steps, fresh, paper, photo, unit
from tests.web.problems.test_states import FULL

TODAY = clock.today()
LATER = TODAY + timedelta(days=20)
HEAD = Accepted("段长福", "head", TODAY, "visit")

# the household


def test_a_household_is_accepted_by_a_named_person_of_it(steps: Steps, acting: Any) -> None:
    problem = steps.worked(profile_key="household")
    with acting("township") as actor:
        services.submit(actor, problem, achieved="屋面不漏", accepted_by=HEAD)
        gate = problem.gates.get(kind="accepted")
        assert (gate.accepted_by, gate.relation, gate.asked_on, gate.asked_how) == (
            "段长福",
            "head",
            TODAY,
            "visit",
        )
        assert gate.stated == f"户主 段长福，{TODAY.month}月{TODAY.day}日上门当面认可"
    with acting("inspector") as actor:
        assert services.pass_gate(actor, problem, "accepted", "电话问过户主") is not None


@pytest.mark.parametrize(
    "said", ["户主", replace(HEAD, relation="raiser"), replace(HEAD, relation="nobody", who="更正账目")]
)
def test_what_is_not_of_the_household_does_not_pass(steps: Steps, acting: Any, said: Any) -> None:
    problem = steps.worked(profile_key="household")
    with acting("township") as actor:
        services.submit(actor, problem, achieved="屋面不漏", accepted_by=said)
    with acting("inspector") as actor, pytest.raises(NotNow, match="由户主、家庭成员或村民代表认可"):
        services.pass_gate(actor, problem, "accepted", "电话问过户主")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"relation": "neighbour"}, "请选认可的是"),
        ({"who": " "}, "姓名"),
        ({"how": ""}, "怎么问的"),
        ({"on": None}, "问的日期"),
        ({"on": TODAY + timedelta(days=1)}, "问的日期"),
        ({"on": TODAY - timedelta(days=9)}, "问的日期"),
        ({"relation": "nobody", "who": ""}, "为什么不涉及群众"),
    ],
)
def test_an_acceptance_that_lacks_something(
    steps: Steps, acting: Any, change: dict[str, Any], says: str
) -> None:
    problem = steps.worked()
    with acting("township") as actor, pytest.raises(NotNow, match=says):
        services.submit(actor, problem, achieved="通水", accepted_by=replace(HEAD, **change))
    assert fresh(problem).state == "rectifying"


def test_each_measure_of_a_household_is_proven(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged(profile_key="household")
    with acting("township") as actor:
        services.state_cause(actor, problem, "屋面瓦年久破损")
        services.plan_measures(actor, problem, ["更换屋面瓦", "疏通檐沟"])
        for measure in Measure.objects.filter(problem=problem):
            services.finish_measure(actor, problem, measure.pk)
        services.add_evidence(actor, problem, photo(), "瓦.jpg", measure_id=measure.pk)
        with pytest.raises(NotNow, match="还有 1 项措施没有佐证材料"):
            services.submit(actor, problem, achieved="不漏", accepted_by=HEAD)


def test_the_form_asks_for_a_person_a_day_and_a_way(steps: Steps, as_: Any) -> None:
    problem, town = steps.worked(), as_("township")
    sent = {
        "version": fresh(problem).version,
        "achieved": "通水",
        "accepted_by": "谢长福",
        "relation": "head",
    }
    url = f"/problems/{problem.pk}/do/submit/"
    text = town.post(url, sent | {"idem": str(uuid.uuid4())}).content.decode()
    assert "请填哪天问的。" in text
    assert "请选怎么问的。" in text
    done = town.post(url, sent | {"asked_on": TODAY, "asked_how": "phone", "idem": str(uuid.uuid4())})
    assert done.status_code == 302
    page = as_("inspector").get(f"/problems/{problem.pk}/").content.decode()
    assert f"谁认可：户主 谢长福，{TODAY.month}月{TODAY.day}日电话认可" in page


# what is made routine


def standing(steps: Steps, acting: Any, mechanism: str = "村级水管员每周巡管，乡镇每月抽查两个村") -> Problem:
    problem = steps.worked(profile_key="standing", deadline_kind="standing")
    with acting("township") as actor:
        services.add_evidence(actor, problem, paper(), "管护办法.pdf", measure_id=problem.measures.get().pk)
        return services.submit(actor, problem, achieved="已建立", accepted_by="村民代表", mechanism=mechanism)


def test_a_mechanism_is_written_down_and_proven_by_a_document(steps: Steps, acting: Any) -> None:
    problem = steps.worked(profile_key="standing", deadline_kind="standing")
    with acting("township") as actor:
        with pytest.raises(NotNow, match="机制；机制要有文件作佐证"):
            services.submit(actor, problem, achieved="已建立", accepted_by="村民代表")
        with pytest.raises(NotNow, match="机制要有文件作佐证"):
            services.submit(
                actor, problem, achieved="已建立", accepted_by="村民代表", mechanism="每周巡管，每月抽查"
            )
    other = standing(steps, acting)
    assert (other.state, fresh(other).mechanism[:5]) == ("submitted", "村级水管员")


def test_the_page_leads_to_the_document_and_then_to_handing_in(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked(profile_key="standing", deadline_kind="standing")
    client, url = as_("township"), f"/problems/{problem.pk}/"
    text = client.get(url).content.decode()
    assert "轮到您：添佐证" in text
    assert "机制要有文件作佐证（制度、办法、会议纪要），照片不算。" in text
    with acting("township") as actor:
        services.add_evidence(actor, problem, paper(), "管护办法.pdf", measure_id=problem.measures.get().pk)
    text = client.get(url).content.decode()
    assert "轮到您：报完成" in text
    assert 'name="mechanism"' in text


def test_checks_have_a_form_and_a_history_and_a_failed_one_reopens(
    steps: Steps, acting: Any, as_: Any
) -> None:
    problem = standing(steps, acting)
    with acting("inspector") as actor:
        for kind in ("found_out", "put_right", "up_to_standard", "accepted"):
            problem = services.pass_gate(actor, problem, kind, "查过记录，属实")
    assert problem.state == "routine"
    inspector, url = as_("inspector"), f"/problems/{problem.pk}/do/check/"
    for outcome, looked_at, due in (
        ("holds", "10月巡管记录4份", ""),
        ("found_again", "11月巡管记录没有", LATER),
    ):
        sent = {
            "version": fresh(problem).version,
            "idem": str(uuid.uuid4()),
            "outcome": outcome,
            "looked_at": looked_at,
        }
        done = inspector.post(url, sent | {"note": "对照记录看过", "due": due})
        assert done.status_code == 302, done.content.decode()
    assert fresh(problem).state == "reopened"
    text = inspector.get(f"/problems/{problem.pk}/").content.decode()
    assert "查过 2 次" in text
    assert text.index("查了：11月巡管记录没有") < text.index("查了：10月巡管记录4份")
    own = as_("township").post(
        url, {"version": fresh(problem).version, "outcome": "holds", "looked_at": "x", "note": "自己看"}
    )
    assert own.status_code == 422


# a comparison of data


def run(name: str = "重点数据 2026-11", unit_name: str = "县帮扶办", **given: Any) -> Run:
    with scoped(SYSTEM):
        handed_in = unit(unit_name).pk
    usual = {
        "id": name,
        "fingerprint": "ab" * 32,
        "on": TODAY,
        "source": "reconciliation",
        "person": None,
        "unit": handed_in,
    }
    return Run(**usual | given)


def compared(of: Run, seen: Iterable[str] = (), vanished: Iterable[str] = ()) -> Any:
    with scoped(SYSTEM):
        return services.compared(SYSTEM_ACTOR, of, seen, vanished, due=LATER)


def data(steps: Steps, acting: Any, *keys: str, submitted: bool = True, **given: Any) -> Problem:
    """A problem of the profile "data" that stands for findings; its unit has handed it in."""
    with acting("office") as actor:
        reports = [Report(key) for key in keys or ("甲",)]
        facts: dict[str, Any] = {
            "title": "4户登记人口与户籍不符",
            "area_code": SONGWAN,
            "profile_key": "data",
            "target": "一致",
        }
        problem = services.raise_from(actor, "reconciliation", reports, **facts | given).problem
        problem = services.assign(actor, problem, unit("柳溪镇"), due=LATER)
    with acting("township") as actor:
        services.acknowledge(actor, problem)
        services.state_cause(actor, problem, "婚嫁没有及时更新")
        services.plan_measures(actor, problem, ["更正4户"])
        services.finish_measure(actor, problem, problem.measures.get().pk)
        if submitted:
            said = Accepted("只更正账目", "nobody")
            problem = services.submit(actor, problem, achieved="已更正", accepted_by=said)
    return problem


def test_the_run_passes_the_gates_in_its_own_name(steps: Steps, acting: Any) -> None:
    problem = data(steps, acting)
    assert compared(run(), vanished=["甲"]).passed == [problem.number]
    with acting("office"):
        after = Problem.objects.get(pk=problem.pk)
        assert after.state == "closed"
        gates = {g.kind: (g.state, g.run, g.by_id) for g in after.gates.all()}
        mark = f"重点数据 2026-11（{'ab' * 6}）"
        assert gates == {
            "found_out": ("passed", mark, None), "put_right": ("passed", mark, None),
            "up_to_standard": ("passed", mark, None), "accepted": ("not_applicable", mark, None),
        }  # fmt: skip
        assert any(mark in line.text for line in journal.lines_of(after))


def test_a_vanished_finding_alone_closes_nothing(steps: Steps, acting: Any) -> None:
    problem = data(steps, acting, submitted=False)
    found = compared(run(), vanished=["甲"])
    assert (found.passed, found.left) == ([], {problem.number: ["责任单位还没有报完成"]})
    assert fresh(problem).state == "rectifying"
    with acting("office"):
        assert [s.kind for s in problem.sightings.all()] == ["vanished"]


def test_a_problem_of_another_profile_is_left_to_people(steps: Steps, acting: Any) -> None:
    with acting("office") as actor:
        problem = services.raise_from(
            actor, "reconciliation", Report("乙"), title="2户收入对不上", area_code=SONGWAN
        ).problem
    assert compared(run(), vanished=["乙"]).passed == []
    assert fresh(problem).state == "unassigned"


def test_all_findings_must_be_gone(steps: Steps, acting: Any) -> None:
    problem = data(steps, acting, "甲", "乙")
    assert compared(run(), seen=["乙"], vanished=["甲"]).left[problem.number] == ["这件还有别的情况没有消失"]
    assert compared(run("重点数据 2026-12"), vanished=["乙"]).passed == [problem.number]


@pytest.mark.parametrize(
    ("given", "says"), [({"severity": "severe"}, "严重的"), ({"higher_level": True}, "严重的")]
)
def test_severe_ones_are_the_countys(steps: Steps, acting: Any, given: dict[str, Any], says: str) -> None:
    problem = data(steps, acting, **given)
    assert says in compared(run(), vanished=["甲"]).left[problem.number][0]


def test_whoever_put_it_right_cannot_verify_by_handing_in_the_data(steps: Steps, acting: Any) -> None:
    problem = data(steps, acting)
    with acting("township") as actor:
        person = actor.person_id
    for handed_in in (run(unit_name="柳溪镇"), run(person=person), run(unit=None)):
        assert "自己导入" in compared(handed_in, vanished=["甲"]).left[problem.number][0]
    assert fresh(problem).state == "submitted"


def test_back_again_is_reopened_with_the_first_deadline_kept(steps: Steps, acting: Any) -> None:
    problem = data(steps, acting)
    first = fresh(problem).first_due
    compared(run(), vanished=["甲"])
    again = compared(run("重点数据 2026-12"), seen=["甲"])
    after = fresh(problem)
    assert (again.reopened, after.state, after.due, after.first_due, after.rounds) == (
        [problem.number],
        "reopened",
        LATER,
        first,
        1,
    )
    assert compared(run("重点数据 2026-12"), seen=["甲"]).reopened == []


def test_the_same_run_twice_changes_nothing(steps: Steps, acting: Any) -> None:
    problem = data(steps, acting)
    compared(run(), vanished=["甲"])
    before = fresh(problem).version
    found = compared(run(), vanished=["甲"])
    assert (found.passed, found.left, fresh(problem).version) == ([], {}, before)


@pytest.mark.parametrize("key", ["office", "inspector", "clerk", "township"])
def test_no_person_speaks_for_a_run(steps: Steps, acting: Any, key: str) -> None:
    data(steps, acting)
    handed_in = run()
    with acting(key) as actor, pytest.raises(Refused, match="由系统记"):
        services.compared(actor, handed_in, [], ["甲"], due=LATER)


people = st.one_of(st.none(), st.sampled_from([10, 20, 21]))
units = st.one_of(st.none(), st.sampled_from([1, 2, 3]))


@given(people, units, st.booleans(), st.sampled_from(sorted(TABLE)), st.sampled_from([None, 0]))
def test_a_run_is_never_its_own_verifier(
    person: int | None, of: int | None, severe: bool, key: str, recheck: int | None
) -> None:
    """By another road: unit 2 and person 20 did the work of FULL."""
    case = replace(FULL, profile=TABLE[key], severe=severe, recheck=recheck)
    allowed = key == "data" and not severe and recheck is None and of in (1, 3) and person != 20
    assert (run_faults(case, person, of) == []) == allowed


def test_gates_keep_the_campaigns_words(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.submitted()
    with scoped(SYSTEM):
        problem.gates.filter(kind="accepted").update(words="农户签字")
    page = as_("inspector").get(f"/problems/{problem.pk}/").content.decode()
    assert "农户签字" in page
    assert "群众满意" not in page
    with acting("inspector") as actor:
        for kind in ("found_out", "put_right", "up_to_standard"):
            services.pass_gate(actor, problem, kind, "现场看过，属实")
        services.return_problem(actor, problem, "accepted", "没有签字，请补")
        assert problem.gates.get(kind="accepted", state="waiting").label == "农户签字"
        assert "退回：“农户签字”没有过" in [line.text for line in journal.lines_of(problem)]


def test_days_are_days() -> None:
    assert (
        Accepted("段长福", "head", date(2026, 11, 20), "visit").words == "户主 段长福，11月20日上门当面认可"
    )
