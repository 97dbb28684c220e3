"""In time, late, overdue: what units were to hand in by a month's deadlines, reckoned from the clocks of their parts.

A part is what one unit was told to put right of one problem (an assignment); each has a clock of its own, and a reopened problem
gives its unit a new part. Every figure is reckoned twice by the same lines: against the deadline as extended, and against the first.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import TruncDate

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.problems.models import Assignment
from bihuan.web.ui.words import day_of

# How many months stand in the choice.
MONTHS = 12
CLOCKS = ("due", "first_due")
UNSAID = "没有写原因"


@dataclass(frozen=True)
class Month:
    """A calendar month as it stands on `today`; of one that is not over, what has come up to today."""

    start: date
    today: date

    @property
    def end(self) -> date:
        return self.start.replace(day=calendar.monthrange(self.start.year, self.start.month)[1])

    @property
    def upto(self) -> date:
        """The last day on which what was handed in counts."""
        return min(self.end, self.today)

    @property
    def last(self) -> date:
        """The last day whose deadlines are over: today's is not."""
        return min(self.end, self.today - timedelta(days=1))

    @property
    def words(self) -> str:
        """本月, 10月, or 2025年12月."""
        if self.start <= self.today <= self.end:
            return "本月"
        year = "" if self.start.year == self.today.year else f"{self.start.year}年"
        return f"{year}{self.start.month}月"


@dataclass(frozen=True)
class Against:
    """Parts against one of their two clocks. `owed`: due in the month; of these `in_time`, `late` and, at its end, `overdue`.

    `late` came after the deadline and within the month. `carried` were due earlier and still open at the end.
    """

    owed: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    carried: int = 0

    @property
    def ahead(self) -> int:
        """Not handed in and not yet due."""
        return self.owed - self.in_time - self.late - self.overdue

    @property
    def missed(self) -> int:
        """Whose deadline in the month went by."""
        return self.late + self.overdue

    @property
    def open_late(self) -> int:
        """Overdue at the month's end, whenever they were due."""
        return self.overdue + self.carried

    def __add__(self, other: Against) -> Against:
        return Against(*(a + b for a, b in zip(self._all, other._all, strict=True)))

    @property
    def _all(self) -> tuple[int, ...]:
        return self.owed, self.in_time, self.late, self.overdue, self.carried


@dataclass(frozen=True)
class Figures:
    """Against the deadline as it stands and against the first; `extended` of those due had more time; why they were late."""

    due: Against = Against()
    first: Against = Against()
    extended: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.due + other.due,
            self.first + other.first,
            self.extended + other.extended,
            self.reasons + other.reasons,
        )

    def __bool__(self) -> bool:
        return any((self.due.owed, self.due.carried, self.first.owed, self.first.carried))

    @property
    def words(self) -> str:
        """到期 12 份，按时 8，晚交 2，逾期 1；以前到期还没交 1 份."""
        due = self.due
        counts = (("按时", due.in_time), ("晚交", due.late), ("逾期", due.overdue), ("没到日子", due.ahead))
        said = "，".join([f"到期 {due.owed} 份", *(f"{word} {n}" for word, n in counts if n)])
        return f"{said}；以前到期还没交 {due.carried} 份" if due.carried else said


@dataclass(frozen=True)
class Line:
    """One unit's figures."""

    unit: Unit
    figures: Figures


def month_of(campaign: Campaign, asked: str, today: date) -> Month:
    """Returns the month asked for as 2026-11; the present one for anything else."""
    found = next((start for start in starts(campaign, today) if f"{start:%Y-%m}" == asked), None)
    return Month(found or today.replace(day=1), today)


def starts(campaign: Campaign, today: date) -> list[date]:
    """Returns the first days of the campaign's months up to the present one, newest first."""
    first = min(day_of(campaign.published_at), today).replace(day=1)
    return list(_back(today.replace(day=1), first))[:MONTHS]


def _back(start: date, first: date) -> Iterator[date]:
    while start >= first:
        yield start
        start = (start - timedelta(days=1)).replace(day=1)


def of_campaign(campaign: Campaign, month: Month) -> list[Line]:
    """Returns the units that had something due or open, most overdue first, as far as the reader sees them: two queries."""
    return of_units(Assignment.objects.filter(problem__campaign=campaign), month)


def of_units(parts: QuerySet[Assignment], month: Month) -> list[Line]:
    """Returns each unit's figures over `parts`; withdrawn parts and those of merged problems are nobody's to hand in."""
    found: dict[int, Figures] = {row["unit_id"]: _figures(row) for row in _counted(parts, month)}
    held = {pk: figures for pk, figures in found.items() if figures}
    units = Unit.objects.filter(pk__in=held).order_by("pinyin", "pk") if held else ()
    lines = [Line(unit, held[unit.pk]) for unit in units]
    return sorted(lines, key=lambda each: (-each.figures.due.open_late, -each.figures.due.late))


def total(parts: QuerySet[Assignment], month: Month) -> Figures:
    """Returns the sum over all units, in one query."""
    return added(_figures(row) for row in _counted(parts, month))


def added(figures: Iterable[Figures]) -> Figures:
    """Returns the sum."""
    return sum(figures, Figures())


def _counted(parts: QuerySet[Assignment], month: Month) -> Any:
    """One row a unit: each figure against each clock."""
    live = parts.exclude(state=Assignment.State.WITHDRAWN).exclude(problem__state="merged").order_by()
    late = _within("due", month) & _came_late("due", month)
    return (
        live.annotate(
            handed=Case(When(state__in=Assignment.HANDED_IN, then=TruncDate("submitted_at"))),
        )
        .values("unit_id")
        .annotate(
            **{
                f"{clock}_{name}": count for clock in CLOCKS for name, count in _against(clock, month).items()
            },
            extended=Count("pk", filter=_within("due", month) & Q(due__gt=F("first_due"))),
            reasons=ArrayAgg("late_reason", filter=late, default=[]),
        )
    )


def _against(clock: str, month: Month) -> dict[str, Count]:
    within, still = _within(clock, month), Q(handed=None) | Q(handed__gt=month.upto)
    return {
        "owed": Count("pk", filter=within),
        "in_time": Count("pk", filter=within & Q(handed__lte=F(clock))),
        "late": Count("pk", filter=within & _came_late(clock, month)),
        "overdue": Count("pk", filter=within & Q(**{f"{clock}__lte": month.last}) & still),
        "carried": Count("pk", filter=Q(**{f"{clock}__lt": month.start}) & still),
    }


def _within(clock: str, month: Month) -> Q:
    return Q(**{f"{clock}__gte": month.start, f"{clock}__lte": month.end})


def _came_late(clock: str, month: Month) -> Q:
    return Q(handed__gt=F(clock), handed__lte=month.upto)


def _figures(row: dict[str, Any]) -> Figures:
    due, first = (
        Against(*(row[f"{clock}_{name}"] for name in ("owed", "in_time", "late", "overdue", "carried")))
        for clock in CLOCKS
    )
    reasons = Counter(words.strip() or UNSAID for words in row["reasons"])
    return Figures(due, first, row["extended"], reasons)
