"""Who sees a problem now sees all that happened to it, also before it was theirs; who does not sees nothing of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.web import journal
from bihuan.web.access import scope
from bihuan.web.config import clock
from bihuan.web.problems.models import Problem


def _problem(county: Any) -> Problem:
    """A problem in 松湾村 with one line, journaled while only the village was concerned."""
    village = county.unit("松湾村")
    with scope.acting(scope.SYSTEM):
        problem = Problem.objects.create(
            number="2026-9001", title="屋面漏雨", area_code=village.area.code, units=[village.pk],
            discovered_on=date(2026, 11, 1), raised_by_id=county.person("village").pk, raised_unit=village,
            raised_at=clock.now(),
        )  # fmt: skip
        journal.write(scope.SYSTEM_ACTOR, "problem.raised", problem, title="屋面漏雨")
    return problem


@pytest.mark.django_db
def test_a_department_assigned_later_sees_the_lines_of_before(county, acting) -> None:
    problem = _problem(county)
    with acting("department"):
        assert journal.lines_of(problem) == []
    with scope.acting(scope.SYSTEM):
        Problem.objects.filter(pk=problem.pk).update(units=[*problem.units, county.unit("县住建局").pk])
    with acting("department"):
        assert [line.code for line in journal.lines_of(problem)] == ["problem.raised"]
    with acting("department_outsider"):
        assert journal.lines_of(problem) == []
