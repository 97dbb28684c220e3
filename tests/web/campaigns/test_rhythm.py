"""How often one item is answered is changed from a day on, after looking at what that adds and ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.campaigns.models import Campaign, CheckItem
from bihuan.web.campaigns.services import periods
from bihuan.web.campaigns.services.periods import Rhythm
from bihuan.web.config import clock
from tests.web.campaigns.test_periods import FIRST, at, campaign, open_on

__all__ = ["campaign"]
NOW = "每月 4 日前"


def first(campaign: Campaign) -> CheckItem:
    found = campaign.check_items.order_by("order").first()
    assert found is not None
    return found


def test_what_it_adds_and_ends_is_told_by_hand_count(campaign: Campaign, acting: Any) -> None:
    """Monthly by the 4th, until March; weekly on Fridays from 18 December until the 8th of January."""
    with acting("office"):
        to = Rhythm("weekly", 5, date(2027, 1, 8), date(2026, 12, 18))
        added, ended = periods.effect(first(campaign), to)
        assert added == [date(2026, 12, 18), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 8)]
        assert ended == [date(2027, 1, 4), date(2027, 2, 4), date(2027, 3, 4)]
        assert periods.effect(first(campaign), Rhythm("once")) == ([], ended)
        assert periods.effect(first(campaign), periods.rhythm_of(first(campaign))) == ([], [])


def test_from_that_day_on_periods_open_by_the_new_rule(campaign: Campaign, acting: Any) -> None:
    with clock.frozen(at(FIRST)), acting("office") as actor:
        item = first(campaign)
        periods.change_rhythm(actor, item.pk, Rhythm("weekly", 5, None, date(2026, 12, 18)), NOW)
        assert first(campaign).period == FIRST
        assert journal.lines_of(campaign)[0].text.endswith("起由每月 4 日前改为每周五前")
        with pytest.raises(Conflict, match="已经改为每周五前"):
            periods.change_rhythm(actor, item.pk, Rhythm("once"), NOW)
    open_on(date(2026, 12, 5))
    with acting("office"):
        assert first(campaign).period == date(2026, 12, 18)
    open_on(date(2026, 12, 19))
    with acting("office"):
        assert first(campaign).period == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("to", "match"),
    [
        (Rhythm("weekly", 5, None, FIRST), "已经开了"),
        (Rhythm("weekly", 5, None, date(2027, 1, 5)), "还要答一期"),
        (Rhythm("weekly", 9), "1 到 7"),
        (Rhythm("never"), "请从列出的里面选"),
        (Rhythm("monthly", 4, date(2027, 3, 31)), "和现在一样"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    campaign: Campaign, acting: Any, to: Rhythm, match: str
) -> None:
    with clock.frozen(at(FIRST)), acting("office") as actor:
        before = periods.rhythm_of(first(campaign))
        with pytest.raises(Refused, match=match):
            periods.change_rhythm(actor, first(campaign).pk, to, NOW)
        assert periods.rhythm_of(first(campaign)) == before


@pytest.mark.parametrize("key", ["clerk", "township", "leader"])
def test_only_the_office_changes_it(campaign: Campaign, acting: Any, as_: Any, key: str) -> None:
    with acting("office"):
        pk = first(campaign).pk
    with acting(key) as actor, pytest.raises(Refused):
        periods.change_rhythm(actor, pk, Rhythm("once"), NOW)
    address = f"/campaigns/{campaign.pk}/items/{pk}/"
    assert as_(key).get(f"{address}rhythm/").status_code == 403
    assert "改答复频次" not in as_(key).get(address).content.decode()


def test_by_form_first_looked_at_then_confirmed(campaign: Campaign, acting: Any, as_: Any) -> None:
    with acting("office"):
        pk = first(campaign).pk
    client, address = as_("office"), f"/campaigns/{campaign.pk}/items/{pk}/"
    assert "改答复频次" in client.get(address).content.decode()
    assert NOW in client.get(f"{address}rhythm/").content.decode()
    sent = {"rule": "quarterly", "day": "", "starts": "", "until": "2027-03-31", "seen": NOW}
    looked = client.post(f"{address}rhythm/", sent).content.decode()
    assert "多开 2 期" in looked
    assert "不再开 3 期" in looked
    with acting("office"):
        assert first(campaign).rule == "monthly"
    assert client.post(f"{address}rhythm/", {**sent, "confirm": "1"}).status_code == 302
    with acting("office"):
        assert (first(campaign).rule, first(campaign).day) == ("quarterly", None)
    wrong = client.post(f"{address}rhythm/", {**sent, "rule": "weekly", "day": "9"})
    assert wrong.status_code == 422
    assert "1 到 7" in wrong.content.decode()
