"""Findings become problems by a person's press, and a run over later data passes their gates or opens them again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.web.access import Refused, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Finding as Grouped
from bihuan.web.problems.models import Measure, Problem, Sighting
from bihuan.web.quality.services import grouping
from tests.web.quality.runs import Data, wang, xie, xie_wrong

CHECK_DIGIT = "A0106"
KEY = f"{CHECK_DIGIT}:990101101000"


@pytest.fixture
def problem(data: Data, acting: Any) -> Problem:
    data.imported([*xie_wrong(), *wang()])
    data.run()
    return raised(acting)


def due() -> date:
    return clock.today() + timedelta(days=15)


def raised(acting: Any, *keys: str) -> Problem:
    with acting("office") as actor:
        return grouping.raise_groups(actor, keys or (KEY,), due()).problems[0]


def fresh(problem: Problem) -> Problem:
    with scope.acting(SYSTEM):
        return Problem.objects.get(pk=problem.pk)


def handed_in(acting: Any, problem: Problem) -> None:
    """The township has done its part: signed, said why, did what it planned, and reported."""
    with acting("township") as actor:
        services.acknowledge(actor, problem.pk)
        services.state_cause(actor, problem.pk, "录入时把号码最后一位看错了")
        services.plan_measures(actor, problem.pk, ["对照身份证原件改正"])
        measure = Measure.objects.get(problem=problem)
        services.finish_measure(actor, problem.pk, measure.pk)
        services.submit(actor, problem.pk, achieved="已在系统改正", accepted_by="村民代表 谢长福")


def test_a_check_in_a_township_is_one_problem_of_the_data_profile(data: Data, problem: Problem) -> None:
    found = fresh(problem)
    assert (found.profile, found.source, found.area_code, found.due) == ("data", "rule", 990101_101000, due())
    assert found.title == "柳溪镇：身份证校验码不对（1 条）"
    assert str(found.lead_unit) == "柳溪镇"
    with scope.acting(SYSTEM):
        assert list(Grouped.objects.filter(problem=found).values_list("key", flat=True)) == [
            data.finding(CHECK_DIGIT).key
        ]
    assert data.finding(CHECK_DIGIT).problem_id == found.pk
    assert data.finding(CHECK_DIGIT, "99010110200101").problem_id is None


def test_what_stands_behind_a_problem_is_not_offered_again(data: Data, problem: Problem, acting: Any) -> None:
    with acting("office") as actor:
        assert KEY not in {group.key for group in grouping.groups()}
        with pytest.raises(Refused, match="已经没有要登记的"):
            grouping.raise_groups(actor, [KEY], due())
        with pytest.raises(Refused, match="还没有勾选"):
            grouping.raise_groups(actor, [], due())
    with acting("township") as actor, pytest.raises(Refused, match="做数据核查"):
        grouping.raise_groups(actor, [KEY], due())


def test_new_findings_join_the_problem_that_is_open(data: Data, problem: Problem, acting: Any) -> None:
    data.later()
    rows = xie_wrong()
    rows[2]["id_number"] = rows[2]["id_number"][:-1] + ("1" if rows[2]["id_number"][-1] != "1" else "2")
    data.imported(rows)
    data.run()
    with acting("office") as actor:
        made = grouping.raise_groups(actor, [KEY], due())
    assert ([p.pk for p in made.joined], made.problems) == ([problem.pk], [])
    with scope.acting(SYSTEM):
        assert Grouped.objects.filter(problem=problem).count() == 2


def test_mended_data_pass_the_gates_once_the_township_has_reported(
    data: Data, problem: Problem, acting: Any
) -> None:
    handed_in(acting, problem)
    data.later()
    data.imported(xie())
    run = data.run()
    assert run.passed == [problem.number]
    assert fresh(problem).state == "closed"


def test_data_alone_close_nothing(data: Data, problem: Problem, acting: Any) -> None:
    data.later()
    data.imported(xie())
    run = data.run()
    assert run.passed == []
    assert run.left == {problem.number: ["责任单位还没有报完成"]}
    assert fresh(problem).state != "closed"
    with scope.acting(SYSTEM):
        assert [s.kind for s in Sighting.objects.filter(problem=problem)] == ["vanished"]


def test_exports_that_are_not_imported_are_evidence_and_pass_no_gate(
    data: Data, problem: Problem, acting: Any
) -> None:
    handed_in(acting, problem)
    data.later()
    run = data.run(data.handed_in(xie()))
    assert (run.passed, run.left) == ([], {})
    assert fresh(problem).state == "submitted"
    with scope.acting(SYSTEM):
        assert Sighting.objects.filter(problem=problem, kind="vanished").count() == 1


def test_found_again_it_is_opened_again(data: Data, problem: Problem, acting: Any) -> None:
    handed_in(acting, problem)
    data.later()
    data.imported(xie())
    data.run()
    data.later()
    data.imported(xie_wrong())
    run = data.run()
    assert run.reopened == [problem.number]
    assert fresh(problem).state != "closed"
    assert fresh(problem).rounds == 1
