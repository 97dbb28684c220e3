"""A rectification plan with problems of its own and three gates: claimed by a township, put right, closed by itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bihuan.web.config import clock
from tests.web.spine import papers
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.loop import Loop
from tests.web.spine.planning import Office

pytestmark = [pytest.mark.xdist_group("spine")]
PAPER = papers.rectification()
LOOK_BACK = 45


@pytest.fixture(scope="module")
def campaign(sit: Sit, ask: Ask) -> int:
    """Uploaded, read, reviewed and published: what names nobody is asked of every township."""
    office = Office(sit("office"), ask, PAPER)
    office.upload()
    assert office.tab(PAPER.kind).inner_text() == f"{PAPER.kind} {PAPER.count}"
    office.map_names("group:township")
    office.confirm_sure()
    office.confirm_rest()
    return office.publish(LOOK_BACK, clock.today() + timedelta(days=10))


@pytest.fixture(scope="module")
def claimed(campaign: int, sit: Sit) -> int:
    """The township says of the plan's first problem that it has it too, and registers its own; the problem's id."""
    township = sit("township").go("/campaigns/answers/")
    township.page.locator("td a.t").first.click()
    township.sees("请先看本单位有没有", "main")
    township.fill(township.page.locator("#answer-form"), "state", "found")
    township.page.fill("#id_text", "枫树片两个组的台账和系统对不上，涉及 6 户。")
    township.page.check("#answer-form [name=looked][value=on_site]")
    township.page.fill("#id_problem_title", "两个组的台账和系统对不上，涉及 6 户")
    township.page.select_option("#answer-form [name=place]", "990101101000")
    township.page.fill("#id_due", (clock.today() + timedelta(days=5)).isoformat())
    township.press("答复，报县帮扶办")
    township.page.wait_for_url(re.compile(r"/problems/\d+/$"))
    return int(township.page.url.rstrip("/").rpartition("/")[2])


def test_plans_problems_become_questions_with_their_measures(campaign: int, sit: Sit, ask: Ask) -> None:
    kept = ask(
        "select kind, count(*) from campaigns_checkitem where campaign_id = %s group by kind", campaign
    )
    assert kept == [("problem", PAPER.count)]
    ((least,),) = ask(
        "select min(jsonb_array_length(measures)) from campaigns_checkitem where campaign_id = %s", campaign
    )
    assert least >= 1
    assert ask("select gates, lookback_days from campaigns_campaign where id = %s", campaign) == [
        (["found_out", "put_right", "accepted"], LOOK_BACK)
    ]
    sit("township").go(f"/campaigns/{campaign}/").sees("、".join(PAPER.gates))


def test_three_gates_close_it(claimed: int, sit: Sit, ask: Ask) -> None:
    assert ask('select kind from problems_gate where problem_id = %s order by "order"', claimed) == [
        ("found_out",), ("put_right",), ("accepted",),
    ]  # fmt: skip
    loop = Loop(claimed, sit, ask, PAPER.gates, "县帮扶办或督查组")
    loop.dispatch()
    loop.rectify()
    loop.refuse_early_gates()
    loop.submit()
    loop.return_once()
    loop.resubmit()
    loop.pass_rest()
    loop.closed(LOOK_BACK)
