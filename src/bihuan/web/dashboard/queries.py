"""What the first screens ask about problems: who is late, what waits for whom, what is stuck."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.problems.models import LookBack, Problem, Reminder
from bihuan.web.problems.tables import OPEN, OVER, late, soon, to_verify

# Steps that people above the unit decide; when they wait longer than the parameter stuck_days they are shown to leaders.
DECISIONS = ("assign", "extend", "verify")
LOOK_AHEAD = 7


def verifying(actor: Actor) -> QuerySet[Problem]:
    """Returns problems that wait for the actor to verify, longest waiting first."""
    rows = Problem.objects.filter(to_verify(actor)).select_related("lead_unit")
    return rows.order_by(F("waiting_since").asc(nulls_last=True), "pk")


@dataclass
class LateUnit:
    """One unit with overdue problems."""

    unit: Unit
    late: int
    longest: int
    soon: int
    change: int
    titles: list[str] = field(default_factory=list)
    reminded: datetime | None = None
    words: str = ""

    @property
    def change_words(self) -> str:
        return f"+{self.change}" if self.change > 0 else f"−{-self.change}" if self.change else "0"


def figures() -> dict[str, int]:
    """Returns late, late_yesterday, soon, today, open, severe, again: problems the reader sees, counted in one query."""
    today = clock.today()
    return Problem.objects.aggregate(
        late=Count("pk", filter=late()),
        late_yesterday=Count("pk", filter=_late_yesterday(today)),
        soon=Count("pk", filter=soon()),
        today=Count("pk", filter=OPEN & Q(due=today)),
        open=Count("pk", filter=OPEN),
        severe=Count("pk", filter=OPEN & Q(severity=Problem.Severity.SEVERE)),
        again=Count("pk", filter=OPEN & Q(rounds__gt=0)),
        stuck=Count("pk", filter=stuck_filter()),
        closed=Count("pk", filter=Q(state__in=OVER)),
    )


def _late_yesterday(today: date) -> Q:
    """Overdue when yesterday ended: due before yesterday, and not closed until today."""
    midnight = datetime.combine(today, time(), tzinfo=clock.ZONE)
    return Q(due__lt=today - timedelta(days=1)) & (OPEN | Q(closed_at__gte=midnight))


def late_units(actor: Actor) -> list[LateUnit]:
    """Returns units with overdue problems, most first: five queries whatever their number."""
    today = clock.today()
    groups = Problem.objects.exclude(lead_unit=None).order_by().values("lead_unit").annotate(
        n_late=Count("pk", filter=late()),
        first=Min("due", filter=late()),
        n_soon=Count("pk", filter=soon()),
        before=Count("pk", filter=_late_yesterday(today)),
    ).filter(n_late__gt=0)  # fmt: skip
    found = {row["lead_unit"]: row for row in groups}
    titles, reminded = _titles(), _reminded(actor)
    units = Unit.objects.filter(pk__in=found).select_related("contact")
    rows = [
        LateUnit(
            u,
            r["n_late"],
            (today - r["first"]).days,
            r["n_soon"],
            r["n_late"] - r["before"],
            titles[u.pk],
            reminded.get(u.pk),
        )
        for u in units
        for r in (found[u.pk],)
    ]
    return sorted(rows, key=lambda row: (-row.late, -row.longest, row.unit.pinyin))


def _titles() -> dict[int, list[str]]:
    """Two titles a unit, the longest overdue first."""
    nth = Window(RowNumber(), partition_by=F("lead_unit"), order_by=F("due").asc())
    rows = (
        Problem.objects.filter(late()).exclude(lead_unit=None).order_by().annotate(nth=nth).filter(nth__lte=2)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for unit, title in rows.order_by("due").values_list("lead_unit", "title"):
        found[unit].append(title)
    return found


def _reminded(actor: Actor) -> dict[int, datetime]:
    """When the actor copied a reminder for each unit today."""
    start = datetime.combine(clock.today(), time(), tzinfo=clock.ZONE)
    rows = Reminder.objects.filter(by=actor.person_id, at__gte=start).order_by("at")
    return dict(rows.values_list("unit", "at"))


def reminder(actor: Actor, row: LateUnit, unit_list: str) -> str:
    """Returns the words to paste into a chat: who, how many, how long, which, what to do, who asks."""
    from bihuan.web.ui.words import cn_date

    who = f"{row.unit.contact.name}同志" if row.unit.contact else row.unit.short_name
    which = "、".join(row.titles) + ("等" if row.late > len(row.titles) else "")
    return (
        f"{who}：截至{cn_date(clock.today())}，{row.unit.short_name}有 {row.late} 件问题超过整改时限，最长 {row.longest} 天"
        f"（{which}）。请今天 17:30 前在“闭环”里逐件填写进展或申请延期，并说明原因。清单：{unit_list}。"
        f"{actor.unit_name} {actor.name}"
    )


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
