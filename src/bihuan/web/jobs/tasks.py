"""The queue's tasks: carry out a run, run a timer, take up what a dead worker left, sweep out what is long done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.db import close_old_connections, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from bihuan.web.access import scope
from bihuan.web.config import modules
from bihuan.web.jobs.registry import TIMERS

# A worker that has not been heard of for so long is dead. Its beat is three times as frequent (web/worker.py).
DEAD_AFTER = 15.0
KEEP_TIMERS_HOURS, KEEP_WORK_HOURS = 24, 24 * 90


@app.task(name="bihuan.run", queue="work", retry=RetryStrategy(max_attempts=20, exponential_wait=2))
def execute(run_id: int) -> None:
    """Carries out a job run; safe to call again."""
    from bihuan.web.jobs.services import carry_out

    close_old_connections()
    carry_out(run_id)


# No `lock`: a worker killed in the midst of a rescue would hold it for ever, and nothing would be rescued any more.
@app.periodic(cron="* * * * * */15")  # the sixth field is seconds
@app.task(name="bihuan.rescue", queue="timers")
async def rescue(timestamp: int) -> None:
    """Puts the jobs of dead workers back into the queue (a killed worker leaves its job `doing` for ever)."""
    await take_up()


async def take_up() -> int:
    """Returns how many jobs of dead workers went back into the queue."""
    jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER))
    for job in jobs:
        with suppress(ConnectorException):  # another rescue was quicker
            await app.job_manager.retry_job(job)
    return len(jobs)


# `lock` and not `queueing_lock`: the library reads which lock is taken out of the error's detail, which PostgreSQL withholds
# where rows are secured, and the worker would end.
@app.periodic(cron="7 * * * *")
@app.task(name="bihuan.sweep", queue="timers", lock="sweep")
async def sweep(timestamp: int) -> None:
    """Removes the queue's own rows of what ended long ago; the runs people see stay."""
    manager = app.job_manager
    await manager.delete_old_jobs(nb_hours=KEEP_TIMERS_HOURS, queue="timers", include_failed=True)
    await manager.delete_old_jobs(nb_hours=KEEP_WORK_HOURS, include_failed=True)


def _declare(name: str, cron: str, work: Callable[[], None]) -> None:
    @app.periodic(cron=cron, periodic_id=name)
    @app.task(name=f"timer:{name}", queue="timers")
    def run(timestamp: int) -> None:
        close_old_connections()
        with transaction.atomic():
            scope.apply(scope.SYSTEM)
            work()


def _load_timers() -> None:
    modules.load("timers")
    for name, (cron, work) in TIMERS.items():
        _declare(name, cron, work)


_load_timers()
modules.load("jobs")  # a worker knows only what was imported
