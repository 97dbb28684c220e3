"""What the inspectors find: one passes, one fails and takes its township's batch along, one was reopened before they came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bihuan.web import journal
from bihuan.web.access import Actor, Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.inspection import services
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services as problems
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import NotNow, Photo
from tests.web.inspection.batch import Batch, fresh, items
from tests.web.problems.steps import fresh as now
from tests.web.problems.steps import photo


def record(
    acting: Any,
    item: DrawItem,
    outcome: str,
    note: str = "到户看过，仍然漏雨",
    key: str = "inspector",
    **given: Any,
) -> DrawItem:
    with acting(key) as actor:
        return services.record(actor, item.pk, outcome, note, **given)


def test_one_that_stands(batch: Batch, acting: Any) -> None:
    (own,) = batch.closed()
    draw = batch.drawn()
    (item,) = items(draw)
    record(acting, item, "passed", "到户看过，不漏", photos=[Photo(photo(), "现场.jpg")])
    after = now(own)
    assert (after.state, after.sample, after.closed_at) == ("closed", "passed", own.closed_at)
    assert fresh(draw).state == Draw.State.FINISHED
    with acting("township"):
        assert journal.lines_of(own)[0].text == "抽验通过"
        assert own.evidence.filter(caption="抽验").count() == 1
    with (
        acting("inspector_colleague") as actor,
        pytest.raises(NotNow, match="督查二组 黎向东 已经记过：抽验通过"),
    ):
        services.record(actor, item.pk, "failed", "再看又漏了", gate_kind="put_right")


def test_one_failure_takes_the_townships_batch_and_no_other(batch: Batch, acting: Any) -> None:
    liuxi, wangling = batch.closed("柳溪镇", 4), batch.closed("望岭乡", 2)
    draw = batch.drawn(percent=0, at_least=2)
    mine = items(draw, stratum="柳溪镇", drawn=True)
    record(acting, mine[0], "failed", gate_kind="put_right")
    states = {p.number: now(p) for p in (*liuxi, *wangling)}
    assert states[mine[0].key].state == "returned"
    assert states[mine[0].key].sample == "failed"
    others = [states[p.number] for p in liuxi if p.number != mine[0].key]
    assert [(p.state, p.sample, p.closed_at, p.waiting_words) for p in others] == [
        ("recheck", "pulled", None, "县帮扶办或督查组")
    ] * 3
    assert {states[p.number].state for p in wangling} == {"closed"}
    kept = {p.number: (p.first_due, p.due) for p in liuxi}
    assert {p.number: (p.first_due, p.due) for p in states.values() if p.number in kept} == kept
    assert {i.state for i in items(draw, stratum="柳溪镇", drawn=True)} == {"failed", "pulled"}
    assert all(i.pulled for i in items(draw, stratum="柳溪镇"))
    assert not any(i.pulled for i in items(draw, stratum="望岭乡"))
    assert fresh(draw).state == Draw.State.DRAWN  # the other township's still wait
    with acting("township"):
        line = journal.lines_of(others[0])[0]
        assert line.text == "柳溪镇核验的一件抽验不过，整批重新核验"
        assert line.data["note"] == f"{draw.number}抽验，同一批的另一件不过"
    with scoped(SYSTEM):
        for each in others:
            assert {g.state for g in each.gates.filter(round=1)} == {"waiting"}
            assert {g.state for g in each.gates.filter(round=0)} == {"passed"}
            assert each.look_backs.get().outcome == "called_off"


def test_the_pulled_ones_are_verified_by_the_county_and_closed_anew(batch: Batch, acting: Any) -> None:
    closed = batch.closed("柳溪镇", 3)
    draw = batch.drawn(percent=0, at_least=1)
    (drawn,) = items(draw, drawn=True)
    record(acting, drawn, "failed", gate_kind="put_right")
    left = next(p for p in closed if p.number != drawn.key)
    for key in ("township", "township_colleague"):
        with acting(key) as actor, pytest.raises(NotNow, match="由县帮扶办或督查组重新核验"):
            problems.pass_all(actor, left, "再看一遍没有问题")
    with acting("township") as before, acting("inspector") as actor:
        moved = Actor(before.person_id, before.name, actor.unit_id, actor.unit_name, "inspector", 0)
        with pytest.raises(NotNow, match="抽验没有过，要由县里另外的同志"):
            problems.pass_all(moved, left, "再看一遍没有问题")
    with acting("inspector_outsider") as actor:
        problems.pass_all(actor, left, "逐户看过，不漏雨")
    after = now(left)
    assert (after.state, after.sample, after.recheck) == ("closed", "pulled", 0)
    with scoped(SYSTEM):
        assert list(after.look_backs.filter(done_on=None).values_list("due_on", flat=True)) == [
            clock.today() + timedelta(days=after.look_back_days)
        ]


def test_the_failed_one_goes_round_again_to_the_county(batch: Batch, acting: Any) -> None:
    (own,) = batch.closed()
    record(acting, items(batch.drawn())[0], "failed", gate_kind="put_right")
    with acting("village") as actor:
        problem = problems.submit(actor, own, achieved="整改后雨天看过", accepted_by="户主")
    assert (problem.state, problem.waiting_words) == ("recheck", "县帮扶办或督查组")
    with acting("inspector") as actor:
        assert problems.pass_all(actor, own, "雨天到户看过").state == "closed"


def test_reopened_between_frame_and_result(batch: Batch, acting: Any) -> None:
    one, other = batch.closed(count=2)
    draw = batch.drawn(percent=100)
    with acting("inspector_outsider") as actor:
        problems.record_look_back(
            actor, one, "found_again", "又漏雨了", due=clock.today() + timedelta(days=9)
        )
    mine = {item.key: item for item in items(draw)}
    for outcome in ("passed", "failed"):
        with pytest.raises(NotNow, match="已经重新打开，不用再抽验"):
            record(acting, mine[one.number], outcome, gate_kind="put_right")
    with pytest.raises(NotNow, match="没有重新打开"):
        record(acting, mine[other.number], "lapsed")
    record(acting, mine[other.number], "failed", gate_kind="put_right")
    assert now(one).state == "reopened"  # not dragged along: it is open already
    assert not items(draw, key=one.number)[0].pulled
    record(acting, mine[one.number], "lapsed", "")
    assert fresh(draw).state == Draw.State.FINISHED


def test_a_passed_one_is_pulled_when_another_of_its_township_fails(batch: Batch, acting: Any) -> None:
    batch.closed(count=2)
    draw = batch.drawn(percent=100)
    first, second = items(draw)
    record(acting, first, "passed", "到户看过，不漏")
    record(acting, second, "failed", gate_kind="put_right", key="inspector_outsider")
    (first_after, _) = items(draw)
    assert (first_after.state, first_after.pulled) == ("passed", True)
    assert now(first_after.problem).state == "recheck"


def test_of_two_failures_the_second_has_nothing_left_to_take(batch: Batch, acting: Any) -> None:
    batch.closed(count=2)
    draw = batch.drawn(percent=100)
    first, second = items(draw)
    record(acting, first, "failed", gate_kind="put_right")
    with pytest.raises(NotNow, match="已经记过：并入整批重核"):
        record(acting, second, "failed", gate_kind="put_right")


@pytest.mark.parametrize(
    ("outcome", "given", "says"),
    [
        ("passed", {"note": "好"}, "凭什么通过"),
        ("failed", {"note": "坏", "gate_kind": "put_right"}, "哪里不过"),
        ("failed", {}, "哪一关不过"),
        ("failed", {"gate_kind": "no_such"}, "哪一关不过"),
        ("excellent", {}, "请选抽验通过"),
    ],
)
def test_words_and_choices_are_wanted(
    batch: Batch, acting: Any, outcome: str, given: dict[str, Any], says: str
) -> None:
    (own,) = batch.closed()
    (item,) = items(batch.drawn())
    with pytest.raises(NotNow, match=says):
        record(acting, item, outcome, **given)
    assert now(own).state == "closed"


def test_what_was_not_drawn_has_no_result(batch: Batch, acting: Any) -> None:
    batch.closed(count=2)
    (left,) = items(batch.drawn(percent=0, at_least=1), drawn=False)
    with pytest.raises(NotNow, match="没有抽中"):
        record(acting, left, "passed")


@pytest.mark.parametrize(
    "key", ["office", "clerk", "leader", "township", "township_outsider", "village", "assessor", "department"]
)
def test_only_inspectors_record(batch: Batch, acting: Any, key: str) -> None:
    batch.closed()
    (item,) = items(batch.drawn())
    with pytest.raises(Refused):
        record(acting, item, "passed", key=key)


def test_nobody_samples_their_own_verification(batch: Batch, acting: Any) -> None:
    """Whoever verified for the township, and whoever did the work, even as inspectors now."""
    batch.closed()
    (item,) = items(batch.drawn())
    for key, says in (("township", "您核验过这件的一关"), ("village", "您经手过这件的整改")):
        with acting(key) as before, acting("inspector") as actor:
            moved = Actor(before.person_id, before.name, actor.unit_id, actor.unit_name, "inspector", 0)
            with pytest.raises(NotNow, match=says):
                services.record(moved, item.pk, "passed", "看过，不漏")
    with acting("inspector") as actor, acting("township") as town:
        at_township = Actor(actor.person_id, actor.name, town.unit_id, town.unit_name, "inspector", 0)
        with pytest.raises(Refused):
            services.record(at_township, item.pk, "passed", "看过，不漏")


def test_made_routine_is_pulled_too(batch: Batch, acting: Any) -> None:
    closed = batch.closed(count=2)
    with scoped(SYSTEM):
        Problem.objects.filter(pk=closed[0].pk).update(
            state="routine", profile="standing", made_routine=clock.today()
        )
    draw = batch.drawn(percent=100)
    failed = next(item for item in items(draw) if item.key == closed[1].number)
    record(acting, failed, "failed", gate_kind="put_right")
    after = now(closed[0])
    assert (after.state, after.made_routine) == ("recheck", None)


def test_nobody_reads_in_his_own_problem_what_was_found_at_another(batch: Batch, acting: Any) -> None:
    """The batch lies in many villages; what the inspector saw at one house stands on that problem alone."""
    batch.closed("柳溪镇", 3)
    draw = batch.drawn(percent=0, at_least=1)
    (failed,) = items(draw, drawn=True)
    record(acting, failed, "failed", "户主覃桂香说没有人来修过", gate_kind="put_right")
    with scoped(SYSTEM):
        others = [i.problem_id for i in items(draw) if i.pk != failed.pk]
        told = [
            str(x.data)
            for x in JournalLine.objects.filter(object_type="problems.problem", object_id__in=others)
        ]
    assert len(others) == 2
    assert not [words for words in told if "覃桂香" in words or failed.key in words]
