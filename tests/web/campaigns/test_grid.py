"""The sheet of all items, the board of claims, present and past periods on the pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.campaigns import claiming, progress
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services import periods
from bihuan.web.campaigns.services.answers import At, Said
from bihuan.web.config import clock
from bihuan.web.problems.models import Problem
from tests.web.campaigns import kit
from tests.web.dashboard.test_queries import MOST, own

SEEN = ("on_site",)


@pytest.fixture
def campaign(county, acting):
    with acting("office") as actor:
        return kit.stated(actor)


def stated(unit: str) -> Answer:
    return Answer.objects.get(unit__name=unit, check_item__kind="problem")


def send(client, row: Answer, **more):
    said = {
        "state": "found",
        "looked": "on_site",
        "number": "2",
        "counted_in": "户",
        "text": "两户",
        "version": row.version,
    }
    return client.post(f"/campaigns/answers/{row.pk}/row/", {**said, **more})


def test_a_row_is_stored_and_keeps_what_the_sheet_does_not_show(campaign, acting, as_):
    with acting("township") as actor:
        row = service.say(
            actor,
            stated("柳溪镇").pk,
            Said("found", "旧", "修屋面", "已开工", SEEN, places=(At(990101_101001),)),
        )
    told = send(as_("township"), row).json()
    assert (told["version"], told["now"]["number"]) == (row.version + 1, "2")
    assert told["words"].startswith("何敏 今天")
    with acting("township"):
        now = stated("柳溪镇")
        assert (now.text, now.number, now.measures, now.progress, now.places.filter(live=True).count()) == (
            "两户",
            2,
            "修屋面",
            "已开工",
            1,
        )


def test_a_row_answered_meanwhile_shows_both_and_stores_nothing(campaign, acting, as_):
    with acting("township_colleague") as actor:
        row = stated("柳溪镇")
        service.say(actor, row.pk, Said("none_found", "都看过", looked=SEEN))
    told = send(as_("township"), row)
    assert told.status_code == 409
    assert "杨春生" in told.json()["error"]
    assert (told.json()["now"]["state"], told.json()["version"]) == ("none_found", 2)
    with acting("township"):
        assert stated("柳溪镇").text == "都看过"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"number": "两户"}, "要填数字"),
        ({"looked": ""}, "怎么查的"),
        ({"text": " "}, "写明在哪里"),
        ({"counted_in": ""}, "写明单位"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_in_words(campaign, acting, as_, more, why):
    with acting("township"):
        row = stated("柳溪镇")
    told = send(as_("township"), row, **more)
    assert (told.status_code, why in told.json()["error"]) == (422, True)
    with acting("township"):
        assert stated("柳溪镇").state == "open"


@pytest.mark.parametrize(
    ("key", "status"), [("township_outsider", 404), ("village", 404), ("leader", 403), ("office", 422)]
)
def test_nobody_stores_anothers_row(campaign, acting, as_, key, status):
    with acting("township"):
        row = stated("柳溪镇")
    assert send(as_(key), row).status_code == status
    with acting("township"):
        assert stated("柳溪镇").state == "open"


def test_the_board_counts_claims_and_local_problems(campaign, county, acting):
    with acting("township") as actor:
        row = stated("柳溪镇")
        places = (At(county.area("石坳村").code, Decimal(2)), At(county.area("桥头村").code, Decimal(1)))
        service.say(actor, row.pk, Said("found", "对不上", looked=SEEN, counted_in="户", places=places))
        service.register(actor, row.pk, "监测对象台账更新不及时", date(2027, 3, 31))
    with acting("township_outsider") as actor:
        service.say(actor, stated("望岭乡").pk, Said("none_found", looked=SEEN))
    with acting("office"):
        board = claiming.board(campaign, clock.now())
        (line,) = board.rows
        names = [unit.name for unit in board.units]
        cells = dict(zip(names, [cell.words for cell in line.cells], strict=True))
        assert cells == {"柳溪镇": "有 2", "望岭乡": "无", "县住建局": "待"}
        assert (line.yes, line.none, line.waiting, line.problems, line.unclaimed) == (1, 1, 1, 2, False)
        assert Problem.objects.filter(check_item=line.item).count() == 2


def test_what_nobody_claimed_is_pointed_out_to_who_sees_the_whole_county(campaign, acting, as_):
    for key, unit in (("township", "柳溪镇"), ("township_outsider", "望岭乡"), ("department", "县住建局")):
        with acting(key) as actor:
            service.say(actor, stated(unit).pk, Said("none_found", looked=SEEN))
    words = "上级指出而没有一个单位认领"
    address = f"/campaigns/{campaign.pk}/claims/"
    assert words in as_("office").get(address).content.decode()
    assert words in as_("leader").get(address).content.decode()
    assert words not in as_("township").get(address).content.decode()


def test_pages_count_the_present_period_and_show_past_ones(county, acting, as_):
    first = date(2026, 12, 4)
    with clock.frozen(datetime(2026, 11, 20, 9, tzinfo=clock.ZONE)), acting("office") as actor:
        campaign = kit.published(actor, answers_due=periods.closing(first), rule="monthly", day=4)
    with acting("township") as actor:
        row = Answer.objects.filter(unit__name="柳溪镇").order_by("check_item__order").first()
        service.say(actor, row.pk, Said("found", "十二月的话", looked=SEEN))
    with clock.frozen(datetime(2026, 12, 5, 0, 12, tzinfo=clock.ZONE)):
        scope.apply(SYSTEM)
        periods.open_due()
    with acting("office"):
        tally = progress.overall(progress.by_item(campaign).values())
        assert (tally.total, tally.done) == (7, 0)
        item = campaign.check_items.order_by("order").first()
    page = f"/campaigns/{campaign.pk}/items/{item.pk}/"
    assert "十二月的话" not in as_("office").get(page).content.decode()
    assert "十二月的话" in as_("office").get(f"{page}?period=2026-12-04").content.decode()
    assert (
        "上期：发现问题，十二月的话"
        in as_("township").get(f"/campaigns/{campaign.pk}/grid/").content.decode()
    )


@pytest.mark.parametrize(
    ("key", "address"),
    [("township", "grid"), ("village", "grid"), ("office", "claims"), ("township", "claims")],
)
def test_sheet_and_board_ask_few_questions_however_many_rows(campaign, county, acting, as_, key, address):
    client, page = as_(key), f"/campaigns/{campaign.pk}/{address}/"
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    few = own(queries)
    with acting("township") as actor:
        ids = list(Answer.objects.filter(unit_id=actor.unit_id).values_list("pk", flat=True))
        villages = [county.unit(name).pk for name in ("石坳村", "桥头村", "松湾村")]
        service.forward(actor, ids, villages, clock.now() + timedelta(days=1))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    assert few <= MOST
    assert own(queries) <= few + 1
