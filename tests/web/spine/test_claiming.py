"""Claiming at a desk and on a phone: the sheet that saves row by row, without a line, against a colleague; a village asked by its township."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bihuan.web.config import clock
from tests.web.spine import papers
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.hand import PHONE, Hand
from tests.web.spine.planning import Office

pytestmark = [pytest.mark.xdist_group("spine")]
PAPER = papers.rectification()
SAID = """
select a.state, a.looked, a.number, a.text from campaigns_answer a join areas_unit u on u.id = a.unit_id
join campaigns_checkitem i on i.id = a.check_item_id where u.name = %s order by i."order"
"""


@pytest.fixture(scope="module")
def campaign(sit: Sit, ask: Ask) -> int:
    office = Office(sit("office"), ask, PAPER)
    office.upload()
    office.map_names("group:township")
    office.confirm_sure()
    office.confirm_rest()
    return office.publish(45, clock.today() + timedelta(days=10))


@pytest.fixture(scope="module")
def sheet(campaign: int, sit: Sit) -> Iterator[Hand]:
    hand = sit("township").go(f"/campaigns/{campaign}/grid/")
    yield hand
    forget(hand)  # the browser writes some of its lines late


def fill(hand: Hand, place: int, state: str, text: str, number: str = "") -> Any:
    """Fills in one row and leaves it."""
    row = hand.page.locator("[data-row]").nth(place)
    row.locator("[name=looked][value=on_site]").check()
    row.locator("[name=state]").select_option(state)
    if number:
        row.locator("[name=number]").fill(number)
        row.locator("[name=counted_in]").fill("户")
    row.locator("[name=text]").fill(text)
    hand.page.locator("header a").first.focus()
    return row


def forget(hand: Hand) -> None:
    """The browser's own lines about answers that the story provoked."""
    hand.faults[:] = [fault for fault in hand.faults if "Failed to load resource" not in fault]


def test_a_row_saves_itself_when_it_is_left(sheet: Hand, ask: Ask) -> None:
    row = fill(sheet, 0, "found", "石坳村三户", "3")
    row.locator("[data-status]", has_text="何敏 今天").wait_for()
    assert ask(SAID, "柳溪镇")[0] == ("found", ["on_site"], 3, "石坳村三户")
    row.locator("[name=number]").focus()
    sheet.page.keyboard.press("Enter")
    assert sheet.page.evaluate("document.activeElement.closest('[data-row]').rowIndex") == 2
    assert sheet.page.evaluate("document.activeElement.name") == "number"


def test_what_is_missing_is_said_in_the_row(sheet: Hand, ask: Ask) -> None:
    row = fill(sheet, 1, "found", "两户", "两户")
    row.locator("[data-status]", has_text="要填数字").wait_for()
    assert ask(SAID, "柳溪镇")[1][0] == "open"
    forget(sheet)


def test_nothing_is_lost_when_the_line_drops(sheet: Hand, ask: Ask) -> None:
    sheet.page.context.set_offline(True)
    row = fill(sheet, 1, "none_found", "逐村看过")
    row.locator("[name=number]").fill("")
    sheet.page.locator("header a").first.focus()
    row.locator("[data-status]", has_text="稿子留在这台电脑里").wait_for()
    assert ask(SAID, "柳溪镇")[1][0] == "open"
    sheet.page.context.set_offline(False)
    row.locator("[data-status]", has_text="何敏 今天").wait_for()
    assert ask(SAID, "柳溪镇")[1][::3] == ("none_found", "逐村看过")
    forget(sheet)


def test_a_draft_outlives_the_page_and_a_colleagues_answer_is_not_overwritten(
    sheet: Hand, campaign: int, sit: Sit, ask: Ask
) -> None:
    last = sheet.page.locator("[data-row]").last
    last.locator("[name=text]").fill("写了一半")
    sheet.go(f"/campaigns/{campaign}/grid/")
    last = sheet.page.locator("[data-row]").last
    assert last.locator("[name=text]").input_value() == "写了一半"
    colleague = sit("township_colleague").go(f"/campaigns/{campaign}/grid/")
    place = colleague.page.locator("[data-row]").count() - 1
    other = fill(colleague, place, "none_found", "我答的")
    other.locator("[data-status]", has_text="杨春生 今天").wait_for()
    fill(sheet, place, "none_found", "何敏答的")
    last.locator("[data-status]", has_text="杨春生").wait_for()
    assert ask(SAID, "柳溪镇")[place][3] == "我答的"
    last.get_by_role("button", name="用我写的").click()
    last.locator("[data-status]", has_text="何敏 今天").wait_for()
    assert ask(SAID, "柳溪镇")[place][3] == "何敏答的"
    forget(sheet)


def test_a_village_claims_on_a_phone_what_its_township_asks(campaign: int, sit: Sit, ask: Ask) -> None:
    ((pick,),) = ask(
        "select a.id from campaigns_answer a join areas_unit u on u.id = a.unit_id where u.name = '望岭乡' order by a.id limit 1"
    )
    ((village,),) = ask("select id from areas_unit where name = '石坳口村'")
    due = f"{clock.today() + timedelta(days=3)}T15:00"
    township = sit("township_outsider")
    assert (
        township.posts("/campaigns/answers/forward/", pick=str(pick), units=str(village), due=due)[0] == 200
    )
    phone = sit("village_outsider", phone=True).go("/campaigns/answers/")
    assert phone.page.locator("a.t[href*='/campaigns/answers/']").count() == 1
    phone.page.locator("a.t[href*='/campaigns/answers/']").tap()
    form = phone.page.locator("#answer-form")
    phone.fill(form, "state", "found")
    phone.fill(form, "looked", "asked")
    phone.page.fill("#id_text", "二组有这种情况")
    form.locator("[name=place_number]").fill("2")
    form.locator("[name=place_text]").fill("二组")
    phone.page.fill("#id_counted_in", "户")
    phone.page.fill("#id_due", (clock.today() + timedelta(days=9)).isoformat())
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    form.locator("button[type=submit]").tap()
    phone.page.wait_for_url("**/problems/*/")
    found = ask("select place, source, text from problems_problem order by id desc limit 1")
    assert found == [("望岭乡 石坳口村", "plan", "石坳口村（2 户）：二组")]
    township.go(f"/campaigns/answers/{pick}/").sees("2 户")
    office = sit("office").go(f"/campaigns/{campaign}/claims/")
    office.sees("件本地问题", ".figs")
