"""What the first screens ask about problems: who is late, what waits for whom, what is stuck."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from bihuan.web.access.scope import Actor
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.problems.models import LookBack, Problem
from bihuan.web.problems.tables import OPEN, OVER, late, soon, to_verify

# Steps that people above the unit decide; when they wait longer than the parameter stuck_days they are shown to leaders.
DECISIONS = ("assign", "extend", "verify")
LOOK_AHEAD = 7
# What one team can hope to see in some days.
ROUTE = 30


def verifying(actor: Actor) -> QuerySet[Problem]:
    """Returns problems that wait for the actor to verify, longest waiting first."""
    rows = Problem.objects.filter(to_verify(actor)).select_related("lead_unit")
    return rows.order_by(F("waiting_since").asc(nulls_last=True), "pk")


def figures() -> dict[str, int]:
    """Returns late, late_yesterday, soon, today, open, severe, again: problems the reader sees, counted in one query."""
    today = clock.today()
    return Problem.objects.aggregate(
        late=Count("pk", filter=late()),
        late_yesterday=Count("pk", filter=late_yesterday(today)),
        soon=Count("pk", filter=soon()),
        today=Count("pk", filter=OPEN & Q(due=today)),
        open=Count("pk", filter=OPEN),
        severe=Count("pk", filter=OPEN & Q(severity=Problem.Severity.SEVERE)),
        again=Count("pk", filter=OPEN & Q(rounds__gt=0)),
        stuck=Count("pk", filter=stuck_filter()),
        closed=Count("pk", filter=Q(state__in=OVER)),
    )


def late_yesterday(today: date) -> Q:
    """Overdue when yesterday ended: due before yesterday, and not closed until today."""
    midnight = datetime.combine(today, time(), tzinfo=clock.ZONE)
    return Q(due__lt=today - timedelta(days=1)) & (OPEN | Q(closed_at__gte=midnight))


def stuck_filter() -> Q:
    """A decision that has waited longer than the days of the parameter."""
    limit = clock.now() - timedelta(days=amount("stuck_days"))
    return OPEN & Q(waiting_for__in=DECISIONS, waiting_since__lt=limit)


def stuck() -> QuerySet[Problem]:
    """Returns problems that wait for a decision too long, the longest first."""
    return (
        Problem.objects.filter(stuck_filter())
        .select_related("lead_unit", "waiting_unit")
        .order_by("waiting_since", "pk")
    )


def look_backs() -> QuerySet[LookBack]:
    """Returns look-backs that are due within a week or overdue."""
    rows = LookBack.objects.filter(done_on=None, due_on__lte=clock.today() + timedelta(days=LOOK_AHEAD))
    return rows.select_related("problem__lead_unit").order_by("due_on", "pk")


def route(problems: QuerySet[Problem]) -> list[dict[str, Any]]:
    """Returns stops in the order of places: the township's name, its problems village by village, how many there are.

    So many stops as hold ROUTE problems; the rest are further down the list.
    """
    from bihuan.web.areas.models import Area

    ordered = list(problems.order_by("area_code", F("waiting_since").asc(nulls_last=True), "pk")[:ROUTE])
    stops: dict[int, list[Problem]] = {}
    for problem in ordered:
        stops.setdefault(problem.area_code // 1000 * 1000, []).append(problem)
    names = dict(Area.objects.filter(code__in=stops).values_list("code", "name"))
    return [_stop(code, names.get(code, ""), held) for code, held in stops.items()]


def _stop(code: int, name: str, held: list[Problem]) -> dict[str, Any]:
    """One stop; what concerns the whole county leads to the whole list."""
    lists = f"{reverse('problems:list')}?saved=verify"
    return {"name": name or "全县", "url": f"{lists}&township={code}" if name else lists, "problems": held}


def by_township(problems: QuerySet[Problem]) -> list[dict[str, Any]]:
    """Returns one row a township: name, how many, since when, the first code of its range (county-wide work apart)."""
    from bihuan.web.areas.models import Area

    counts: dict[int, list[Any]] = {}
    for code, since in problems.values_list("area_code", "waiting_since"):
        row = counts.setdefault(code // 1000 * 1000, [0, None])
        row[0] += 1
        row[1] = min(filter(None, (row[1], since)), default=None)
    names = dict(Area.objects.filter(code__in=counts).values_list("code", "name"))
    rows = [{"name": names.get(c, "全县"), "code": c, "count": n, "since": s} for c, (n, s) in counts.items()]
    return sorted(rows, key=lambda row: -row["count"])
