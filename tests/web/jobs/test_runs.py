"""What becomes of a run: done, failed, cancelled, tried again; under whose scope; and what its pages show to whom."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from procrastinate.contrib.django import app

from bihuan.home import home
from bihuan.web import journal
from bihuan.web.access import Refused, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.accounts.models import Grant
from bihuan.web.config import clock
from bihuan.web.jobs import enqueue, services
from bihuan.web.jobs.models import JobProgress, JobRun
from bihuan.web.jobs.registry import TIMERS, Job
from bihuan.web.jobs.tasks import DEAD_AFTER, take_up
from bihuan.web.journal.models import JournalLine
from bihuan.web.journal.verify import verify
from bihuan.web.worker import HEARTBEAT_SECONDS
from tests import signed
from tests.web.access import made
from tests.web.jobs import work


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    work.SEEN.clear()
    yield
    work.SEEN.clear()


def asked(job: Job, key: str = "office", **arguments: Any) -> int:
    """The number of a run asked for by that person, committed."""
    with signed.acting(key) as actor:
        return enqueue(actor, job, **arguments).pk


def carried_out(job: Job, key: str = "office", **arguments: Any) -> JobRun:
    pk = asked(job, key, **arguments)
    services.carry_out(pk)
    return run_of(pk)


def run_of(pk: int) -> JobRun:
    return JobRun.objects.using("owner").select_related("progress").get(pk=pk)


def effects() -> int:
    return JournalLine.objects.using("owner").filter(code=work.EFFECT).count()


def queued() -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select task_name, args ->> 'run_id', status::text from procrastinate_jobs order by id"
        )
        return cursor.fetchall()


def test_a_run_that_ends_well(clean_db: str) -> None:
    run = carried_out(work.notes)
    assert (run.state, run.message, run.result) == ("done", "办好了", {"url": "/jobs/", "message": "办好了"})
    assert run.ended_at is not None
    assert run.progress.started_at is not None
    assert effects() == 1


@pytest.mark.parametrize(
    ("ends", "message"), [("job_error", "第 3 行没有单位，请补上再交。"), ("refused", "现在不能办。")]
)
def test_a_run_that_fails_has_no_effect_and_says_why(clean_db: str, ends: str, message: str) -> None:
    run = carried_out(work.notes, ends=ends)
    assert (run.state, run.message, run.result, effects()) == ("failed", message, {}, 0)


def test_a_surprise_has_no_effect_and_tells_no_inner_detail(clean_db: str) -> None:
    run = carried_out(work.notes, ends="surprise")
    assert (run.state, effects()) == ("failed", 0)
    assert str(run.pk) in run.message
    assert "s3cret" not in run.message


def test_effects_and_end_stand_in_one_transaction(clean_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the end cannot be written, the effects are gone too."""
    pk = asked(work.notes)

    def fails(*_: Any) -> None:
        raise OperationalError("disk full")

    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(services, "_finish", fails)
        services.carry_out(pk)
    assert (run_of(pk).state, effects()) == ("waiting", 0)
    services.carry_out(pk)
    assert (run_of(pk).state, effects()) == ("done", 1)


def test_progress_is_seen_while_it_runs(clean_db: str) -> None:
    run = carried_out(work.steps)
    assert work.SEEN == [(1, 4, "读第 1 页")]
    assert (run.progress.done, run.progress.total, run.progress.percent) == (2, 4, 50)


def test_a_run_cancelled_in_its_midst_undoes_what_it_did(clean_db: str) -> None:
    work.SEEN.append("cancel")
    run = carried_out(work.steps)
    assert (run.state, effects()) == ("cancelled", 0)
    assert run.progress.done == 2


def test_a_run_cancelled_while_waiting_does_not_begin(clean_db: str) -> None:
    pk = asked(work.notes)
    with signed.acting("office") as actor:
        services.cancel(actor, JobRun.objects.get(pk=pk))
    services.carry_out(pk)
    assert (run_of(pk).state, effects()) == ("cancelled", 0)


def test_an_ended_run_is_not_cancelled(clean_db: str) -> None:
    run = carried_out(work.notes)
    with signed.acting("office") as actor, pytest.raises(Refused, match="已经结束"):
        services.cancel(actor, run)


def test_the_administrator_sees_but_does_not_cancel_what_others_asked_for(clean_db: str) -> None:
    pk = asked(work.notes)
    with signed.acting("administrator") as actor, pytest.raises(Refused, match="请由提交人取消"):
        services.cancel(actor, JobRun.objects.get(pk=pk))
    assert not run_of(pk).progress.cancel


def test_carried_out_twice_it_has_its_effect_once(clean_db: str) -> None:
    pk = asked(work.notes)
    services.carry_out(pk)
    services.carry_out(pk)
    assert effects() == 1


def test_carried_out_by_four_workers_at_once_it_has_its_effect_once(clean_db: str) -> None:
    pk = asked(work.notes)
    failures: list[BaseException] = []

    def carry() -> None:
        try:
            services.carry_out(pk)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=carry) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert (failures, effects(), run_of(pk).state) == ([], 1, "done")


def test_a_lost_database_is_no_failure_but_tried_again(clean_db: str) -> None:
    pk = asked(work.loses_its_database)
    with pytest.raises(OperationalError):
        services.carry_out(pk)
    connection.close()
    assert (run_of(pk).state, effects()) == ("waiting", 0)
    services.carry_out(pk)
    assert (run_of(pk).state, effects()) == ("done", 1)


def test_asked_for_in_a_transaction_rolled_back_nothing_is_queued(clean_db: str) -> None:
    with pytest.raises(ZeroDivisionError), signed.acting("office") as actor:
        enqueue(actor, work.notes)
        raise ZeroDivisionError
    assert queued() == []
    assert JobRun.objects.using("owner").count() == 0


def test_asked_for_and_committed_one_job_is_queued(clean_db: str) -> None:
    pk = asked(work.notes)
    assert queued() == [("bihuan.run", str(pk), "todo")]


def test_a_run_sees_what_its_asker_sees(clean_db: str) -> None:
    town = made.unit("柳溪镇").pk
    made.problem(990101_101001, [town])
    made.problem(990101_102001, [made.unit("望岭乡").pk])
    assert carried_out(work.looks, "township").result | {"person": 0} == {
        "problems": 1,
        "grants": 1,
        "person": 0,
        "role": "township",
    }
    assert carried_out(work.looks, "office").result["problems"] == 2
    assert carried_out(work.looks, "administrator").result["problems"] == 0


def test_a_run_of_a_reader_writes_nothing(clean_db: str) -> None:
    made.problem(990101_101001, [made.unit("柳溪镇").pk])
    assert carried_out(work.writes, "leader").result == {"changed": 0}
    assert carried_out(work.writes, "township_outsider").result == {"changed": 0}
    assert carried_out(work.writes, "township").result == {"changed": 1}


def test_a_post_taken_back_meanwhile_ends_the_run(clean_db: str) -> None:
    pk = asked(work.notes, "township")
    _, grant = signed.post_of("township")
    Grant.objects.using("owner").filter(pk=grant.pk).update(valid_to=clock.today() - timedelta(days=1))
    services.carry_out(pk)
    run = run_of(pk)
    assert (run.state, effects()) == ("failed", 0)
    assert "到期或被收回" in run.message


def test_a_post_of_somebody_else_is_not_lent(clean_db: str) -> None:
    """Whoever could forge a run could otherwise have it carried out in the office's name."""
    pk = asked(work.notes, "village")
    _, office = signed.post_of("office")
    JobRun.objects.using("owner").filter(pk=pk).update(grant_id=office.pk)
    services.carry_out(pk)
    assert (run_of(pk).state, effects()) == ("failed", 0)


def test_runs_are_seen_by_their_askers_and_the_administrator(
    clean_db: str, as_: Callable[[str], Client]
) -> None:
    pk = asked(work.notes, "township")
    seen = {
        key: as_(key).get(f"/jobs/{pk}/").status_code
        for key in ("township", "township_colleague", "township_outsider", "administrator")
    }
    assert seen == {
        "township": 200,
        "township_colleague": 404,
        "township_outsider": 404,
        "administrator": 200,
    }


def test_a_visitor_cancels_nothing(clean_db: str) -> None:
    pk = asked(work.notes, "township")
    assert Client().post(f"/jobs/{pk}/cancel/").status_code == 302
    assert not run_of(pk).progress.cancel


def test_cancelling_by_the_page(clean_db: str, as_: Callable[[str], Client]) -> None:
    pk = asked(work.notes, "township")
    client = as_("township")
    assert client.get(f"/jobs/{pk}/cancel/").status_code == 405
    assert as_("township_colleague").post(f"/jobs/{pk}/cancel/").status_code == 404
    assert client.post(f"/jobs/{pk}/cancel/").status_code == 302
    assert JobProgress.objects.using("owner").get(run=pk).cancel


def test_a_timer_runs_as_the_system(clean_db: str) -> None:
    with signed.acting("office") as actor:
        journal.write(actor, "signin.done")
    app.tasks["timer:bihuan.web.journal.timers.export_journal_head"](timestamp=0)
    line = JournalLine.objects.using("owner").get(code="journal.exported")
    assert (line.person_name, line.role, line.data) == ("系统", "system", {"seq": 1})
    (file,) = (home() / "journal-heads").glob(f"{clock.today().isoformat()}.txt")
    assert file.read_text().startswith("1 ")
    assert verify("owner", home() / "journal-heads").holds
    file.unlink()


def test_every_timer_is_a_task_with_a_clock() -> None:
    tasks = {
        task.name
        for task, *_ in (
            t.values() if isinstance(t, dict) else [t.task]
            for t in app.periodic_registry.periodic_tasks.values()
        )
    }
    assert {"bihuan.rescue", "bihuan.sweep", *(f"timer:{name}" for name in TIMERS)} <= tasks
    assert "bihuan.web.journal.timers.export_journal_head" in TIMERS


@pytest.mark.parametrize("name", ["bihuan.rescue", "bihuan.sweep"])
def test_a_timer_whose_last_turn_still_waits_is_queued_again(clean_db: str, name: str) -> None:
    """A busy worker may be behind; the queue's refusal of a second turn used to end it."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("bihuan_app",)
    for timestamp in (1, 2):
        app.tasks[name].defer(timestamp=timestamp)
    assert [task for task, *_ in queued()] == [name, name]


def test_a_worker_is_given_up_after_three_missed_beats_and_no_sooner() -> None:
    assert DEAD_AFTER >= 3 * HEARTBEAT_SECONDS


def _taken_up() -> int:
    try:
        return async_to_sync(take_up)()
    finally:
        connections.close_all()


@pytest.mark.parametrize(("silent_for", "taken"), [(DEAD_AFTER + 1, 1), (DEAD_AFTER - 5, 0)])
def test_jobs_of_dead_workers_are_taken_up_and_of_living_ones_not(
    clean_db: str, silent_for: float, taken: int
) -> None:
    asked(work.notes)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
            [silent_for],
        )
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", cursor.fetchone())
    # In a thread of its own: a browser that another test opened keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as worker:
        assert worker.submit(_taken_up).result(30) == taken
    assert queued()[0][2] == ("todo" if taken else "doing")


def test_the_system_is_no_asker(clean_db: str) -> None:
    """A run needs a post; nothing can be queued in the name of the timers."""
    with scope.acting(SYSTEM), transaction.atomic():
        pk = enqueue(scope.SYSTEM_ACTOR, work.notes).pk
    services.carry_out(pk)
    assert (run_of(pk).state, effects()) == ("failed", 0)
