"""The process that does the jobs. A job whose worker dies is taken up by the next one."""

from __future__ import annotations

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app

CONCURRENT_JOBS = 2
HEARTBEAT_SECONDS = 5.0  # jobs/tasks.py takes a worker for dead after three missed beats
GRACE_SECONDS = 8.0


def work() -> None:
    """Do jobs until told to stop (SIGINT, SIGTERM); those running then get some seconds to finish."""
    from bihuan.web.jobs.tasks import take_up

    async_to_sync(take_up)()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            concurrency=CONCURRENT_JOBS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=3 * HEARTBEAT_SECONDS,
            shutdown_graceful_timeout=GRACE_SECONDS,
        )
