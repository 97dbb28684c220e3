"""Pages as people of each role get them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from bihuan.web.problems.models import Problem
from tests.web.problems.steps import Steps, fresh


def post(client: Any, problem: Problem, key: str, **data: Any) -> Any:
    given = {"version": fresh(problem).version, "idem": str(uuid.uuid4()), **data}
    return client.post(f"/problems/{problem.pk}/do/{key}/", given)


def test_the_reader_whose_turn_it_is_gets_the_step(steps: Steps, as_: Any) -> None:
    problem = steps.assigned()
    page = as_("township").get(f"/problems/{problem.pk}/").content.decode()
    assert "轮到您：签收" in page
    assert "等 柳溪镇 何敏" in as_("office").get(f"/problems/{problem.pk}/").content.decode()


def test_signing_on_the_page(steps: Steps, as_: Any) -> None:
    problem = steps.assigned()
    response = post(as_("township"), problem, "acknowledge")
    assert response.status_code == 302
    assert fresh(problem).state == "rectifying"


@pytest.mark.parametrize("key", ["village", "department", "township_outsider", "helper"])
def test_who_does_not_see_it_gets_404(steps: Steps, as_: Any, key: str) -> None:
    assert as_(key).get(f"/problems/{steps.assigned().pk}/").status_code == 404
