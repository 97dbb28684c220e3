"""Clocks of four kinds, a clock for each part, reasons for lateness."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services
from bihuan.web.problems.cells import row_clock
from bihuan.web.problems.models import Assignment, Extension, Problem
from bihuan.web.problems.services import NotNow
from bihuan.web.problems.tables import rows
from bihuan.web.problems.todo import todos
from tests.web.problems.steps import SONGWAN, Steps, fresh, unit

START = datetime(2026, 11, 24, 9, tzinfo=clock.ZONE)
TODAY = START.date()


def on(days: int) -> datetime:
    """So many days after the start."""
    return START + timedelta(days=days)


@pytest.fixture
def steps(county: Any, acting: Any) -> Steps:
    return Steps(acting)


def part_of(problem: Problem, name: str) -> Assignment:
    with scoped(SYSTEM):
        return Assignment.objects.get(problem=problem, unit__name=name)


def _asked() -> Extension:
    with scoped(SYSTEM):
        return Extension.objects.get()


# four kinds


def test_immediate_counts_from_the_day_of_dispatch_by_the_parameter(steps: Steps, acting: Any) -> None:
    with clock.frozen(START):
        problem = steps.raised(deadline_kind="immediate")
        assert problem.due is None
    with clock.frozen(on(3)), acting("office") as actor:
        problem = services.assign(actor, problem, unit("柳溪镇"), target="通水")
        # The demo county says five calendar days: 27 November and five more.
        assert (problem.due, problem.first_due) == (date(2026, 12, 2), date(2026, 12, 2))
        assert problem.assignments.get().due == date(2026, 12, 2)


def test_a_dated_problem_is_not_dispatched_without_a_day(steps: Steps, acting: Any) -> None:
    problem = steps.raised()
    with acting("office") as actor, pytest.raises(NotNow, match="还没有整改时限"):
        services.assign(actor, problem, unit("柳溪镇"), target="通水")


def test_at_dispatch_the_kind_may_still_be_changed_and_afterwards_not(steps: Steps, acting: Any) -> None:
    problem = steps.raised(due=clock.today() + timedelta(days=9))
    with acting("office") as actor:
        problem = services.assign(actor, problem, unit("柳溪镇"), target="不断供", kind="standing")
        assert (problem.deadline_kind, problem.due) == ("standing", None)
        services.withdraw(actor, problem, problem.assignments.get().pk, "换一个单位")
        with pytest.raises(NotNow, match="时限类型不能再改"):
            services.assign(actor, problem, unit("望岭乡"), kind="dated", due=clock.today())


def waiting(steps: Steps, acting: Any, days: int | None = 10, kind: str = "calendar") -> Problem:
    """A problem that waits for an event, dispatched to a township."""
    problem = steps.raised(deadline_kind="event", event="上级资金下达", event_days=days, event_day_kind=kind)
    with acting("office") as actor:
        return services.assign(actor, problem, unit("柳溪镇"), target="全部入户")


@pytest.mark.parametrize(("kind", "due"), [("calendar", date(2026, 12, 4)), ("working", date(2026, 12, 8))])
def test_an_event_starts_the_clock_once(steps: Steps, acting: Any, kind: str, due: date) -> None:
    with clock.frozen(START):
        problem = waiting(steps, acting, kind=kind)
        assert (problem.due, problem.first_due) == (None, None)
        with acting("township") as actor:
            assert row_clock(rows(actor).get(pk=problem.pk), actor).words == "等 上级资金下达"
            problem = services.event_happened(actor, problem, TODAY)
            assert (problem.event_on, problem.due, problem.first_due) == (TODAY, due, due)
            with pytest.raises(NotNow, match="已经记过"):
                services.event_happened(actor, problem, TODAY)
    part = part_of(problem, "柳溪镇")
    assert (part.due, part.first_due) == (due, due)


def test_an_event_without_agreed_days_asks_for_the_day(steps: Steps, acting: Any) -> None:
    problem = waiting(steps, acting, days=None)
    today = clock.today()
    with acting("office") as actor:
        with pytest.raises(NotNow, match="请定整改到哪天"):
            services.event_happened(actor, problem, today)
        with pytest.raises(NotNow, match="发现日期"):
            services.event_happened(actor, problem, today + timedelta(days=1), due=today + timedelta(days=5))
        assert services.event_happened(
            actor, problem, today, due=today + timedelta(days=5)
        ).due == today + timedelta(days=5)


def test_an_event_is_told_by_those_concerned(steps: Steps, acting: Any) -> None:
    problem = waiting(steps, acting)
    for key in ("township_outsider", "inspector", "village", "leader", "department"):
        with acting(key) as actor, pytest.raises(Refused):
            services.event_happened(actor, problem, clock.today())
    assert fresh(problem).event_on is None


def test_an_event_needs_a_name_and_another_kind_has_none(steps: Steps, acting: Any) -> None:
    with pytest.raises(NotNow, match="等的是什么事项"):
        steps.raised(deadline_kind="event")
    problem = steps.assigned()
    with acting("office") as actor, pytest.raises(NotNow, match="不是等事项的"):
        services.event_happened(actor, problem, clock.today())


# given out again


def taken_back(steps: Steps, acting: Any) -> Problem:
    """A dispatched problem taken back from its unit."""
    problem = steps.assigned()
    with acting("office") as actor:
        return services.withdraw(actor, problem, problem.assignments.get().pk, "换一个单位")


def test_given_out_again_the_deadline_stays(steps: Steps, acting: Any) -> None:
    problem = taken_back(steps, acting)
    was = problem.due
    with acting("office") as actor:
        problem = services.assign(actor, problem, unit("望岭乡"))
    assert (problem.due, problem.first_due) == (was, was)


def test_even_when_it_has_passed(steps: Steps, acting: Any) -> None:
    with clock.frozen(START):
        problem = taken_back(steps, acting)
    with clock.frozen(on(40)), acting("office") as actor:
        assert services.assign(actor, problem, unit("望岭乡"), due=problem.due).due == date(2026, 12, 4)


def test_a_later_day_is_an_extension_with_a_reason_and_an_earlier_one_is_refused(
    steps: Steps, acting: Any
) -> None:
    problem = taken_back(steps, acting)
    was = problem.due
    assert was
    later = was + timedelta(days=7)
    with acting("office") as actor:
        with pytest.raises(NotNow, match="不能提前"):
            services.assign(actor, problem, unit("望岭乡"), due=was - timedelta(days=1), note="要快一点")
        with pytest.raises(NotNow, match="为什么改时限"):
            services.assign(actor, problem, unit("望岭乡"), due=later)
        problem = services.assign(actor, problem, unit("望岭乡"), due=later, note="新单位要重新招标")
    assert (problem.first_due, problem.due) == (was, later)
    with scoped(SYSTEM):
        granted = Extension.objects.get(problem=problem)
    assert (granted.state, granted.was, granted.to, granted.reason) == (
        "approved",
        was,
        later,
        "新单位要重新招标",
    )


def test_a_township_cannot_extend_by_giving_out_again(steps: Steps, acting: Any) -> None:
    problem = Steps(acting, "village", "松湾村").raised(by="village", area_code=SONGWAN)
    today = clock.today()
    with acting("township") as actor:
        problem = services.assign(actor, problem, unit("松湾村"), due=today, target="通水")
        problem = services.withdraw(actor, problem, problem.assignments.get().pk, "换一个单位")
        with pytest.raises(NotNow, match="您不能改"):
            services.assign(actor, problem, unit("桥头村"), due=today + timedelta(days=3), note="来不及了")


# parts


@pytest.fixture
def forwarded(steps: Steps, acting: Any) -> Problem:
    """Led by 柳溪镇 until 4 December, passed to 松湾村 until 1 December."""
    with clock.frozen(START):
        problem = steps.acknowledged(area_code=SONGWAN)
        with acting("township") as actor:
            problem = services.forward(actor, problem, [unit("松湾村")], due=date(2026, 12, 1))
        with acting("village") as actor:
            return services.acknowledge(actor, problem)


def test_a_village_asks_its_township_and_the_problems_clock_stays(forwarded: Problem, acting: Any) -> None:
    with clock.frozen(on(1)):
        with acting("village") as actor:
            problem = services.request_extension(actor, forwarded, date(2026, 12, 3), "等配件到货")
            with pytest.raises(NotNow, match="在等批"):
                services.request_extension(actor, forwarded, date(2026, 12, 4), "等配件到货")
        assert (problem.state, problem.waiting_for) == ("rectifying", "rectify")
        asked = _asked()
        with acting("township") as actor:
            assert [(t.kind, t.number) for t in todos(actor) if t.kind == "extend"] == [
                ("extend", forwarded.number)
            ]
            problem = services.decide_part_extension(actor, forwarded, asked.pk, True)
            assert not [t for t in todos(actor) if t.kind == "extend"]
    part = part_of(forwarded, "松湾村")
    assert (part.first_due, part.due) == (date(2026, 12, 1), date(2026, 12, 3))
    assert (problem.due, problem.first_due) == (date(2026, 12, 4), date(2026, 12, 4))
    with scoped(SYSTEM):
        codes = JournalLine.objects.filter(object_id=problem.pk).values_list("code", flat=True)
        assert {"problem.part_extension_asked", "problem.part_extension_approved"} <= set(codes)


def test_a_part_is_not_extended_past_its_own_problem(forwarded: Problem, acting: Any) -> None:
    with clock.frozen(on(1)):
        with acting("village") as actor:
            services.request_extension(actor, forwarded, date(2026, 12, 5), "等配件到货")
        asked = _asked()
        with acting("township") as actor:
            with pytest.raises(NotNow, match="晚于本件的时限"):
                services.decide_part_extension(actor, forwarded, asked.pk, True)
            with pytest.raises(NotNow, match="为什么不准"):
                services.decide_part_extension(actor, forwarded, asked.pk, False)
            services.decide_part_extension(actor, forwarded, asked.pk, False, "最晚到 12 月 4 日")
    assert part_of(forwarded, "松湾村").due == date(2026, 12, 1)


def test_only_the_unit_that_gave_the_part_out_decides(forwarded: Problem, acting: Any) -> None:
    with clock.frozen(on(1)):
        with acting("village") as actor:
            services.request_extension(actor, forwarded, date(2026, 12, 3), "等配件到货")
        asked = _asked()
        for key in (
            "office",
            "township_outsider",
            "village",
            "village_outsider",
            "inspector",
            "leader",
            "clerk",
        ):
            with acting(key) as actor, pytest.raises(Refused):
                services.decide_part_extension(actor, forwarded, asked.pk, True)
        with acting("office") as actor, pytest.raises(NotNow, match="没有在等批的"):
            services.decide_extension(actor, forwarded, True)
    assert _asked().state == "asked"


def test_what_was_asked_lapses_when_the_part_is_handed_in_or_taken_back(
    forwarded: Problem, acting: Any
) -> None:
    with clock.frozen(on(1)):
        with acting("village") as actor:
            services.request_extension(actor, forwarded, date(2026, 12, 3), "等配件到货")
            services.submit(actor, forwarded)
    assert _asked().state == "lapsed"


def test_lists_and_the_page_show_the_village_its_own_clock(forwarded: Problem, acting: Any, as_: Any) -> None:
    with clock.frozen(on(9)):
        with acting("village") as actor:
            mine = row_clock(rows(actor).get(pk=forwarded.pk), actor)
        with acting("office") as actor:
            whole = row_clock(rows(actor).get(pk=forwarded.pk), actor)
        assert (mine.words, whole.words) == ("逾期 2 天", "剩 1 天")
        page = as_("village").get("/problems/?saved=late").content.decode()
        assert forwarded.number in page
        assert "逾期 2 天" in page
        assert forwarded.number not in as_("office").get("/problems/?saved=late").content.decode()
        detail = as_("township").get(f"/problems/{forwarded.pk}/").content.decode()
        assert "逾期 2 天" in detail


def test_late_needs_a_reason_which_stays_with_the_part(forwarded: Problem, acting: Any, as_: Any) -> None:
    with clock.frozen(on(9)):
        page = as_("village").get(f"/problems/{forwarded.pk}/").content.decode()
        assert "为什么晚了 2 天" in page
        with acting("village") as actor:
            with pytest.raises(NotNow, match="为什么晚了 2 天"):
                services.submit(actor, forwarded)
            services.submit(actor, forwarded, late="配件周五才到货")
        assert part_of(forwarded, "松湾村").late_reason == "配件周五才到货"
        page = as_("office").get(f"/problems/{forwarded.pk}/").content.decode()
        assert "原因：配件周五才到货" in page
        assert "晚 2 天：配件周五才到货" in page


def test_in_time_no_reason_is_asked_or_kept(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    with acting("township") as actor:
        services.submit(actor, problem, achieved="已通水", accepted_by="户主", late="写了也不记")
    assert part_of(problem, "柳溪镇").late_reason == ""
