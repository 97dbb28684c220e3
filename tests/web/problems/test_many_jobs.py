"""More than a request takes: the same acts by a job, with a page of what became of each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import carry_out
from bihuan.web.problems import many, services
from bihuan.web.problems.models import Problem, Reminder
from bihuan.web.problems.views import lists
from bihuan.web.problems.views import many as page
from tests.web.problems.steps import SONGWAN, WANGLING, Steps, fresh

DUE = clock.today() + timedelta(days=9)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Two are many. Progress goes to a list: its own connection would not see a run that is not committed."""
    heard: list[tuple[int, int]] = []

    def apart(statement: str, *values: Any) -> None:
        if "set done" in statement:
            heard.append((values[0], values[1]))

    monkeypatch.setattr("bihuan.web.jobs.services._apart", apart)
    monkeypatch.setattr(many, "STEP", 1)
    monkeypatch.setattr(page, "AT_ONCE", 1)
    monkeypatch.setattr(lists, "AT_ONCE", 1)
    return heard


def last_run() -> JobRun:
    with scoped(SYSTEM):
        return JobRun.objects.latest("pk")


def carried() -> JobRun:
    carry_out(last_run().pk)
    return last_run()


def sent(*problems: Problem) -> dict[str, str]:
    pairs = " ".join(f"{p.pk}:{fresh(p).version}" for p in problems)
    return {"by_place": "on", "due": DUE.isoformat(), "target": "全部通水", "note": "按期办完", "seen": pairs}


def test_many_are_assigned_by_a_job_and_each_is_told(
    steps: Steps, as_: Any, told: list[tuple[int, int]]
) -> None:
    here, there, given_out = (
        steps.raised(area_code=SONGWAN),
        steps.raised(area_code=WANGLING),
        steps.assigned(),
    )
    client = as_("office")
    answer = client.post("/problems/many/assign/", sent(here, there, given_out))
    assert answer["Location"] == f"/jobs/{last_run().pk}/"
    assert fresh(here).state == "unassigned"
    run = carried()
    assert (run.state, run.message) == ("done", "交办：办成 2 件，没有办成 1 件。")
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert [str(fresh(p).lead_unit) for p in (here, there)] == ["柳溪镇", "望岭乡"]
    assert (fresh(here).due, fresh(here).target) == (DUE, "全部通水")
    text = client.get(run.result["url"]).content.decode()
    assert "办成 2 件，没有办成 1 件" in text
    assert "已经交办给柳溪镇" in text
    assert here.number in text
    assert here.title not in str(run.result)
    for other in ("office_colleague", "township", "administrator"):
        assert as_(other).get(run.result["url"]).status_code in (403, 404)


def test_a_worker_that_dies_among_many_leaves_nothing_half_and_nothing_twice(
    steps: Steps, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = [steps.raised(target="通水") for _ in range(3)]
    before = [fresh(p).version for p in problems]
    as_("office").post("/problems/many/assign/", sent(*problems))
    done, real = [], services.assign

    def dying(*args: Any, **given: Any) -> Problem:
        done.append(args)
        if len(done) == 3:
            raise OperationalError("server closed the connection")
        return real(*args, **given)

    monkeypatch.setattr(services, "assign", dying)
    with pytest.raises(OperationalError):
        carried()
    assert [fresh(p).version for p in problems] == before
    assert [carried().state for _ in range(2)] == ["done", "done"]
    assert [fresh(p).version for p in problems] == [version + 1 for version in before]
    with scoped(SYSTEM):
        assert [p.assignments.count() for p in problems] == [1, 1, 1]


def test_what_changed_before_the_job_runs_is_not_touched(steps: Steps, acting: Any, as_: Any) -> None:
    first, other = steps.raised(), steps.raised()
    as_("office").post("/problems/many/assign/", sent(first, other))
    with acting("office_colleague") as actor:
        services.set_target(actor, first, "同事改过的目标")
    assert "办成 1 件，没有办成 1 件" in carried().message
    assert (fresh(first).state, fresh(other).state) == ("unassigned", "assigned")


def test_many_reminders_are_all_noted(steps: Steps, as_: Any) -> None:
    problems = [steps.assigned() for _ in range(3)]
    query = urlencode({"pick": [p.pk for p in problems]}, doseq=True)
    assert as_("office").post(f"/problems/reminded/?{query}").status_code == 204
    assert carried().message == "记下催办 3 件。"
    with scoped(SYSTEM):
        assert set(Reminder.objects.values_list("problem", flat=True)) == {p.pk for p in problems}
