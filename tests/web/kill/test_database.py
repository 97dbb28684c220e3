"""kill -9 of PostgreSQL in the midst of a change: nothing of it is kept, the site comes back by itself, and doing it again does it once."""

from __future__ import annotations

import os
import signal
from typing import Any

import psycopg
import pytest

from tests import databases
from tests.browser import wait_for
from tests.web.kill import acts
from tests.web.kill.conftest import House

pytestmark = [pytest.mark.xdist_group("kill")]


def kill(house: House) -> None:
    """The server and all its sessions gone at once, then started again as its owner does."""
    databases.close()
    os.kill(house.server.pid, signal.SIGKILL)
    wait_for(lambda: not house.server.alive(), "PostgreSQL 还活着")
    house.server.revive()


@pytest.mark.parametrize("point", ["plan", "commit"])
def test_upload(mortal_house: House, page: Any, point: str) -> None:
    house = mortal_house
    house.live.start("web")
    acts.sign_in(page, house, "office")
    acts.open_upload(page, house)
    with pytest.raises(psycopg.OperationalError), house.stopped_at(point):
        acts.press(page)
        house.wait_until_stopped()
        kill(house)
    page.get_by_role("heading", name="数据库暂时连不上", level=1).wait_for()
    page.get_by_text("断开那一刻正在办的一步全部撤销，要再办一次").wait_for()
    page.get_by_text("退回上一页，写的还在，再提交一次").wait_for()
    assert page.locator("meta[http-equiv=refresh]").count() == 0  # what was sent is not asked for anew
    assert house.ask("select count(*) from campaigns_plan") == [(0,)]
    acts.open_upload(page, house)
    acts.press(page)
    page.wait_for_url("**/jobs/*/")
    acts.uploaded_once(house)
    house.live.start("worker")
    wait_for(
        lambda: house.ask("select state from campaigns_plan") == [("read",)],
        f"没有读，见 {house.live.log}",
        60,
    )
    over = "select count(*) from procrastinate_jobs where task_name = 'bihuan.run' and status = 'succeeded'"
    wait_for(lambda: house.ask(over) == [(1,)], "任务没有结束", 60)
    acts.read_once(house)


@pytest.mark.parametrize("point", ["look_back", "commit"])
def test_close_out(mortal_house: House, page: Any, point: str) -> None:
    house = mortal_house
    pk = acts.almost_closed()
    house.live.start("web")
    acts.sign_in(page, house, "inspector")
    given = acts.open_last_gate(page, house, pk)
    with pytest.raises(psycopg.OperationalError), house.stopped_at(point):
        acts.press_last_gate(page)
        house.wait_until_stopped()
        kill(house)
    acts.untouched(house, pk)
    assert acts.send_again(page, house, pk, given) == 302
    assert acts.send_again(page, house, pk, given) == 302
    acts.closed_once(house, pk)


def test_while_it_recovers_pages_say_so_and_open_again_by_themselves(mortal_house: House, page: Any) -> None:
    """Nobody is signed out, nothing is a fault of the program, and a job that waited is done."""
    house = mortal_house
    house.live.start("web")
    acts.sign_in(page, house, "office")
    acts.open_upload(page, house)
    databases.close()
    os.kill(house.server.pid, signal.SIGKILL)
    wait_for(lambda: not house.server.alive(), "PostgreSQL 还活着")
    answer = page.goto(f"{house.live.url}/problems/?view=rectification")
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert "数据库暂时连不上" in page.inner_text("h1")
    assert page.request.get(f"{house.live.url}/healthz").status == 503
    assert page.request.post(f"{house.live.url}/problems/new/").status == 503
    house.server.revive()
    page.get_by_role("heading", name="整改清单").wait_for()


def test_a_worker_waits_for_it(mortal_house: House, page: Any) -> None:
    house = mortal_house
    house.live.start("web")
    house.live.start("worker")
    acts.sign_in(page, house, "office")
    acts.open_upload(page, house)
    with pytest.raises(psycopg.OperationalError), house.stopped_at("items"):
        acts.press(page)
        page.wait_for_url("**/jobs/*/")
        house.wait_until_stopped()
        kill(house)
    over = "select count(*) from procrastinate_jobs where task_name = 'bihuan.run' and status = 'succeeded'"

    def done() -> bool:
        if house.live.processes["worker"].poll() is not None:
            house.live.kill("worker")  # clears away what is left of it
            house.live.start("worker")  # as its supervisor does
        return house.ask(over) == [(1,)]

    wait_for(done, f"任务没有结束，见 {house.live.log}", 120)
    acts.read_once(house)
