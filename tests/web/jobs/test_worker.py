"""A real worker process: killed in the midst of a job it loses nothing and doubles nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from bihuan.web.jobs.models import JobRun
from tests.browser import Live, serving, wait_for
from tests.web.jobs import work
from tests.web.jobs.test_runs import asked, effects, run_of

KEY = 20261123


@pytest.fixture
def house(server: Any, clean_db: str, tmp_path: Path) -> Iterator[Live]:
    """An installation whose worker knows the tests' jobs; the test starts it."""
    with serving(server, clean_db, tmp_path / "worker.log") as running:
        running.environment["DJANGO_SETTINGS_MODULE"] = "tests.web.jobs.trial.settings"
        yield running


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def ended(pk: int, house: Live) -> JobRun:
    wait_for(lambda: run_of(pk).ended, f"任务没有结束，见 {house.log}", 60)
    return run_of(pk)


def test_a_worker_killed_in_the_midst_of_a_job(house: Live, server: Any) -> None:
    pk = asked(work.waits, lock=KEY)
    with psycopg.connect(server.url("postgres", house.database), autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [KEY])
        house.start("worker")
        wait_for(lambda: run_of(pk).progress.done == 1, f"任务没有开始，见 {house.log}", 60)
        house.kill("worker")
        assert (run_of(pk).state, effects()) == ("waiting", 0)
        # As if nothing had been heard of it for a minute.
        owner("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
        house.start("worker")
        started = "select count(*) from procrastinate_events where type = 'started' and job_id = (select min(id) from procrastinate_jobs where task_name = 'bihuan.run')"
        wait_for(lambda: owner(started) == [(2,)], f"新的工作进程没有接手，见 {house.log}", 60)
        assert effects() == 0
    run = ended(pk, house)
    assert (run.state, run.message, effects()) == ("done", "等到了", 1)
    assert run.progress.done == 2


def test_the_clock_takes_up_what_a_dead_worker_left(house: Live) -> None:
    """Without any restart: the worker's own timer finds the job, on the worker's own connection."""
    house.start("worker")
    wait_for(lambda: owner("select 1 from procrastinate_workers"), f"工作进程没有起来，见 {house.log}", 60)
    pk = asked_but_stuck()
    assert ended(pk, house).state == "done"
    assert effects() == 1
    assert owner(
        "select count(*) > 0 from procrastinate_jobs where task_name = 'bihuan.rescue' and status = 'succeeded'"
    ) == [(True,)]
    assert owner("select count(*) from procrastinate_jobs where status = 'failed'") == [(0,)]


def asked_but_stuck() -> int:
    """A run whose queue row says that a worker has it, but no worker does: made in one transaction, so that none takes it before."""
    from bihuan.web.jobs import enqueue
    from tests import signed

    with signed.acting("office") as actor:
        pk = enqueue(actor, work.notes).pk
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "update procrastinate_jobs set status = 'doing' where args ->> 'run_id' = %s", [str(pk)]
            )
    return pk


def test_cancelled_while_it_runs(house: Live, server: Any) -> None:
    pk = asked(work.waits, lock=KEY)
    with psycopg.connect(server.url("postgres", house.database), autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [KEY])
        house.start("worker")
        wait_for(lambda: run_of(pk).progress.done == 1, f"任务没有开始，见 {house.log}", 60)
        cancel(pk)
    run = ended(pk, house)
    assert (run.state, effects()) == ("cancelled", 0)


def cancel(pk: int) -> None:
    from bihuan.web.jobs import services
    from tests import signed

    with signed.acting("office") as actor:
        services.cancel(actor, JobRun.objects.get(pk=pk))
