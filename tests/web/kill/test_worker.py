"""kill -9 of the worker while it reads a plan: the next one reads it, and its items are there once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import wait_for
from tests.signed import acting
from tests.web.kill import acts
from tests.web.kill.conftest import House

pytestmark = [pytest.mark.xdist_group("kill")]


@pytest.mark.parametrize("point", ["items", "commit"])
def test_reading_a_plan(house: House, point: str) -> None:
    _upload()
    with house.stopped_at(point):
        house.live.start("worker")
        wait_for(
            lambda: house.ask("select started_at is not null from jobs_jobprogress") == [(True,)],
            "没有开始读",
            60,
        )
        house.wait_until_stopped()
        house.live.kill("worker")
    _settled(house)
    # As if nothing had been heard of the dead worker for a minute.
    house.tell("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    house.live.start("worker")
    over = "select count(*) from procrastinate_jobs where task_name = 'bihuan.run' and status = 'succeeded'"
    wait_for(lambda: house.ask(over) == [(1,)], f"新的工作进程没有接着办，见 {house.live.log}", 60)
    acts.uploaded_once(house)
    acts.read_once(house)
    assert house.ask(over) == [(1,)]


def _upload() -> None:
    import io
    import uuid

    from bihuan.web.campaigns.services import upload

    data = acts.DOCUMENT.encode()
    with acting("office") as actor:
        upload.upload(actor, "方案.txt", io.BytesIO(data), len(data), uuid.uuid4())


def _settled(house: House) -> None:
    """What the dead worker had begun is over; what stands is all or nothing."""
    house.wait_until_quiet()
    kept: list[Any] = house.ask("select state, (select count(*) from campaigns_planitem) from campaigns_plan")
    assert kept[0][0] == "uploaded" and kept[0][1] == 0 or kept[0][0] == "read" and kept[0][1] > 0
