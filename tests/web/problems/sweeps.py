"""A sweep of a problem whose title nobody else may read: asking, and answering that nothing was found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem, SweepAsk
from tests.web.problems.steps import unit

SECRET = "谢长福户屋面漏雨，水渗到灶台"
QUESTION = "有没有危房户屋面漏雨没有报的"
DUE = clock.today() + timedelta(days=7)


def ask(acting: Any, problem: Problem, *names: str, by: str = "office") -> dict[str, int]:
    """Asks the units and returns the ids of their questions by name."""
    with acting(by) as actor:
        services.ask_sweep(actor, problem, [unit(n) for n in names], QUESTION, DUE)
    with scoped(SYSTEM):
        return dict(SweepAsk.objects.filter(problem=problem).values_list("unit__name", "pk"))


def none(acting: Any, key: str, pk: int) -> None:
    with acting(key) as actor:
        services.answer_sweep(actor, pk, ["on_site"], "全部危房户逐户看过")
