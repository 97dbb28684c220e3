"""A problem as a paper says it."""

from __future__ import annotations

from django.db.models import QuerySet

from bihuan.documents.official import day
from bihuan.web.campaigns.models import Campaign
from bihuan.web.problems.models import Problem
from bihuan.web.problems.states import STATES


def of_campaign(campaign: Campaign) -> QuerySet[Problem]:
    """The campaign's problems, those merged into another left out."""
    return Problem.objects.filter(campaign=campaign).exclude(state="merged")


def problem_row(number: int, problem: Problem) -> dict[str, str]:
    """One problem, with its measures where they were fetched."""
    return {
        "serial": str(number),
        "number": problem.number,
        "title": problem.title.rstrip("。"),
        "place": problem.place or "全县",
        "facts": problem.text,
        "measures": "".join(
            f"（{n}）{m.text.rstrip('。；')}。" for n, m in enumerate(_measures(problem), start=1)
        ),
        "due": day(problem.due) if problem.due else problem.deadline,
        "unit": problem.lead_unit.short_name if problem.lead_unit else "待交办",
        "state": STATES[problem.state],
    }


def _measures(problem: Problem) -> list:
    fetched = getattr(problem, "_prefetched_objects_cache", {})
    return list(problem.measures.all()) if "measures" in fetched else []
