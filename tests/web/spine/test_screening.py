"""A screening plan goes its whole way in browsers: document, campaign, answers, a problem, close-out, look-back."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bihuan.web.config import clock
from bihuan.web.problems.actions import ACTIONS
from tests.web.spine import papers
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.loop import Loop
from tests.web.spine.planning import CHANGED, Office

pytestmark = [pytest.mark.xdist_group("spine")]
PAPER = papers.screening()
LOOK_BACK = 7  # so that it stands on the first screens at once


@pytest.fixture(scope="module")
def campaign(sit: Sit, ask: Ask) -> int:
    """The plan uploaded, reviewed and published by the county office; the campaign's id."""
    office = Office(sit("office"), ask, PAPER)
    office.upload()
    assert office.tab(PAPER.kind).inner_text() == f"{PAPER.kind} {PAPER.count}"
    assert ask(
        "select count(*) from campaigns_planitem where plan_id = %s and kind = 'check_item'", office.plan
    ) == [(PAPER.count,)]
    _correct_and_undo(office)
    assert office.map_names("group:township") > 0
    office.confirm_sure()
    office.confirm_rest()
    due = clock.today() + timedelta(days=7)
    number = office.publish(LOOK_BACK, due)
    office.hand.sees("已发布。")
    return number


def _correct_and_undo(office: Office) -> None:
    """One item gets other words and a unit; undone it is as read; done again it stays."""
    page = office.page
    before = _first_item(office)
    for again in (False, True):
        office.tab(PAPER.kind)
        page.fill("#x-text", CHANGED)
        page.locator(".add-unit summary").click()
        office.hand.pick_unit(page.locator("#card"), "who", "县供销社")
        page.keyboard.press("Escape")  # the list of units lies over the buttons
        office.posted(lambda: page.locator("#panel [data-key=confirm]").click())
        text, who, state = _first_item(office)
        assert (text, state) == (CHANGED, "changed")
        assert set(who) - set(before[1]) == {f"unit:{_unit(office, '县供销社')}"}
        if not again:
            office.posted(lambda: page.locator("#undo button").click())
            assert _first_item(office) == before


def _first_item(office: Office) -> tuple[Any, ...]:
    return office.ask(
        "select text, who, state from campaigns_planitem where plan_id = %s and kind = 'check_item' order by \"order\" limit 1",
        office.plan,
    )[0]


def _unit(office: Office, name: str) -> int:
    return office.ask("select id from areas_unit where name = %s", name)[0][0]


def test_published_campaign_asks_each_unit_for_each_of_its_items(campaign: int, sit: Sit, ask: Ask) -> None:
    pairs = ask(
        "select i.id, unnest(i.units) from campaigns_checkitem i where campaign_id = %s order by 1, 2",
        campaign,
    )
    assert len({item for item, _unit in pairs}) == PAPER.count
    assert (
        ask(
            "select check_item_id, unit_id from campaigns_answer where campaign_id = %s order by 1, 2",
            campaign,
        )
        == pairs
    )
    assert ask(
        "select lookback_days, cardinality(gates) from campaigns_campaign where id = %s", campaign
    ) == [(LOOK_BACK, 4)]
    office = sit("office").go(f"/campaigns/{campaign}/")
    office.sees(f"{len(pairs)}份应答", ".figs")
    office.sees("、".join(PAPER.gates))


@pytest.fixture(scope="module")
def asked(campaign: int, ask: Ask) -> int:
    """How many items the township has to answer."""
    ((count,),) = ask(
        "select count(*) from campaigns_answer a join areas_unit u on u.id = a.unit_id where u.name = '柳溪镇'"
    )
    return int(count)


@pytest.fixture(scope="module")
def found(asked: int, sit: Sit, ask: Ask) -> int:
    """The township answers its first item as found, with a photo, and registers the problem; the problem's id."""
    township = sit("township").go("/")
    waiting = int(township.page.locator("header .me a.btn-quiet b").first.inner_text())
    assert waiting >= asked  # returns that are due count too
    township.page.locator("ul.todos a.t[href*='/campaigns/answers/']").first.click()
    township.fill(township.page.locator("#answer-form"), "state", "found")
    township.page.fill("#id_text", "松湾村三组一户住在漏雨的土坯房里，台账里没有这一户。")
    township.page.check("#answer-form [name=looked][value=on_site]")
    township.page.fill("#id_problem_title", "松湾村一户住漏雨土坯房，没进台账")
    township.page.select_option("#answer-form [name=place]", "990101101003")
    township.page.fill("#id_due", (clock.today() + timedelta(days=10)).isoformat())
    picture = {"name": "漏雨.jpg", "mimeType": "image/jpeg", "buffer": papers.photo("漏雨")}
    township.page.set_input_files("input[name=photo1]", picture)
    township.press("答复，报县帮扶办")
    township.page.wait_for_url(re.compile(r"/problems/\d+/$"))
    township.sees("已答“发现问题”，并登记为")
    return int(township.page.url.rstrip("/").rpartition("/")[2])


def test_problem_found_while_answering_carries_its_photo(
    found: int, campaign: int, sit: Sit, ask: Ask
) -> None:
    assert ask(
        "select state, campaign_id, area_code, waiting_words from problems_problem where id = %s", found
    ) == [("unassigned", campaign, 990101_101003, "县帮扶办")]
    data = papers.photo("漏雨")
    assert ask("select sha256, size, media_type from problems_evidence where problem_id = %s", found) == [
        (hashlib.sha256(data).hexdigest(), len(data), "image/jpeg")
    ]
    township = sit("township").go(f"/problems/{found}/")
    source = township.page.locator("figure img").first
    assert source.evaluate("e => e.complete && e.naturalWidth") == 640
    # What opens is drawn anew, without what the camera wrote into it; the original is a download.
    href = township.page.locator("figure a").first.get_attribute("href")
    shown = township.page.context.request.get(f"{township.site.url}{href}").body()
    assert Image.open(BytesIO(shown)).size == Image.open(BytesIO(data)).size
    ((pk,),) = ask("select id from problems_evidence where problem_id = %s", found)
    original = township.page.context.request.get(f"{township.site.url}/problems/evidence/{pk}/").body()
    assert original == data


def test_township_answers_the_rest_at_once(found: int, asked: int, campaign: int, sit: Sit, ask: Ask) -> None:
    township = sit("township").go("/campaigns/answers/")
    township.sees(f"柳溪镇还有 {asked - 1} 项要答", "h1")
    township.page.locator("th.box input").check()
    every = township.page.get_by_role("button", name=f"改选全部 {asked - 1} 项")
    if every.is_visible():
        every.click()
    township.page.select_option("select[name=looked]", "record")
    township.press("一并答：没有发现问题")
    township.sees(f"答了 {asked - 1} 项：没有发现问题。")
    township.sees("柳溪镇没有要答的", "h1")
    own = "select state, count(*) from campaigns_answer a join areas_unit u on u.id = a.unit_id where u.name = %s group by state order by state"
    assert ask(own, "柳溪镇") == [("found", 1), ("none_found", asked - 1)]
    assert ask(own, "望岭乡") == [("open", asked)]
    office = sit("office").go(f"/campaigns/{campaign}/")
    office.sees(f"{asked}份已答", ".figs")
    office.sees("1份发现问题", ".figs")


def test_problem_goes_round_and_closes_by_itself(found: int, sit: Sit, ask: Ask) -> None:
    """Every hand in its turn; what may not be done is refused with its reason, and nothing of it is kept."""
    loop = Loop(found, sit, ask)
    loop.dispatch()
    loop.rectify()
    loop.refuse_early_gates()
    loop.submit()
    loop.refuse_own_verification()
    loop.return_once()
    loop.resubmit()
    loop.pass_rest()
    loop.closed(LOOK_BACK)
    assert ask("select state from problems_problem where id = %s", found) == [("closed",)]


def test_look_back_stands_where_it_will_be_done(found: int, sit: Sit, ask: Ask) -> None:
    ((due,),) = ask("select due_on from problems_lookback where problem_id = %s and done_on is null", found)
    inspector = sit("inspector").go("/")
    line = inspector.page.locator("section", has_text="回头看").locator("li", has_text="漏雨土坯房")
    assert f"剩 {LOOK_BACK} 天" in line.inner_text()
    assert f"{due.month}月{due.day}日" in line.inner_text()
    booked = inspector.go("/problems/look-backs/").page.locator("tbody tr")
    assert booked.count() == 1
    assert "漏雨土坯房" in booked.inner_text()
    assert f"{due.month}月{due.day}日" in booked.inner_text()


def test_look_back_that_finds_it_again_reopens_it(found: int, sit: Sit, ask: Ask) -> None:
    inspector = sit("inspector").go(f"/problems/{found}/")
    later = clock.today() + timedelta(days=20)
    inspector.act(
        "look_back",
        outcome="found_again",
        how="on_site",
        looked_at="屋面和檐沟",
        note="又漏雨了，盖的瓦被风掀开。",
        due=later.isoformat(),
    )
    assert ask("select state, rounds, due, waiting_words from problems_problem where id = %s", found) == [
        ("reopened", 1, later, "柳溪镇 何敏")
    ]
    first = clock.today() + timedelta(days=10)
    inspector.sees(f"{first.month}月{first.day}日", ".head")
    assert ask("select count(*) from problems_gate where problem_id = %s and state = 'waiting'", found) == [
        (4,)
    ]


def test_outsiders_and_lookers_on(found: int, sit: Sit, ask: Ask) -> None:
    outsider, assessor = sit("township_outsider"), sit("assessor")
    for path in (
        f"/problems/{found}/",
        *(f"/problems/evidence/{pk}/" for (pk,) in ask("select id from problems_evidence")),
    ):
        assert outsider.status_of(path) == 404
        assert assessor.status_of(path) == 200
    assert outsider.posts(f"/problems/{found}/do/acknowledge/", version="1")[0] == 404
    assessor.go(f"/problems/{found}/")
    # Nothing but taking the evidence away.
    asked = assessor.page.locator("main form").evaluate_all(
        "all => all.map(each => new URL(each.action).pathname)"
    )
    assert set(asked) == {"/problems/packs/make/"}
    before = ask("select version, state from problems_problem where id = %s", found)
    for key in ACTIONS:
        assert assessor.posts(f"/problems/{found}/do/{key}/", version=str(before[0][0]))[0] == 403
    assert ask("select version, state from problems_problem where id = %s", found) == before


def test_leader_instructs_and_the_township_reads_it(found: int, sit: Sit, ask: Ask) -> None:
    leader = sit("leader").go(f"/problems/{found}/")
    leader.act("instruct", text="这一户过冬前必须搬进安全的房子，镇里每周报一次。")
    assert ask(
        "select text, p.name from problems_instruction i join accounts_person p on p.id = i.by_id where problem_id = %s",
        found,
    ) == [("这一户过冬前必须搬进安全的房子，镇里每周报一次。", "赵德胜")]
    sit("township").go(f"/problems/{found}/").sees("这一户过冬前必须搬进安全的房子", "aside")
