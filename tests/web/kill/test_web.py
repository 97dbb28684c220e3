"""kill -9 of the web server in the midst of a change: the change is there wholly or not at all, and sending it again does it once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.kill import acts
from tests.web.kill.conftest import House

pytestmark = [pytest.mark.xdist_group("kill")]


@pytest.mark.parametrize(("point", "kept"), [("plan", 0), ("commit", 1)])
def test_upload(house: House, page: Any, point: str, kept: int) -> None:
    house.live.start("web")
    acts.sign_in(page, house, "office")
    acts.open_upload(page, house)
    with house.stopped_at(point):
        acts.press(page)
        house.wait_until_stopped()
        house.live.kill("web")
        page.get_by_text("网断了，没有传上。文件还在，请连上网再按一次。").wait_for()
    house.wait_until_quiet()
    assert house.ask("select count(*) from campaigns_plan") == [(kept,)]
    acts.chained(house)
    house.live.start("web")
    acts.press(page)
    page.wait_for_url("**/jobs/*/")
    acts.uploaded_once(house)


@pytest.mark.parametrize("point", ["look_back", "commit"])
def test_close_out(house: House, page: Any, point: str) -> None:
    pk = acts.almost_closed()
    house.live.start("web")
    acts.sign_in(page, house, "inspector")
    given = acts.open_last_gate(page, house, pk)
    with house.stopped_at(point):
        acts.press_last_gate(page)
        house.wait_until_stopped()
        house.live.kill("web")
    house.wait_until_quiet()
    (acts.closed_once if point == "commit" else acts.untouched)(house, pk)
    house.live.start("web")
    assert acts.send_again(page, house, pk, given) == 302
    assert acts.send_again(page, house, pk, given) == 302
    acts.closed_once(house, pk)
    page.goto(f"{house.live.url}/problems/{pk}/")
    assert "已销号" in page.locator(".head").inner_text()
