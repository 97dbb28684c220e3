"""Jobs that exist in tests only. Each effect is one journal line, so that effects can be counted."""

from __future__ import annotations

from typing import Any

from django.db import connection

from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.accounts.models import Grant
from bihuan.web.jobs import JobError, Running, job
from bihuan.web.jobs.services import _apart
from bihuan.web.problems.models import Problem

EFFECT = "people.unmasked"
SEEN: list[Any] = []


@job("记一笔")
def notes(run: Running, ends: str = "done") -> dict[str, Any]:
    """Has its effect, then ends as asked."""
    journal.write(run.actor, EFFECT)
    if ends == "job_error":
        raise JobError("第 3 行没有单位，请补上再交。")
    if ends == "refused":
        raise Refused("现在不能办。")
    if ends == "surprise":
        raise ZeroDivisionError("内部细节 s3cret")
    return {"url": "/jobs/", "message": "办好了"}


@job("看得到几件")
def looks(run: Running) -> dict[str, Any]:
    return {
        "problems": Problem.objects.count(),
        "grants": Grant.objects.count(),
        "person": run.actor.person_id,
        "role": run.actor.role,
    }


@job("一步一步")
def steps(run: Running) -> dict[str, Any]:
    """Tells its progress; what others then see is noted in SEEN."""
    journal.write(run.actor, EFFECT)
    run.progress(1, 4, "读第 1 页")
    SEEN.append(_apart("select done, total, note from jobs_jobprogress where run_id = %s", run.run_id))
    _apart("update jobs_jobprogress set cancel = true where run_id = %s and %s", run.run_id, "cancel" in SEEN)
    run.progress(2, 4, "读第 2 页")
    return {}


@job("断线")
def loses_its_database(run: Running) -> dict[str, Any]:
    """The first time its connection is cut in the middle."""
    journal.write(run.actor, EFFECT)
    if not SEEN:
        SEEN.append("cut")
        connection.cursor().execute("select pg_terminate_backend(pg_backend_pid())")
    return {}


@job("写一件")
def writes(run: Running) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("update problems_problem set title = '改过'")
        return {"changed": cursor.rowcount}


@job("等锁")
def waits(run: Running, lock: int) -> dict[str, Any]:
    """Has its effect, then waits until somebody lets go of the lock."""
    journal.write(run.actor, EFFECT)
    run.progress(1, 2, "等锁")
    connection.cursor().execute("select pg_advisory_xact_lock(%s)", [lock])
    run.progress(2, 2, "过了")
    return {"message": "等到了"}
