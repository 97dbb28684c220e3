"""Two people at the same moment, each on a connection of their own, with real commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from bihuan.web.access import Conflict
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from tests.web.problems.steps import Steps, fresh


def test_one_of_two_is_told(committed_db: str, acting: Any) -> None:
    problem = Steps(acting).assigned()
    seen, together = fresh(problem).version, Barrier(2)

    def sign(key: str) -> str:
        try:
            with acting(key) as actor:
                together.wait(timeout=20)
                services.acknowledge(actor, problem, version=seen)
        except Conflict:
            return "told"
        finally:
            connections.close_all()
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign, ["township", "township_colleague"])) == ["signed", "told"]


def test_many_at_once_on_one_problem_lose_nothing(committed_db: str, acting: Any) -> None:
    """Without a version each waits for the other; measures are numbered without gaps and no two lines of the journal fork."""
    problem = Steps(acting).acknowledged()

    def plan(number: int) -> None:
        try:
            with acting("township" if number % 2 else "township_colleague") as actor:
                services.plan_measures(actor, problem, [f"第 {number} 处管道更换"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(plan, range(8)))
    with scoped(SYSTEM):
        assert list(problem.measures.values_list("no", flat=True)) == list(range(1, 9))
        assert Problem.objects.get(pk=problem.pk).version == fresh(problem).version == problem.version + 8
