"""What inspection found with one unit."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from bihuan.documents.official import day
from bihuan.web.papers.gather.problems import of_campaign, problem_row
from bihuan.web.papers.models import Paper
from bihuan.web.problems.models import Problem
from bihuan.web.problems.tables import OPEN


def found(paper: Paper) -> Any:
    """The open problems of the campaign that inspection found and the unit, or a village of the township, must put right."""
    unit = paper.about
    mine = Q(lead_unit=unit) | Q(lead_unit__chain__contains=[unit.pk if unit else 0])
    rows = of_campaign(paper.campaign).filter(OPEN & mine, source=Problem.Source.INSPECTION)
    return rows.select_related("lead_unit").prefetch_related("measures").order_by("number")


def data(paper: Paper) -> dict[str, Any]:
    """Returns the fields of a feedback letter."""
    problems = list(found(paper))
    return {
        "unit": paper.about.name if paper.about else "",
        "problem_count": str(len(problems)),
        "reply_by": day(paper.reply_by) if paper.reply_by else "",
        "problems": [problem_row(number, problem) for number, problem in enumerate(problems, start=1)],
    }
