"""Charts in a real browser: fetched when they come near, drawn from the table, which is one press away and is what paper gets."""

from __future__ import annotations

import gzip

import pytest

from tests.signed import acting
from tests.web.problems.steps import WANGLING, Steps
from tests.world import PASSWORD

pytestmark = pytest.mark.usefixtures("committed_db")
LIBRARY = "echarts.common.min.js"
# What a first page may weigh, packed. The library comes later, and only where somebody looks at a chart.
MOST = 250_000


@pytest.fixture
def work(live, django_db_blocker):
    with django_db_blocker.unblock():
        steps = Steps(acting)
        steps.closed()
        steps.assigned(area_code=WANGLING)
        yield live


def test_a_chart_comes_late_and_its_table_is_one_press_away(work, page):
    asked: list[str] = []
    weights: list[int] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{work.url}/accounts/sign-in/")
    page.fill("input[name=username]", "office")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{work.url}/")
    page.on("response", lambda response: weights.append(len(gzip.compress(response.body()))))
    assert not any(LIBRARY in url for url in asked)
    page.set_viewport_size({"width": 390, "height": 240})
    page.goto(f"{work.url}/overview/")
    page.wait_for_load_state("networkidle")
    assert not any(LIBRARY in url for url in asked)  # the charts stand further down
    assert sum(weights) < MOST

    sheet = page.locator(".chart-sheet").filter(has_text="每周发现和销号")
    sheet.scroll_into_view_if_needed()
    sheet.locator("svg").first.wait_for()
    assert sum(LIBRARY in url for url in asked) == 1
    assert not sheet.locator("table").is_visible()
    sheet.get_by_role("button", name="表").click()
    assert sheet.locator("table").is_visible()
    assert not sheet.locator(".draw").is_visible()
    assert sheet.get_by_role("button", name="表").get_attribute("aria-pressed") == "true"
    sheet.get_by_role("button", name="图").click()
    sheet.locator(
        "svg"
    ).first.wait_for()  # without room while it was hidden, it gets its size back in the next frame
    assert not sheet.locator("table").is_visible()

    page.emulate_media(media="print")
    assert sheet.locator("table").is_visible()
    assert not sheet.locator(".draw").is_visible()
