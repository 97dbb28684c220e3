"""Lateness of a month, counted by hand on an invented October to December: an extension, a return, a reopening, a withdrawal."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.campaigns.duties import lateness
from bihuan.web.campaigns.duties.lateness import Against, Figures, Month
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Assignment, Problem
from tests.web.campaigns import kit
from tests.web.problems.steps import Steps, unit

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
SAID = {"achieved": "12户全部通水", "accepted_by": "村民代表 谢长福"}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def on(day: str, hour: int = 9) -> Any:
    """At work on that day of 2026, by Shanghai's clock."""
    month, number = map(int, day.split("."))
    return clock.frozen(datetime(2026, month, number, hour, tzinfo=clock.ZONE))


class Story:
    """Problems of one campaign, each with its days."""

    def __init__(self, acting: Any, lead: str = "township", lead_unit: str = "柳溪镇") -> None:
        self.acting, self.lead_unit = acting, lead_unit
        self.steps = Steps(acting, lead, lead_unit)
        with on("10.5"), acting("office") as actor:
            self.campaign: Campaign = kit.published(actor, kit.uploaded(actor))

    def given_out(self, day: str, due: date) -> Problem:
        with on(day):
            problem = self.steps.raised(campaign=self.campaign)
            with self.acting("office") as actor:
                services.assign(actor, problem, unit(self.lead_unit), due=due, target="通水")
            self.steps.assigned = lambda **_: problem  # type: ignore[method-assign]
            return self.steps.worked()

    def handed_in(self, problem: Problem, day: str, late: str = "", hour: int = 9) -> None:
        with on(day, hour), self.acting(self.steps.lead) as actor:
            services.submit(actor, problem, late=late, **SAID)

    def figures(self, month: date, today: date, who: Any = SYSTEM) -> Figures:
        with scoped(who):
            return lateness.added(
                each.figures for each in lateness.of_campaign(self.campaign, Month(month, today))
            )


@pytest.fixture
def story(county: Any, acting: Any) -> Story:
    return Story(acting)


def test_in_time_late_and_overdue_by_hand(story: Story) -> None:
    """Three due in October: one handed in on the day itself at night, one two days late, one not until November."""
    first = story.given_out("10.6", date(2026, 10, 20))
    second = story.given_out("10.6", date(2026, 10, 22))
    third = story.given_out("10.6", date(2026, 10, 31))
    story.handed_in(first, "10.20", hour=23)
    story.handed_in(second, "10.24", "材料等上级批复")
    story.handed_in(third, "11.3", "施工队没有到")

    october = story.figures(OCTOBER, date(2026, 11, 20))
    assert october.due == october.first == Against(owed=3, in_time=1, late=1, overdue=1)
    assert (october.due.missed, october.due.ahead, october.extended) == (2, 0, 0)
    assert october.reasons == Counter({"材料等上级批复": 1})
    assert october.words == "到期 3 份，按时 1，晚交 1，逾期 1"
    # Handed in in November, it was carried into that month by nobody at its end.
    assert story.figures(NOVEMBER, date(2026, 12, 20)) == Figures()


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 10, 21), Against(owed=2)),
        (date(2026, 10, 22), Against(owed=2)),  # due today is not late
        (date(2026, 10, 23), Against(owed=2, overdue=1)),
        (date(2026, 10, 31), Against(owed=2, overdue=1)),
        (date(2026, 11, 1), Against(owed=2, overdue=2)),
    ],
)
def test_a_month_that_is_not_over_stands_as_of_today(story: Story, today: date, due: Against) -> None:
    story.given_out("10.6", date(2026, 10, 22))
    story.given_out("10.6", date(2026, 10, 31))
    assert story.figures(OCTOBER, today).due == due
    assert story.figures(OCTOBER, today).due.ahead == due.owed - due.overdue


def test_what_is_never_handed_in_is_carried_from_month_to_month(story: Story) -> None:
    story.given_out("10.6", date(2026, 10, 22))
    assert story.figures(NOVEMBER, date(2026, 11, 20)).due == Against(carried=1)
    assert story.figures(DECEMBER, date(2027, 1, 5)).due.open_late == 1
    assert story.figures(NOVEMBER, date(2026, 11, 20)).words == "到期 0 份；以前到期还没交 1 份"


def test_an_extension_moves_the_deadline_and_leaves_the_first(story: Story, acting: Any) -> None:
    """Due 20 October, extended to 10 November, handed in on 5 November: in time by the new clock, late by the first."""
    problem = story.given_out("10.6", date(2026, 10, 20))
    with on("10.18"):
        with acting("township") as actor:
            services.request_extension(actor, problem, date(2026, 11, 10), "管材没有到货")
        with acting("office") as actor:
            services.decide_extension(actor, problem, approve=True)
    story.handed_in(problem, "11.5")
    today = date(2026, 12, 20)
    october, november = story.figures(OCTOBER, today), story.figures(NOVEMBER, today)
    assert (october.due, october.first) == (Against(), Against(owed=1, overdue=1))
    assert (november.due, november.first) == (Against(owed=1, in_time=1), Against())
    assert (october.extended, november.extended) == (0, 1)


def test_what_was_sent_back_counts_on_the_day_it_came_again(story: Story, acting: Any) -> None:
    """In time at first, returned on 21 October, again on 2 November, with the deadline of 25 October as it was."""
    problem = story.given_out("10.6", date(2026, 10, 25))
    story.handed_in(problem, "10.20")
    assert story.figures(OCTOBER, date(2026, 10, 20)).due == Against(owed=1, in_time=1)
    with on("10.21"), acting("inspector") as actor:
        services.return_problem(actor, problem, "put_right", "没有照片")
    assert story.figures(OCTOBER, date(2026, 10, 21)).due == Against(owed=1)
    assert story.figures(OCTOBER, date(2026, 10, 26)).due == Against(owed=1, overdue=1)
    story.handed_in(problem, "11.2", "补照片，大雪封路")
    october = story.figures(OCTOBER, date(2026, 11, 20))
    assert (october.due, october.reasons) == (Against(owed=1, overdue=1), Counter())


def test_a_reopened_problem_is_another_part_with_a_first_deadline_of_its_own(
    story: Story, acting: Any
) -> None:
    problem = story.given_out("10.6", date(2026, 10, 20))
    story.handed_in(problem, "10.19")
    with on("10.21"), acting("inspector") as actor:
        for gate in ("found_out", "put_right", "accepted"):
            services.pass_gate(actor, problem, gate, "现场看过，属实")
    with on("11.4"), acting("office") as actor:
        services.reopen(actor, problem, "又停水三天", date(2026, 11, 24))
    today = date(2026, 12, 20)
    assert story.figures(OCTOBER, today).due == Against(owed=1, in_time=1)
    assert story.figures(NOVEMBER, today).due == Against(owed=1, overdue=1)
    assert story.figures(NOVEMBER, today).first == Against(owed=1, overdue=1)
    assert story.figures(DECEMBER, today).due == Against(carried=1)


def test_what_was_taken_back_is_nobodys(story: Story, acting: Any) -> None:
    problem = story.given_out("10.6", date(2026, 10, 20))
    with on("10.8"), acting("office") as actor:
        services.withdraw(actor, problem, Assignment.objects.get(problem=problem).pk, "交错了单位")
    assert story.figures(OCTOBER, date(2026, 11, 20)) == Figures()


def test_a_unit_sees_its_own_and_the_county_all(story: Story, acting: Any) -> None:
    story.given_out("10.6", date(2026, 10, 20))
    month = Month(OCTOBER, date(2026, 11, 20))
    for who, units in (("office", ["柳溪镇"]), ("township", ["柳溪镇"]), ("township_outsider", [])):
        with on("11.20"), acting(who):
            assert [line.unit.short_name for line in lateness.of_campaign(story.campaign, month)] == units


def test_the_page_says_it_and_offers_the_months(story: Story, as_: Any) -> None:
    story.handed_in(story.given_out("10.6", date(2026, 10, 22)), "10.24", "材料等上级批复")
    with on("12.20"):
        address = f"/campaigns/{story.campaign.pk}/duties/"
        page = as_("office").get(f"{address}?month=2026-10").content.decode()
        assert "10月的整改时限" in page
        assert "到期 1 份，晚交 1" in page
        assert "材料等上级批复" in page
        assert "?month=2026-11#deadlines" in page
        assert "本月的整改时限" in as_("office").get(f"{address}?month=1999-01").content.decode()
        assert (
            "材料等上级批复" not in as_("township_outsider").get(f"{address}?month=2026-10").content.decode()
        )


def test_ten_problems_cost_the_queries_of_one(story: Story) -> None:
    counts = []
    for _ in range(2):
        for day in range(10, 15):
            story.given_out("10.6", date(2026, 10, day))
        with CaptureQueriesContext(connection) as asked:
            story.figures(OCTOBER, date(2026, 11, 20))
        counts.append(len(asked))
    assert counts[0] == counts[1]
