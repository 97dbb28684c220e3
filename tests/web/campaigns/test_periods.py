"""Items asked again and again: when a period opens, what it asks for, last period's answer beside it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web.access import Refused, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services import periods, publish
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from tests.web.campaigns import kit

SEEN = ("on_site",)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.ZONE)


FIRST = date(2026, 12, 4)


@pytest.fixture
def campaign(county, acting):
    """Published on 20 November 2026: to be answered monthly by the 4th, first on 4 December, last in March."""
    with clock.frozen(at(date(2026, 11, 20))), acting("office") as actor:
        terms = {
            "answers_due": periods.closing(FIRST),
            "rule": "monthly",
            "day": 4,
            "until": date(2027, 3, 31),
        }
        return kit.published(actor, **terms)


def open_on(day: date) -> int:
    """What the timer does on a day."""
    with clock.frozen(at(day)):
        scope.apply(SYSTEM)
        return periods.open_due()


def mine(place: int = 0) -> Answer:
    rows = Answer.objects.filter(unit__name="柳溪镇").order_by("-period", "check_item__order")
    return rows.select_related("check_item", "unit", "campaign")[place]


def test_a_period_opens_the_day_after_the_last_is_due_and_only_once(campaign, acting):
    asked = 7  # three items for each of two townships, one for a department
    assert open_on(FIRST) == 0
    assert open_on(date(2026, 12, 5)) == asked
    assert open_on(date(2026, 12, 5)) == 0
    assert open_on(date(2026, 12, 31)) == 0
    with acting("office"):
        rows = Answer.objects.filter(period=date(2027, 1, 4))
        assert (rows.count(), set(rows.values_list("state", flat=True))) == (asked, {"open"})
        campaign.refresh_from_db()
        assert campaign.answers_due == periods.closing(date(2027, 1, 4))
        assert {row.due_at for row in rows} == {at(date(2027, 1, 4), 17).replace(minute=30)}
    scope.apply(SYSTEM)
    (line,) = JournalLine.objects.filter(code="campaign.period_opened")
    assert line.data == {"items": 3, "due": "2027年1月4日"}  # said on a day of 2026


def test_publishing_and_opening_ask_every_unit_in_one_statement(campaign, county, acting):
    with clock.frozen(at(date(2026, 12, 5))):
        scope.apply(SYSTEM)
        with CaptureQueriesContext(connection) as queries:
            assert periods.open_due() == 7
    asked = [q["sql"] for q in queries if "insert into campaigns_answer" in q["sql"]]
    assert len(asked) == 1
    assert not [q for q in queries if q["sql"].startswith('INSERT INTO "campaigns_answer"')]


def test_periods_that_went_by_while_nothing_ran_are_not_made_up(campaign, acting):
    open_on(date(2027, 2, 20))
    with acting("office"):
        assert set(Answer.objects.values_list("period", flat=True)) == {FIRST, date(2027, 3, 4)}


def test_after_the_last_day_none_opens(campaign):
    assert open_on(date(2027, 3, 2)) == 7
    assert open_on(date(2027, 3, 5)) == 0
    assert open_on(date(2028, 1, 5)) == 0


def test_a_closed_campaign_and_items_asked_once_open_nothing(campaign, county, acting):
    with acting("office") as actor:
        kit.published(actor, kit.uploaded(actor, kit.DOCUMENT.replace("排查工作", "整改工作")))
        publish.close(actor, campaign.pk)
    assert open_on(date(2027, 1, 20)) == 0


dates = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@given(
    after=dates,
    passed=st.integers(0, 400),
    day=st.none() | st.integers(1, 31),
    months=st.none() | st.integers(0, 20),
)
def test_the_next_monthly_day_by_plain_dates(after, passed, day, months):
    """By walking day by day: the first day not past that is the rule's day of its month (cut to the month's last)."""
    today = after + timedelta(days=passed)
    until = None if months is None else after + timedelta(days=30 * months)
    on = max(after + timedelta(days=1), today)
    while on.day != min(day or 31, monthrange(on.year, on.month)[1]):
        on += timedelta(days=1)
    expected = None if until is not None and on > until else on
    assert periods.next_due("monthly", day, after, today, until) == expected


@given(after=dates, passed=st.integers(0, 60), day=st.integers(1, 7))
def test_the_next_weekly_day_by_plain_dates(after, passed, day):
    today = after + timedelta(days=passed)
    on = max(after + timedelta(days=1), today)
    while on.isoweekday() != day:
        on += timedelta(days=1)
    assert periods.next_due("weekly", day, after, today, None) == on


@given(dates)
def test_what_is_asked_once_has_no_next(after):
    assert periods.next_due("once", None, after, after, None) is None


def test_last_months_answer_again_and_what_changed(campaign, acting):
    with clock.frozen(at(FIRST)), acting("township") as actor:
        said = Said("found", "石坳村 2 户", "修屋面", "已开工", SEEN, 2, "户")
        for row in Answer.objects.filter(unit__name="柳溪镇").order_by("check_item__order")[:2]:
            service.say(actor, row.pk, said)
    open_on(date(2026, 12, 5))
    with clock.frozen(at(date(2026, 12, 20))), acting("township_colleague") as actor:
        ids = [mine(n).pk for n in range(3)]
        assert service.copy_last(actor, ids) == 2
        first, third = mine(0), mine(2)
        assert (first.state, first.text, first.number_words, first.answered_by.name) == (
            "found",
            "石坳村 2 户",
            "2 户",
            "杨春生",
        )
        assert third.state == "open"
        before = service.last_of([first])[first.pk]
        assert (before.period, before.answered_by.name, service.changes(first, before)) == (FIRST, "何敏", [])
        service.say(actor, first.pk, Said("found", "石坳村 1 户", "修屋面", "已完工", SEEN, 1, "户"))
        assert service.changes(mine(0), before) == ["数量 2 户 → 1 户", "排查情况", "整改进度"]
        with pytest.raises(Refused, match="没有上一期"):
            service.copy_last(actor, [third.pk])


def test_an_answer_of_this_period_is_not_overwritten_by_the_last(campaign, acting):
    with clock.frozen(at(FIRST)), acting("township") as actor:
        service.say(actor, mine().pk, Said("none_found", "十一月", looked=SEEN))
    open_on(date(2026, 12, 5))
    with clock.frozen(at(date(2026, 12, 6))), acting("township") as actor:
        service.say(actor, mine().pk, Said("found", "十二月", looked=SEEN))
        with pytest.raises(Refused, match="已经答过"):
            service.copy_last(actor, [mine().pk])
        assert mine().text == "十二月"


@pytest.mark.parametrize("key", ["township", "clerk", "department", "leader"])
def test_only_the_office_decides_how_often(campaign, acting, key):
    with acting("office"):
        ids = list(campaign.check_items.values_list("pk", flat=True))
    with acting(key) as actor, pytest.raises(Refused):
        periods.decide(actor, ids, "weekly", 5, None)


def test_the_office_decides_from_the_next_period_on(campaign, acting):
    with clock.frozen(at(FIRST)), acting("office") as actor:
        item = campaign.check_items.order_by("order").first()
        with pytest.raises(Refused, match="1 到 7"):
            periods.decide(actor, [item.pk], "weekly", 9, None)
        with pytest.raises(Refused, match="早于第一期"):
            periods.decide(actor, [item.pk], "weekly", 5, date(2026, 12, 1))
        assert periods.decide(actor, [item.pk], "weekly", 5, None) == 1
        item.refresh_from_db()
        assert (item.period, periods.rhythm_words(item)) == (FIRST, "每周五前")
    open_on(date(2026, 12, 5))
    with acting("office"):
        found = dict(campaign.check_items.order_by("order").values_list("order", "period"))
        assert sorted(found.values()) == [date(2026, 12, 11), date(2027, 1, 4), date(2027, 1, 4)]


def test_the_publishing_page_offers_the_papers_own_rhythm(county, acting, as_):
    with acting("office") as actor:
        plan = kit.uploaded(actor)
    page = as_("office").get(f"/campaigns/plans/{plan.pk}/publish/").content.decode()
    assert '<option value="monthly" selected>' in page
    assert 'name="day" value="4"' in page
    assert 'name="until" value="2027-06-30"' in page
