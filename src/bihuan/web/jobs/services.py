"""Asking for a job, cancelling it, and carrying it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, transaction

from bihuan.web import journal
from bihuan.web.access import scope
from bihuan.web.access.refusal import Refused
from bihuan.web.access.scope import SYSTEM, Actor
from bihuan.web.config import clock
from bihuan.web.jobs.models import JobProgress, JobRun
from bihuan.web.jobs.registry import JOBS, Cancelled, Job, JobError
from bihuan.web.journal.apart import parameters as own_connection

_log = structlog.get_logger("bihuan.jobs")
State = JobRun.State


def enqueue(actor: Actor, job: Job, **arguments: Any) -> JobRun:
    """Records the run and queues it in the current transaction: both are kept or neither."""
    from bihuan.web.jobs.tasks import execute

    run = JobRun.objects.create(
        name=job.name,
        title=job.title,
        arguments=arguments,
        person_id=actor.person_id,
        grant_id=actor.grant_id,
        request_id=actor.request_id,
        created_at=clock.now(),
    )
    JobProgress.objects.create(run=run, person_id=actor.person_id)
    journal.write(actor, "job.queued", run, name=job.title)
    execute.defer(run_id=run.pk)
    return run


def cancel(actor: Actor, run: JobRun) -> None:
    """Asks a waiting or running job to stop; it stops at its next step and undoes what it did."""
    if run.ended:
        raise Refused(f"“{run.title}”已经结束，不用取消。")
    if not JobProgress.objects.filter(run=run).update(cancel=True):
        raise Refused(f"“{run.title}”是别人提交的，请由提交人取消。")
    journal.write(actor, "job.cancelled", run, name=run.title)


def carry_out(run_id: int) -> None:
    """Carries out a run once, whoever calls it how often: the row lock makes a second caller wait, and then see it ended."""
    _apart(
        "update jobs_jobprogress set started_at = coalesce(started_at, %s) where run_id = %s",
        clock.now(),
        run_id,
    )
    try:
        with transaction.atomic():
            scope.apply(SYSTEM)
            run = JobRun.objects.select_for_update(no_key=True).get(pk=run_id)
            if run.ended:
                return
            _finish(run, State.DONE, *_work(run))
    except Cancelled:
        _end(run_id, State.CANCELLED, "已取消，没有改动任何数据。")
    except (JobError, Refused) as error:
        _end(run_id, State.FAILED, str(error))
    except (psycopg.OperationalError, OperationalError, InterfaceError):
        raise  # the database went away, or two changes waited for each other: the queue tries again
    except Exception:
        _log.exception("job failed", run=run_id)
        _end(
            run_id,
            State.FAILED,
            f"程序遇到了没有料到的情况，全部撤销，没有改动任何数据。请把任务编号 {run_id} 告诉管理员。",
        )


def _work(run: JobRun) -> tuple[dict[str, Any], str]:
    """Runs the job's function under the scope of who asked, derived anew; returns its result and message."""
    from bihuan.web.accounts.models import Grant

    grant = Grant.objects.select_related("person__account", "unit__area").get(pk=run.grant_id)
    own = scope.scope_of(grant.person, grant)
    if not own.role or grant.person_id != run.person_id:
        raise JobError("提交人的身份已经到期或被收回，这个任务不再办理。")
    running = _Running(run.pk, scope.actor_of(grant.person, grant, run.request_id))
    running.check_cancelled()
    scope.apply(own)
    result = JOBS[run.name].work(running, **run.arguments) or {}
    running.check_cancelled()
    scope.apply(SYSTEM)
    return result, str(result.get("message", ""))


def _finish(run: JobRun, state: str, result: dict[str, Any], message: str) -> None:
    run.state, run.result, run.message, run.ended_at = state, result, message, clock.now()
    run.save(update_fields=["state", "result", "message", "ended_at"])


def _end(run_id: int, state: str, message: str) -> None:
    with transaction.atomic():
        scope.apply(SYSTEM)
        run = JobRun.objects.select_for_update(no_key=True).get(pk=run_id)
        if not run.ended:
            _finish(run, state, {}, message)


@dataclass
class _Running:
    run_id: int
    actor: Actor

    def progress(self, done: int, total: int, note: str = "") -> None:
        _apart(
            "update jobs_jobprogress set done = %s, total = %s, note = %s where run_id = %s",
            done,
            total,
            note[:200],
            self.run_id,
        )
        self.check_cancelled()

    def check_cancelled(self) -> None:
        if _apart("select cancel from jobs_jobprogress where run_id = %s", self.run_id) == (True,):
            raise Cancelled


def _apart(statement: str, *values: Any) -> tuple[Any, ...] | None:
    """One statement of ours as `system` on a connection of its own."""
    with psycopg.connect(**own_connection()) as own:
        own.execute("select set_config('app.role', 'system', true)")
        cursor = own.execute(statement, values)
        return cursor.fetchone() if cursor.description else None
