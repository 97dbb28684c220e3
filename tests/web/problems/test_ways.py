"""Ways beside the straight one: passing down, more time, on the spot, moving house, a leaver, two people at once."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Assignment, Problem
from bihuan.web.problems.services import NotNow, Shot
from tests.web.problems.steps import LIUXI, SONGWAN, WANGLING, Steps, fresh, photo, unit


def test_a_township_passes_it_down_and_gathers(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    with acting("township") as actor:
        services.state_cause(actor, problem, "主管道建成二十年")
        problem = services.forward(actor, problem, [unit("松湾村")], due=clock.today() + timedelta(days=5))
        services.plan_measures(actor, problem, ["更换支管"], unit=unit("松湾村"))
        assert problem.waiting_words == "松湾村 段红梅"
        with pytest.raises(NotNow, match="松湾村 还没有交"):
            services.submit(actor, problem, achieved="已通水", accepted_by="户主")
    with acting("village") as actor:
        services.acknowledge(actor, problem)
        measure = problem.measures.get()
        services.add_evidence(actor, problem, photo(), "支管.jpg", measure_id=measure.pk)
        services.finish_measure(actor, problem, measure.pk)
        services.submit(actor, problem)
    with acting("township") as actor:
        child = Assignment.objects.get(problem=problem, role="carry_out")
        services.return_part(actor, problem, child.pk, "照片看不清，请重拍")
        assert Assignment.objects.get(pk=child.pk).state == "returned"
    with acting("village") as actor:
        services.submit(actor, problem)
    with acting("township") as actor:
        problem = services.submit(actor, problem, achieved="已通水", accepted_by="户主")
        assert Assignment.objects.get(pk=child.pk).state == "accepted"
    assert problem.state == "submitted"


def test_more_time_keeps_the_first_deadline(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    first, to = fresh(problem).due, clock.today() + timedelta(days=25)
    with acting("township") as actor:
        problem = services.request_extension(actor, problem, to, "公示须满十天")
        assert (problem.waiting_for, problem.waiting_words) == ("extend", "县帮扶办")
    with acting("office") as actor:
        with pytest.raises(NotNow, match="为什么不准"):
            services.decide_extension(actor, problem, False)
        problem = services.decide_extension(actor, problem, True)
    assert (problem.due, problem.first_due, problem.waiting_for) == (to, first, "rectify")


def spot(actor: Any, **given: Any) -> Problem:
    usual: dict[str, Any] = {
        "title": "屋面漏雨",
        "area_code": SONGWAN,
        "done": "换瓦18片，疏通檐沟",
        "accepted_by": "户主",
        "signed": "谢长福",
        "household": "谢长福户",
    }
    return services.on_the_spot(
        actor, **usual | {"before": Shot(photo("#444"), "前.jpg"), "after": Shot(photo(), "后.jpg")} | given
    )


def test_on_the_spot_in_one_form_and_all_gates_at_once(steps: Steps, acting: Any) -> None:
    with acting("village") as actor:
        problem = spot(actor)
        assert (problem.state, problem.waiting_words, problem.evidence.count()) == ("submitted", "柳溪镇", 2)
        with pytest.raises(Refused):
            services.pass_all(actor, problem, "自己看过了")
    with acting("township_outsider") as actor, pytest.raises(Refused):
        services.pass_all(actor, problem, "看过两张照片")
    with acting("township") as actor:
        problem = services.pass_all(actor, problem, "看过两张照片，电话问过户主")
    assert problem.state == "closed"


def test_two_photos_or_nothing(steps: Steps, acting: Any) -> None:
    with acting("village") as actor, pytest.raises(NotNow, match="不能作佐证"):
        spot(actor, after=Shot(BytesIO(b"not a picture"), "后.jpg"))
    with acting("office"):
        assert not Problem.objects.exists()


def test_a_general_problem_is_not_passed_at_once(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    with acting("inspector") as actor, pytest.raises(NotNow, match="逐关核验"):
        services.pass_all(actor, problem, "都看过了")


def test_made_routine_goes_on_being_checked(steps: Steps, acting: Any) -> None:
    problem = steps.closed(profile_key="standing", deadline_kind="standing")
    assert (problem.state, problem.made_routine) == ("routine", clock.today())
    with acting("inspector") as actor:
        problem = services.record_look_back(actor, problem, "holds", "按月比对，有记录")
        assert list(problem.look_backs.filter(done_on=None).values_list("due_on", flat=True)) == [
            clock.today() + timedelta(days=30)
        ]
    assert problem.state == "routine"


def test_somebody_was_faster(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    seen = fresh(problem).version
    with acting("township_colleague") as actor:
        services.plan_measures(actor, problem, ["更换主管"], version=seen)
    with (
        acting("township") as actor,
        pytest.raises(Conflict, match=r"柳溪镇 杨春生 在 \d\d:\d\d 已经办过：定整改措施 1 项"),
    ):
        services.plan_measures(actor, problem, ["更换主管"], version=seen)


def test_a_problem_moves_house_and_leaves_sight(steps: Steps, acting: Any) -> None:
    problem, own = steps.raised(), steps.raised(by="township")
    with acting("township") as actor:
        for each in (problem, own):
            services.transfer(actor, each, WANGLING, "地点写错，实际在望岭乡")
        assert list(Problem.objects.values_list("pk", flat=True)) == [
            own.pk
        ]  # whoever raised it goes on seeing it
    moved = fresh(problem)
    assert (moved.area_code, moved.place) == (WANGLING, "望岭乡")
    with acting("township_outsider"):
        assert Problem.objects.filter(pk__in=[problem.pk, own.pk]).count() == 2


@pytest.mark.parametrize("key", ["village", "department", "inspector", "leader"])
def test_the_door_of_transfer_asks_who_calls(steps: Steps, acting: Any, key: str) -> None:
    problem = steps.raised()
    with acting(key):
        refused = pytest.raises(ProgrammingError, match="only an office or a township")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select door_transfer_problem(%s, %s, %s)", [problem.pk, WANGLING, "望岭乡"])


def test_a_township_cannot_pull_a_problem_over(steps: Steps, acting: Any) -> None:
    problem = steps.raised()
    with acting("township_outsider"), connection.cursor() as cursor:
        cursor.execute("select door_transfer_problem(%s, %s, %s)", [problem.pk, WANGLING, "望岭乡"])
        assert cursor.fetchone() == (False,)


def test_a_leavers_work_passes_on(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    with acting("township_colleague") as heir, acting("township") as leaver:
        pass
    with acting("administrator"):
        assert not Problem.objects.exists()
        assert services.hand_over(leaver.person_id, heir.person_id) == 1
    moved = fresh(problem)
    assert (moved.owner_id, moved.waiting_words) == (heir.person_id, "柳溪镇 杨春生")
    with acting("office"):
        assert journal.lines_of(moved)[0].text == "责任人由 何敏 换成 杨春生"
    with acting("office"), pytest.raises(Refused, match="只有系统管理员"):
        services.hand_over(leaver.person_id, heir.person_id)


def test_the_next_unit_must_be_below(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    with acting("township") as actor:
        with pytest.raises(NotNow, match="不在柳溪镇之下"):
            services.forward(actor, problem, [unit("县水利局")])
        with pytest.raises(NotNow, match="不在柳溪镇之下"):
            services.forward(actor, problem, [unit("石坳口村")])


def test_words_are_wanted(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    with acting("inspector") as actor:
        for do in (services.pass_gate, services.gate_not_applicable, services.return_problem):
            with pytest.raises(NotNow, match="请写明"):
                do(actor, problem, "put_right", " 好 ")


def test_numbers_go_up_within_the_year(steps: Steps) -> None:
    numbers = [steps.raised(area_code=LIUXI).number for _ in range(3)]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 3
