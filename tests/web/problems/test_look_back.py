"""Looking back: the campaign's rule as dates, what is recorded, and what reopens."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, LookBack, Problem
from bihuan.web.problems.services import NotNow, Seen
from bihuan.web.problems.states.look_backs import booked_days
from tests.web.campaigns import kit
from tests.web.problems.steps import Steps, fresh, photo
from tests.web.problems.test_pages import post

SEEN = Seen("12户水龙头逐户拧开", "on_site", "村民代表 谢长福")
LATER = clock.today() + timedelta(days=40)


def second_road(closed_on: date, count: int) -> list[date]:
    """Walks the calendar month by month instead of counting with divmod."""
    found, year, month = [], closed_on.year, closed_on.month
    for step in range(1, 3 * count + 1):
        month += 1
        if month == 13:
            year, month = year + 1, 1
        if step % 3 == 0:
            found.append(date(year, month, min(closed_on.day, calendar.monthrange(year, month)[1])))
    return found


@given(st.dates(date(2015, 1, 1), date(2090, 12, 31)), st.integers(1, 8), st.integers(1, 730))
def test_dates_of_the_rule_by_a_second_road(closed_on: date, count: int, days: int) -> None:
    assert list(booked_days("quarterly", closed_on, days, count)) == second_road(closed_on, count)
    (once,) = booked_days("after_days", closed_on, days, count)
    assert once.toordinal() == closed_on.toordinal() + days
    assert booked_days("none", closed_on, days, count) == ()


def test_four_dates_in_words() -> None:
    assert booked_days("quarterly", date(2026, 11, 30), 90, 4) == (
        date(2027, 2, 28), date(2027, 5, 30), date(2027, 8, 30), date(2027, 11, 30),
    )  # fmt: skip


def campaign(acting: Any, **terms: Any) -> Campaign:
    with acting("office") as actor:
        return kit.published(actor, kit.uploaded(actor), **terms)


def closed(steps: Steps, acting: Any, **terms: Any) -> Problem:
    made = campaign(acting, **terms)
    problem = steps.submitted(campaign=made)
    with acting("inspector") as actor:
        for kind in ("found_out", "put_right", "accepted"):
            problem = services.pass_gate(actor, problem, kind, "现场看过，属实")
    return problem


def open_days(problem: Problem) -> list[date]:
    with scoped(SYSTEM):
        return list(LookBack.objects.filter(problem=problem, done_on=None).values_list("due_on", flat=True))


def test_the_campaigns_rule_is_kept_on_the_problem_and_booked(steps: Steps, acting: Any) -> None:
    problem = closed(steps, acting, lookback_rule="quarterly")
    assert (problem.state, problem.look_back_rule, problem.look_back_count) == ("closed", "quarterly", 4)
    assert open_days(problem) == second_road(clock.today(), 4)
    with scoped(SYSTEM):
        Campaign.objects.update(lookback_rule="none")
    assert fresh(problem).look_back_rule == "quarterly"


def test_severe_ones_are_looked_at_each_quarter_where_the_campaign_says_so(steps: Steps, acting: Any) -> None:
    made = campaign(acting, lookback_severe=True, lookback_days=30)
    days = {}
    for severity in ("severe", "normal"):
        problem = steps.submitted(campaign=made, severity=severity)
        with acting("inspector") as actor:
            for kind in ("found_out", "put_right", "accepted"):
                problem = services.pass_gate(actor, problem, kind, "现场看过，属实")
        days[severity] = open_days(problem)
    assert days == {
        "severe": second_road(clock.today(), 4),
        "normal": [clock.today() + timedelta(days=30)],
    }


def test_none_with_a_reason_books_nothing_and_says_why(steps: Steps, acting: Any) -> None:
    with pytest.raises(Refused, match="不约定回头看要写明理由"):
        campaign(acting, lookback_rule="none")
    problem = closed(steps, acting, lookback_rule="none", lookback_reason="纯数据更正，下月比对可见")
    assert (problem.state, problem.waiting_for, open_days(problem)) == ("closed", "", [])
    with acting("office"):
        assert journal.lines_of(problem)[0].text.endswith("不约定回头看：纯数据更正，下月比对可见")


def test_each_quarter_is_recorded_and_the_next_one_waits(steps: Steps, acting: Any) -> None:
    problem = closed(steps, acting, lookback_rule="quarterly")
    for left in (3, 2, 1, 0):
        with acting("inspector") as actor:
            problem = services.record_look_back(actor, problem, "holds", "水质合格，没有停水", seen=SEEN)
        assert len(open_days(problem)) == left
        assert problem.waiting_for == ("look_back" if left else "")
    with acting("inspector"):
        rows = LookBack.objects.filter(problem=problem)
        assert [(x.number, x.how, x.looked_at, x.met, x.by_unit.short_name) for x in rows] == [
            (n, "on_site", SEEN.looked_at, SEEN.met, "督查二组") for n in (1, 2, 3, 4)
        ]


def test_who_could_not_look_says_why_and_when_instead(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    (first,) = open_days(problem)
    with acting("inspector") as actor:
        with pytest.raises(NotNow, match="另定一个今天以后的日子"):
            services.record_look_back(actor, problem, "moved", "大雪封路，进不了村")
        with pytest.raises(NotNow, match="为什么没有看成"):
            services.record_look_back(actor, problem, "moved", "雪", due=LATER)
        services.record_look_back(actor, problem, "moved", "大雪封路，进不了村", due=LATER)
        problem = services.record_look_back(
            actor, problem, "moved", "还是进不了村", due=LATER + timedelta(days=9)
        )
    with scoped(SYSTEM):
        row = LookBack.objects.get(problem=problem, done_on=None)
    assert (row.due_on, row.first_due_on, row.number) == (LATER + timedelta(days=9), first, 1)
    assert problem.state == "closed"


def test_found_again_calls_off_the_rest_and_keeps_the_first_deadline(steps: Steps, acting: Any) -> None:
    problem = closed(steps, acting, lookback_rule="quarterly")
    first = problem.first_due
    with acting("inspector") as actor:
        problem = services.record_look_back(actor, problem, "found_again", "又停水三天", seen=SEEN, due=LATER)
        outcomes = list(LookBack.objects.filter(problem=problem).values_list("outcome", flat=True))
    assert (problem.state, problem.first_due, problem.due) == ("reopened", first, LATER)
    assert outcomes == ["found_again"] + ["called_off"] * 3


@pytest.mark.parametrize("key", ["township", "township_colleague", "village", "department"])
def test_the_rectifier_and_strangers_do_not_look_back(steps: Steps, acting: Any, key: str) -> None:
    problem = steps.closed()
    with acting(key) as actor, pytest.raises(Refused):
        services.record_look_back(actor, problem, "holds", "没有反弹", seen=SEEN)
    assert len(open_days(problem)) == 1


def test_within_the_year_it_is_reopened_afterwards_not(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    first = problem.first_due
    with scoped(SYSTEM):
        ended = clock.now() - timedelta(days=366)
        Problem.objects.filter(pk=problem.pk).update(closed_at=ended)
    with acting("inspector") as actor:
        with pytest.raises(NotNow, match="回头看期内"):
            services.reopen(actor, problem, "村里又断水三天", LATER)
        Problem.objects.filter(pk=problem.pk).update(closed_at=ended + timedelta(days=1))
        with pytest.raises(NotNow, match="在哪里又发现"):
            services.reopen(actor, problem, "又", LATER)
        problem = services.reopen(actor, problem, "村里又断水三天", LATER)
    assert (problem.state, problem.first_due, problem.rounds) == ("reopened", first, 1)
    assert open_days(problem) == []
    with acting("township") as actor, pytest.raises(Refused):
        services.reopen(actor, problem, "村里又断水三天", LATER)


def test_by_form_the_new_day_is_asked_only_where_it_means_something(steps: Steps, as_: Any) -> None:
    problem, client = steps.closed(), as_("inspector")
    lacking = post(client, problem, "look_back", outcome="holds", note="没有反弹")
    assert lacking.status_code == 422
    assert "请填看了什么。" in lacking.content.decode()
    moved = post(client, problem, "look_back", outcome="moved", note="大雪封路，进不了村", due=LATER)
    assert moved.status_code == 302
    text = client.get("/problems/look-backs/").content.decode()
    assert "首次时限" in text
    shot = photo()
    shot.name = "水表.jpg"  # type: ignore[attr-defined]
    held = {
        "papers": shot,
        "outcome": "holds",
        "note": "水质合格",
        "how": "by_phone",
        "looked_at": "12户",
        "met": "户主",
    }
    assert post(client, problem, "look_back", **held).status_code == 302
    page = client.get(f"/problems/{problem.pk}/").content.decode()
    assert "见了户主" in page
    with scoped(SYSTEM):
        assert Evidence.objects.get(name="水表.jpg").look_back.outcome == "holds"  # type: ignore[union-attr]
    assert "没有看成，改期" in page


def test_an_overdue_look_back_is_trouble_of_whoever_owes_it(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.closed()
    with scoped(SYSTEM):
        LookBack.objects.filter(problem=problem).update(due_on=clock.today() - timedelta(days=5))
    text = as_("office").get("/problems/look-backs/?saved=mine").content.decode()
    assert "逾期 5 天" in text
    assert problem.number in text
    assert "过了 5 天" in as_("office").get("/problems/?saved=all").content.decode()
    assert problem.number not in as_("inspector").get("/problems/look-backs/?saved=mine").content.decode()
