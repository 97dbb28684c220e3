"""A large batch is taken back by a job: all of it or nothing, once, however often the worker dies."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.inspection import batches, services
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import carry_out
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services as problems
from bihuan.web.problems.models import Gate, Problem
from bihuan.web.problems.services import NotNow
from tests.web.inspection.batch import Batch, fresh, items

WHY = "屋面仍在漏，户主说没有换瓦"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three are more than one request takes."""
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    monkeypatch.setattr(batches, "STEP", 1)


def failed(acting: Any, draw: Draw) -> DrawItem:
    """The one drawn, recorded as failed."""
    (one,) = items(draw, drawn=True)
    with acting("inspector") as actor:
        return services.record(actor, one.pk, "failed", WHY, gate_kind="put_right")


def states(draw: Draw) -> list[str]:
    with scoped(SYSTEM):
        return sorted(Problem.objects.filter(draw_items__draw=draw).values_list("state", flat=True))


def lines(code: str) -> int:
    with scoped(SYSTEM):
        return JournalLine.objects.filter(code=code).count()


@pytest.fixture
def draw(batch: Batch) -> Draw:
    """One drawn of four that one township verified; nothing is committed, so no worker sees the job."""
    batch.closed(count=4)
    return batch.drawn(percent=1, at_least=1)


def run_of(item: DrawItem) -> JobRun:
    assert item.run is not None
    return item.run


def carried(run: JobRun) -> JobRun:
    carry_out(run.pk)
    with scoped(SYSTEM):
        return JobRun.objects.get(pk=run.pk)


@pytest.fixture
def told_here(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Progress goes to a list: its own connection would not see a run that is not committed."""
    told: list[tuple[int, int]] = []

    def apart(statement: str, *values: Any) -> None:
        if "set done" in statement:
            told.append((values[0], values[1]))

    monkeypatch.setattr("bihuan.web.jobs.services._apart", apart)
    return told


def test_the_failed_one_goes_back_at_once_and_the_batch_by_a_job(
    draw: Draw, acting: Any, told_here: list[tuple[int, int]]
) -> None:
    item = failed(acting, draw)
    assert states(draw) == ["closed", "closed", "closed", "returned"]
    with acting("inspector"):
        assert batches.waiting(item) == 3
    run = carried(run_of(item))
    assert (run.state, run.result["url"]) == ("done", f"/inspection/drawn/{item.pk}/")
    assert "另外 3 件" in run.message
    assert states(draw) == ["recheck", "recheck", "recheck", "returned"]
    assert told_here == [(0, 3), (1, 3), (2, 3)]
    assert (lines("draw.pulled"), lines("problem.sample_pulled"), lines("draw.finished")) == (1, 3, 1)
    assert fresh(draw).state == "finished"
    with acting("inspector") as actor:
        assert batches.waiting(item) == 0
        with pytest.raises(NotNow, match="不用再办"):
            batches.take_back_rest(actor, item.pk)


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_and_nothing_twice(
    draw: Draw, acting: Any, monkeypatch: pytest.MonkeyPatch, told_here: list[tuple[int, int]]
) -> None:
    item, before = failed(acting, draw), states(draw)
    with scoped(SYSTEM):
        gates = Gate.objects.count()
    pulled, real = [], problems.sample_pulled

    def dying(*args: Any) -> Problem:
        pulled.append(args)
        if len(pulled) == 3:
            raise OperationalError("server closed the connection")
        return real(*args)

    monkeypatch.setattr(problems, "sample_pulled", dying)
    with pytest.raises(OperationalError):
        carry_out(run_of(item).pk)
    assert states(draw) == before
    assert lines("problem.sample_pulled") == 0
    for _ in range(3):
        assert carried(run_of(item)).state == "done"
    assert states(draw) == ["recheck", "recheck", "recheck", "returned"]
    assert lines("problem.sample_pulled") == 3
    with scoped(SYSTEM):
        assert Gate.objects.count() == gates + 3 * 4


def test_what_was_cancelled_is_asked_for_again_from_the_page(
    draw: Draw, acting: Any, as_: Any, told_here: list[tuple[int, int]]
) -> None:
    item = failed(acting, draw)
    with scoped(SYSTEM):
        JobRun.objects.update(state="cancelled")
    client, address = as_("inspector"), f"/inspection/drawn/{item.pk}/"
    assert "把余下 3 件重新打开" in client.get(address).content.decode()
    assert "把余下" not in as_("leader").get(address).content.decode()
    answer = client.post(address, {"rest": "1"})
    with scoped(SYSTEM):
        again = JobRun.objects.latest("pk")
    assert answer["Location"] == f"/jobs/{again.pk}/"
    assert carried(again).state == "done"
    assert "已经全部重新打开" in client.get(address).content.decode()
    assert as_("leader").post(address, {"rest": "1"}).status_code == 403


def test_by_form_the_inspector_is_led_to_the_job(draw: Draw, as_: Any) -> None:
    (one,) = items(draw, drawn=True)
    sent = {"outcome": "failed", "gate_kind": "put_right", "note": WHY}
    answer = as_("inspector").post(f"/inspection/drawn/{one.pk}/", sent)
    with scoped(SYSTEM):
        assert answer["Location"] == f"/jobs/{JobRun.objects.latest('pk').pk}/"


@pytest.mark.parametrize("key", ["office", "township", "leader"])
def test_who_records_no_results_takes_no_batch_back(draw: Draw, acting: Any, key: str) -> None:
    item = failed(acting, draw)
    with acting(key) as actor, pytest.raises(Refused):
        batches.take_back_rest(actor, item.pk)
    assert connection.is_usable()
