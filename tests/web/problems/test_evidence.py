"""Evidence after it came: withdrawn, arranged, used twice; times and places that were said."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection

from bihuan.web.access import Refused, scope
from bihuan.web.config import clock
from bihuan.web.problems import services, twins
from bihuan.web.problems.models import Evidence, Measure, Problem
from bihuan.web.problems.photos import photo_of
from bihuan.web.problems.services import NotNow, Spot
from bihuan.web.problems.snapshot import case_now
from bihuan.web.problems.states.gates import unfinished
from tests.web.problems.papers import exif, scene
from tests.web.problems.steps import SONGWAN, WANGLING, Steps, photo


def added(problem: Problem, actor: Any, data: bytes, **more: Any) -> Evidence:
    measure = Measure.objects.get(problem=problem, round=problem.rounds)
    return services.add_evidence(actor, problem, BytesIO(data), "x.jpg", measure_id=measure.pk, **more)


def test_withdrawn_evidence_stays_and_counts_no_more(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    with acting("township") as actor:
        piece = Evidence.objects.get(problem=problem)
        with pytest.raises(NotNow, match="为什么撤下"):
            services.withdraw_evidence(actor, problem, piece.pk, "错")
        services.withdraw_evidence(actor, problem, piece.pk, "传成了别村的照片")
        assert unfinished(case_now(problem.pk)) == ["还没有佐证材料"]
        piece.refresh_from_db()
        assert "传成了别村的照片" in photo_of(piece).off
        with pytest.raises(NotNow, match="已经撤下"):
            services.withdraw_evidence(actor, problem, piece.pk, "再撤一次")
        with pytest.raises(NotNow, match="佐证"):
            services.submit(actor, problem, achieved="12户全部通水", accepted_by="村民代表")


@pytest.mark.parametrize("who", ["office", "inspector", "department", "assessor", "leader", "village"])
def test_others_may_not_touch_it(steps: Steps, acting: Any, who: str) -> None:
    problem = steps.worked()
    with acting("township"):
        pk = Evidence.objects.get(problem=problem).pk
    with acting(who) as actor:
        with pytest.raises(Refused):
            services.withdraw_evidence(actor, problem.pk, pk, "想让它不算数")
        with pytest.raises(Refused):
            services.arrange_evidence(actor, problem.pk, pk, caption="别的说明")


def test_what_was_verified_can_be_withdrawn_no_more(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    with acting("inspector") as actor:
        services.pass_gate(actor, problem, "put_right", "看过现场，属实")
    with acting("township") as actor:
        pk = Evidence.objects.get(problem=problem).pk
        with pytest.raises(NotNow, match="已经核验通过"):
            services.withdraw_evidence(actor, problem, pk, "想换一张")


def test_captions_and_order(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    with acting("township") as actor:
        for number in (1, 2):
            added(problem, actor, scene(number), caption=f"第{number}张")
        last = Evidence.objects.get(problem=problem, caption="第2张")
        services.arrange_evidence(actor, problem, last.pk, caption="通水当天", order=1)
        assert [e.caption for e in Evidence.objects.filter(problem=problem)] == [
            "通水当天",
            "主管换好",
            "第1张",
        ]


def test_the_page_offers_it_to_the_unit_that_sent_it(steps: Steps, as_: Any) -> None:
    problem = steps.worked()
    with scope.acting(scope.SYSTEM):
        piece = Evidence.objects.get(problem=problem)
    assert "撤下传错的佐证" in as_("township").get(f"/problems/{problem.pk}/").content.decode()
    assert "撤下传错的佐证" not in as_("office").get(f"/problems/{problem.pk}/").content.decode()
    with_form = as_("township").post(
        f"/problems/{problem.pk}/do/withdraw_evidence/",
        {
            "piece": piece.pk,
            "reason": "传成了别村的照片",
            "version": problem.version,
        },
        follow=True,
    )
    page = with_form.content.decode()
    assert "撤下，不算数：传成了别村的照片" in page


# times and places


def test_a_photo_of_another_day_is_pointed_out(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    day = clock.today() - timedelta(days=40)
    with acting("township") as actor:
        old = added(problem, actor, scene(1, exif=exif(f"{day:%Y:%m:%d} 09:30:00")))
        same = added(
            problem, actor, scene(2, exif=exif(f"{day:%Y:%m:%d} 09:30:00")), taken=day, taken_clock="stated"
        )
        none = added(problem, actor, scene(3))
    assert ["照片自带时间" in "".join(photo_of(e).marks) for e in (old, same, none)] == [True, False, False]
    assert (old.taken_at.astimezone(clock.ZONE).date(), same.taken_at.astimezone(clock.ZONE).date()) == (
        clock.today(),
        day,
    )


def test_the_phones_place_goes_before_the_photos(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    with acting("township") as actor:
        told = added(problem, actor, scene(1, exif=exif(north=(26.0, 15.0, 18.0))))
        both = added(
            problem, actor, scene(2, exif=exif(north=(26.0, 15.0, 18.0))), spot=Spot(26.25, 111.5, 12)
        )
    assert "照片自带 26.25500, 111.51000" in photo_of(told).source
    assert "手机定位 26.25000, 111.50000，误差约 12 米" in photo_of(both).source
    for odd in ((91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)):
        with pytest.raises(ValueError, match="地图"):
            Spot(*odd)


def test_look_back_and_sweep_have_photos_of_their_own(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    with acting("inspector") as actor:
        seen = services.add_evidence(actor, problem, photo(), "看.jpg", look_back=True, caption="回头看")
        assert seen.look_back is not None
        assert seen.measure is None
        services.record_look_back(actor, problem, "holds", "现场再看，没有反弹")
    swept = steps.worked(sweep_asked=False)
    with acting("township") as actor:
        with pytest.raises(NotNow, match="没有要求举一反三"):
            services.add_evidence(actor, swept, photo(), "x.jpg", sweep=True)
        with pytest.raises(Refused):
            services.add_evidence(actor, problem, photo(), "x.jpg", look_back=True)


# used twice


def village_problem(steps: Steps, acting: Any, data: bytes) -> Problem:
    """A problem of 松湾村's with this photo at its discovery, which 望岭乡 cannot see."""
    problem = steps.raised(by="village", area_code=SONGWAN, title="水渠缺盖板3处")
    with acting("village") as actor:
        services.add_evidence(actor, problem, BytesIO(data), "渠.jpg", caption="缺盖板")
    return problem


def test_a_file_used_elsewhere_is_pointed_out_with_the_number_only_to_those_who_see_it(
    steps: Steps, acting: Any
) -> None:
    far = village_problem(steps, acting, scene(1))
    near = steps.raised(by="township_outsider", area_code=WANGLING, title="水渠缺盖板2处")
    with acting("township_outsider") as actor:
        same = services.add_evidence(actor, near, BytesIO(scene(1)), "渠.jpg", caption="缺盖板")
        like = services.add_evidence(
            actor, near, BytesIO(scene(1, size=(640, 480), quality=50)), "渠.jpg", caption="另拍"
        )
        other = services.add_evidence(actor, near, BytesIO(scene(9)), "路.jpg", caption="路面")
        said = twins.marks([same, like, other])
    assert said == {
        same.pk: ["同一个文件还用在 您看不到的 1 件"],
        like.pk: ["与 您看不到的 1 件的照片很像"],
    }
    with acting("office"):
        assert twins.marks([same]) == {same.pk: [f"同一个文件还用在 {far.number}"]}


def test_withdrawn_twins_are_no_twins(steps: Steps, acting: Any) -> None:
    far = village_problem(steps, acting, scene(1))
    near = steps.raised(by="township_outsider", area_code=WANGLING, title="水渠缺盖板2处")
    with acting("township_outsider") as actor:
        piece = services.add_evidence(actor, near, BytesIO(scene(1)), "渠.jpg", caption="缺盖板")
    with acting("village") as actor:
        services.withdraw_evidence(actor, far, Evidence.objects.get(problem=far).pk, "传错了照片")
    with acting("township_outsider"):
        assert twins.marks([piece]) == {}


@pytest.mark.parametrize(
    "who", ["township_outsider", "village_outsider", "department", "discipline", "administrator", "helper"]
)
def test_the_door_answers_nothing_about_evidence_out_of_sight(steps: Steps, acting: Any, who: str) -> None:
    far = village_problem(steps, acting, scene(1))
    second = village_problem(steps, acting, scene(1))
    with acting("village"):
        pieces = list(Evidence.objects.filter(problem__in=[far, second]).values_list("pk", flat=True))
    with acting("village"), connection.cursor() as cursor:
        cursor.execute("select kind, twins from door_evidence_twins(%s)", [pieces])
        assert cursor.fetchall() == [("same", 1), ("same", 1)]
    with acting(who), connection.cursor() as cursor:
        cursor.execute("select * from door_evidence_twins(%s)", [pieces])
        assert cursor.fetchall() == []


def test_the_verifier_sees_it_at_the_gate(steps: Steps, as_: Any, acting: Any) -> None:
    first, second = steps.worked(), steps.worked()
    with acting("township") as actor:
        added(first, actor, scene(5), caption="管道")
        added(second, actor, scene(5), caption="管道")
        services.submit(actor, second, achieved="12户全部通水", accepted_by="村民代表")
    page = as_("inspector").get(f"/problems/{second.pk}/").content.decode()
    # both have the flat photo of the steps, and the scene
    assert "留意：2 份佐证别处也用过" in page
    assert page.count(f"同一个文件还用在 {first.number}") == 4  # under the picture, and for the viewer


def test_early_evidence_is_still_the_gates_matter(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    with acting("township") as actor:
        piece = added(problem, actor, scene(1), taken=date(2026, 1, 5), taken_clock="stated")
    assert "日期为自填" in photo_of(piece).source
