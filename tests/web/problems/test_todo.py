"""What waits for whom, in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.config import clock
from bihuan.web.problems import services, todo
from tests.web.problems.steps import SONGWAN, Steps, unit


def kinds(acting: Any, key: str) -> list[str]:
    with acting(key) as actor:
        return [t.kind for t in todo.todos(actor)]


def test_each_step_waits_for_its_post(steps: Steps, acting: Any) -> None:
    steps.raised()
    assert kinds(acting, "office") == ["assign"]
    steps.assigned()
    assert kinds(acting, "township") == ["acknowledge"]
    assert kinds(acting, "township_colleague") == ["acknowledge"]
    assert kinds(acting, "township_outsider") == []
    steps.submitted()
    assert sorted(kinds(acting, "office")) == ["assign", "verify"]


@pytest.mark.parametrize("key", ["leader", "assessor", "auditor", "administrator", "helper"])
def test_who_only_reads_has_nothing_to_do(steps: Steps, acting: Any, key: str) -> None:
    steps.submitted()
    assert kinds(acting, key) == []


def test_an_assisting_unit_has_its_part(steps: Steps, acting: Any) -> None:
    problem = steps.raised(target="通水")
    with acting("office") as actor:
        services.assign(actor, problem, unit("柳溪镇"), [unit("县水利局")], due=clock.today())
    assert kinds(acting, "department_outsider") == ["acknowledge"]


def test_a_severe_problem_of_a_village_waits_for_the_county(steps: Steps, acting: Any) -> None:
    village = Steps(acting, lead="village", lead_unit="松湾村")
    village.submitted(area_code=SONGWAN, severity="severe")
    assert "verify" in kinds(acting, "office")
    assert kinds(acting, "township") == []


def test_look_backs_appear_three_days_before(steps: Steps, acting: Any) -> None:
    steps.closed()
    assert kinds(acting, "office") == []
    with clock.frozen(clock.now() + timedelta(days=87)):
        assert kinds(acting, "office") == ["look_back"]


def test_the_number_of_queries_does_not_grow(steps: Steps, acting: Any) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            steps.submitted()
        with (
            acting("office") as actor,
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            assert todo.todos(actor)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 4
