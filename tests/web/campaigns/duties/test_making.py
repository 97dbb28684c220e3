"""Publishing makes returns and counters, once; the daily timer adds what has begun since."""

from __future__ import annotations

from collections import Counter

import pytest

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.campaigns.duties import making
from bihuan.web.campaigns.models import DutyCount, DutyTerms, Return
from bihuan.web.campaigns.services import publish
from bihuan.web.config import clock
from tests.web.campaigns import kit
from tests.web.campaigns.duties import papers

needs_seeds = pytest.mark.skipif(not kit.SEEDS.is_dir(), reason="the published plans are not at hand")


def test_returns_are_dated_for_each_unit(paper, county):
    monthly = paper.obligations.get(rule="monthly")
    rows = Return.objects.filter(obligation=monthly)
    # Two townships and the housing department, which has a check item; six months.
    assert Counter(rows.values_list("unit__short_name", flat=True)) == {
        "柳溪镇": 6,
        "望岭乡": 6,
        "县住建局": 6,
    }
    dates = rows.filter(unit__short_name="柳溪镇").values_list("due", "remind_on")
    assert [(str(due), str(remind)) for due, remind in dates] == [
        ("2020-01-04", "2019-12-31"),
        ("2020-02-04", "2020-01-23"),
        ("2020-03-04", "2020-02-28"),
        ("2020-04-04", "2020-04-01"),
        ("2020-05-04", "2020-04-30"),
        ("2020-06-04", "2020-06-01"),
    ]
    row = rows.filter(unit__short_name="柳溪镇").first()
    assert row.area_code == county.area("柳溪镇").code
    assert row.units == sorted([county.unit("柳溪镇").pk, county.unit("县帮扶办").pk])


def test_a_dated_obligation_names_its_units(paper):
    rows = Return.objects.filter(obligation__rule="once")
    assert {(r.unit.short_name, str(r.due)) for r in rows} == {
        ("柳溪镇", "2019-12-15"),
        ("望岭乡", "2019-12-15"),
        ("县住建局", "2019-12-15"),
    }


def test_duties_become_counters_of_the_present_period(paper):
    counts = DutyCount.objects.select_related("duty").order_by("duty__order", "unit__pinyin")
    made = {(c.duty.per, c.unit.kind, str(c.period_start), str(c.period_end), int(c.wanted)) for c in counts}
    assert made == {
        ("day", "inspection", "2019-12-06", "2019-12-06", 10),
        ("month", "village", "2019-12-01", "2019-12-31", 2),
        ("quarter", "township", "2019-10-01", "2019-12-31", 1),
    }
    # Two inspection teams, six villages, two townships; the share of posts is a target and counts nothing.
    assert counts.count() == 2 + 6 + 2
    assert DutyTerms.objects.count() == 3
    assert paper.duties.count() == 4


def test_making_again_adds_nothing(paper):
    before = (Return.objects.count(), DutyCount.objects.count())
    assert making.begin(paper) == making.Made(0, 0)
    assert (Return.objects.count(), DutyCount.objects.count()) == before


def test_the_timer_adds_the_periods_that_began_and_only_those(paper):
    with clock.frozen(papers.at("2019-12-09")), scope.acting(SYSTEM):
        assert making.roll_on() == making.Made(0, 2 * 3)
        assert making.roll_on() == making.Made(0, 0)
    days = (
        DutyCount.objects.filter(duty__per="day").order_by().values_list("period_start", flat=True).distinct()
    )
    assert sorted(map(str, days)) == ["2019-12-06", "2019-12-07", "2019-12-08", "2019-12-09"]
    with clock.frozen(papers.at("2020-01-01")), scope.acting(SYSTEM):
        # 23 days for two teams, January for six villages, the first quarter for two townships.
        assert making.roll_on() == making.Made(0, 23 * 2 + 6 + 2)


def test_a_closed_campaign_gets_no_more(paper, office):
    publish.close(office, paper.pk)
    with clock.frozen(papers.at("2019-12-07")), scope.acting(SYSTEM):
        assert making.roll_on() == making.Made(0, 0)


def test_publishing_late_invents_nothing(county, acting):
    with acting("office") as actor, clock.frozen(papers.at("2020-03-10")):
        campaign = papers.published(actor)
        dues = Return.objects.filter(campaign=campaign).order_by().values_list("due", flat=True).distinct()
        assert sorted(map(str, dues)) == ["2020-04-04", "2020-05-04", "2020-06-04"]


def test_making_takes_the_same_number_of_queries_however_many_rows(
    county, acting, django_assert_max_num_queries
):
    with acting("office") as actor, clock.frozen(papers.at("2019-12-06")):
        campaign = papers.published(actor)
        with django_assert_max_num_queries(14):
            making.begin(campaign)


@needs_seeds
def test_seed_004_six_monthly_returns_and_three_dated_ones(county, acting):
    """The body and the note under the annex ask for the same monthly return: it is collected once."""
    with acting("office") as actor, clock.frozen(papers.at("2019-12-02")):
        campaign = kit.published(actor, kit.seed(actor, "004"))
        # 柳溪镇, 望岭乡 and 县住建局, the one department with check items.
        assert Counter(
            map(str, Return.objects.filter(campaign=campaign).values_list("due", flat=True))
        ) == dict.fromkeys(
            [
                "2019-12-15",
                "2019-12-24",
                "2020-01-04",
                "2020-02-04",
                "2020-03-04",
                "2020-04-04",
                "2020-05-04",
                "2020-05-31",
                "2020-06-04",
            ],
            3,
        )


@needs_seeds
def test_seed_000_daily_draws_are_the_inspection_teams(county, acting):
    with acting("office") as actor, clock.frozen(papers.at("2019-02-13")):
        campaign = kit.published(actor, kit.seed(actor, "000"))
        daily = DutyCount.objects.filter(duty__campaign=campaign, duty__per="day")
        assert {c.unit.kind for c in daily} == {"inspection"}
        assert sorted(
            int(n) for n in daily.filter(unit__short_name="督查一组").values_list("wanted", flat=True)
        ) == [2, 5, 5, 10, 10]
