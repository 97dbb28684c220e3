"""County office: whom to remind, what is missing, what changed, what waits for me."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from bihuan.web.access.request import Request
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import matrix, timeline
from bihuan.web.campaigns.duties import todo as duties
from bihuan.web.campaigns.models import Answer, Campaign, Phase, Plan
from bihuan.web.config import clock
from bihuan.web.dashboard import mine, queries
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Problem
from bihuan.web.ui.deadlines import Clock, clock_of, soon_days

SHOWN = 8
_KINDS = {
    "新增": ("problem.raised",),
    "签收": ("problem.acknowledged",),
    "报完成": ("problem.submitted", "problem.spot_submitted"),
    "退回": ("problem.returned",),
    "销号": ("problem.closed", "problem.made_routine"),
    "重新打开": ("problem.found_again",),
}
_TOLD = {code for codes in _KINDS.values() for code in codes} | {
    "problem.extension_asked",
    "problem.referred",
}


@dataclass
class Missing:
    """A unit that owes answers past their time."""

    unit: Unit
    count: int
    due: datetime
    words: str = ""

    @property
    def clock(self) -> Clock:
        """How late the first of them is, or how near its end."""
        return clock_of(self.due)

    @property
    def late(self) -> bool:
        return self.due < clock.now()


def office(request: Request) -> tuple[str, dict[str, Any]]:
    """The county clerk's morning."""
    actor = request.actor
    numbers, units, owing = queries.figures(), queries.late_units(actor), missing_answers(actor)
    lists = reverse("problems:list")
    for row in units:
        row.words = queries.reminder(actor, row, f"闭环—问题—“{row.unit.short_name}逾期”")
    waits = mine.of_request(request)
    context = {
        "numbers": numbers,
        "diff": numbers["late"] - numbers["late_yesterday"],
        "units": units[:SHOWN],
        "more_units": max(0, len(units) - SHOWN),
        "all_words": "\n".join(row.words for row in units),
        "late_count": len(units),
        "owing": owing[:SHOWN],
        "owing_count": len(owing),
        "owing_words": "\n".join(m.words for m in owing),
        "owing_late": sum(m.late for m in owing),
        "owing_answers": sum(m.count for m in owing),
        "waits": waits[:SHOWN],
        "waits_count": len(waits),
        "wait_kinds": Counter(t.verb for t in waits).most_common(3),
        "plans": Plan.objects.filter(state=Plan.State.READ).count(),
        "due": duties.of_request(request).todos,
        "late_returns": [
            (row, matrix.reminder(actor, row, clock.today())) for row in duties.of_request(request).missing
        ],
        "since": since_yesterday(),
        "crumb": crumb(),
        "lists": lists,
    }
    return "dashboard/office.html", context


def missing_answers(actor: Any) -> list[Missing]:
    """Returns units with answers overdue or due within days, most first; villages asked directly count for their township."""
    near = clock.now() + timedelta(days=soon_days())
    owed = Answer.objects.filter(
        state__in=Answer.WAITING, parent=None, due_at__lt=near, campaign__state=Campaign.State.RUNNING
    )
    groups = (
        owed.order_by()
        .values("unit", "unit__kind", "unit__parent")
        .annotate(n=Count("pk"), first=Min("due_at"))
    )
    found: dict[int, list[Any]] = {}
    for row in groups:
        above = row["unit__parent"] if row["unit__kind"] == Unit.Kind.VILLAGE else None
        key = above or row["unit"]
        sums = found.setdefault(key, [0, row["first"]])
        sums[0] += row["n"]
        sums[1] = min(sums[1], row["first"])
    units = Unit.objects.filter(pk__in=found).select_related("contact")
    missing = [Missing(u, found[u.pk][0], found[u.pk][1]) for u in units]
    for each in missing:
        each.words = _words(actor, each)
    return sorted(missing, key=lambda m: (-m.count, m.unit.pinyin))


def _words(actor: Any, row: Missing) -> str:
    who = f"{row.unit.contact.name}同志" if row.unit.contact else row.unit.short_name
    due = row.due.astimezone(clock.ZONE)
    over = "已经到期" if row.late else "到期"
    until = "今天 17:30 " if row.late else f"{due.month}月{due.day}日 {due:%H:%M} "
    return (
        f"{who}：{row.unit.short_name}还有 {row.count} 项排查没有答复，{due.month}月{due.day}日{over}。"
        f"请{until}前在“闭环—今日”里逐项答复，没有问题的可以一并答。{actor.unit_name} {actor.name}"
    )


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
