"""Rows that tests put into the case tables as the owner, committed. For `clean_db` and `committed_db`."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems.models import Measure, Problem

_numbers = count(1)


def unit(name: str) -> Unit:
    return Unit.objects.using("owner").get(name=name)


def problem(area_code: int, units: list[int], household_id: int | None = None) -> Problem:
    """A problem as somebody may have raised it."""
    made = Problem(
        area_code=area_code, units=units, household_id=household_id, number=f"TEST-{next(_numbers):06d}", title="饮水管道冻裂",
        source="visit", discovered_on=date(2026, 11, 1), raised_unit=unit("县帮扶办"), raised_at=clock.now(),
    )  # fmt: skip
    made.save(using="owner")
    return made


def measure(of: Problem, **values: Any) -> Measure:
    """A measure put in as the owner."""
    made = Measure(problem=of, no=1, text="换管", unit=unit("柳溪镇"), **values)
    made.save(using="owner")
    return made
