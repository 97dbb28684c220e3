"""County office: whom to remind, what is missing, what changed, what waits for me."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse

from bihuan.web.access.request import Request
from bihuan.web.campaigns.duties import timeline
from bihuan.web.campaigns.duties import todo as duties
from bihuan.web.campaigns.models import Campaign, Phase, Plan
from bihuan.web.config import clock
from bihuan.web.dashboard import mine, queries, reminders
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Problem
from bihuan.web.quality import todo as quality
from bihuan.web.ui.deadlines import soon_days

SHOWN = 8
_KINDS = {
    "新增": ("problem.raised",),
    "签收": ("problem.acknowledged",),
    "报完成": ("problem.submitted", "problem.spot_submitted"),
    "退回": ("problem.returned",),
    "销号": ("problem.closed", "problem.made_routine"),
    "重新打开": ("problem.found_again", "problem.check_failed", "problem.found_by_run"),
}
_TOLD = {code for codes in _KINDS.values() for code in codes} | {
    "problem.extension_asked",
    "problem.referred",
}


def office(request: Request) -> tuple[str, dict[str, Any]]:
    """The county clerk's morning."""
    actor = request.actor
    numbers, owing = queries.figures(), reminders.owing(actor, duties.of_request(request).missing)
    waits = mine.of_request(request)
    context = {
        "numbers": numbers,
        "diff": numbers["late"] - numbers["late_yesterday"],
        "units": owing[:SHOWN],
        "more": owing[SHOWN:],
        "all_words": "\n".join(row.words for row in owing),
        "unit_count": len(owing),
        "late_units": sum(bool(row.late) for row in owing),
        "owing_units": sum(bool(row.answers) for row in owing),
        "owing_answers": sum(row.answers for row in owing),
        "owing_late": any(row.answers_due and row.answers_due < clock.now() for row in owing),
        "returns": sum(len(row.returns) for row in owing),
        "waits": waits[:SHOWN],
        "waits_count": len(waits),
        "wait_kinds": Counter(t.verb for t in waits).most_common(3),
        "plans": Plan.objects.filter(state=Plan.State.READ).count(),
        "due": [*duties.of_request(request).todos, *quality.todos(actor)],
        "since": since_yesterday(),
        "crumb": crumb(),
        "soon_days": soon_days(),
        "lists": reverse("problems:list"),
    }
    return "dashboard/office.html", context


def since_yesterday() -> dict[str, Any]:
    """Returns counts by kind and the newest lines since nine o'clock yesterday, with the problems they are about."""
    start = datetime.combine(clock.today() - timedelta(days=1), time(9), tzinfo=clock.ZONE)
    rows = JournalLine.objects.filter(at__gte=start, object_type="problems.problem", code__in=_TOLD)
    counts = Counter(dict(rows.order_by().values_list("code").annotate(n=Count("pk"))))
    lines = list(rows.order_by("-id")[:6])
    problems = Problem.objects.in_bulk([line.object_id for line in lines if line.object_id])
    kinds = [(words, sum(counts[c] for c in codes)) for words, codes in _KINDS.items()]
    told = [(line, problems.get(line.object_id or 0)) for line in lines]
    return {"kinds": [k for k in kinds if k[1]], "lines": told, "total": sum(counts.values())}


def crumb() -> str:
    """Returns the newest running campaign that has phases and where it stands: …大排查，集中整改阶段第 85 天，还剩 37 天."""
    rows = Phase.objects.filter(campaign__state=Campaign.State.RUNNING).select_related("campaign")
    phases = list(rows.order_by("-campaign__published_at", "-campaign", "order", "pk"))
    if not phases:
        return ""
    campaign = phases[0].campaign
    words = timeline.line([p for p in phases if p.campaign_id == campaign.pk], clock.today()).words
    return f"{campaign.title}，{words}" if words else campaign.title
