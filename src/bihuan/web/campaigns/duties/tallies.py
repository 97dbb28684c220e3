"""The page of counted duties as data: each duty with its present period, and one duty's units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from bihuan.web.campaigns.duties import making, standing
from bihuan.web.campaigns.duties.standing import Reckoning
from bihuan.web.campaigns.models import Campaign, Duty, DutyCount, DutyTerms
from bihuan.web.campaigns.models.campaign import PERS
from bihuan.web.ui.deadlines import soon_days
from bihuan.web.ui.words import cn_date

# How many ended periods stand in the choice of periods.
PERIODS = 12
_CALLED = {
    "day": "今天",
    "week": "本周",
    "month": "本月",
    "quarter": "本季度",
    "halfyear": "本半年",
    "year": "今年",
}


@dataclass(frozen=True)
class Line:
    """One unit's counter with its reckoning. `tone`: late when the period ended short, soon near its end."""

    count: DutyCount
    reckoning: Reckoning
    tone: str

    @property
    def percent(self) -> int:
        return min(100, int(self.count.done * 100 / self.count.wanted)) if self.count.wanted else 0


@dataclass
class Row:
    """One counted duty: who, what, how many, by when, done."""

    duty: Duty
    terms: DutyTerms
    lines: list[Line] = field(default_factory=list)

    @property
    def wanted(self) -> Decimal:
        return sum((line.count.wanted for line in self.lines), Decimal(0))

    @property
    def done(self) -> Decimal:
        return sum((line.count.done for line in self.lines), Decimal(0))

    @property
    def short(self) -> int:
        """How many units are not there yet."""
        return sum(bool(line.reckoning.short) for line in self.lines)

    @property
    def over(self) -> int:
        return sum(bool(line.reckoning.over) for line in self.lines)

    @property
    def ends(self) -> date | None:
        return self.lines[0].count.period_end if self.lines else None

    @property
    def tone(self) -> str:
        return max((line.tone for line in self.lines), key=("", "soon", "late").index, default="")


def present(today: date) -> Q:
    """Counters whose period has `today` in it."""
    return Q(period_start__lte=today) & (Q(period_end=None) | Q(period_end__gte=today))


def counters() -> QuerySet[DutyCount]:
    """The counters in force, with what pages show of them."""
    return DutyCount.objects.filter(live=True).select_related("unit__contact", "duty__campaign")


def counted(campaign: Campaign, today: date) -> list[Row]:
    """Returns the counted duties with the present period's counters."""
    held: dict[int, list[DutyCount]] = defaultdict(list)
    for count in counters().filter(present(today), duty__campaign=campaign).order_by("unit__pinyin"):
        held[count.duty_id].append(count)
    terms = (
        DutyTerms.objects.filter(duty__campaign=campaign).select_related("duty").order_by("duty__order", "pk")
    )
    return [Row(t.duty, t, [line(c, t.duty, today) for c in held[t.duty_id]]) for t in terms]


def line(count: DutyCount, duty: Duty, today: date) -> Line:
    """Returns the counter with its reckoning and how urgent it is."""
    reckoning = standing.reckon(duty.bound, count.wanted, count.done)
    return Line(count, reckoning, _tone(count, reckoning, today))


def _tone(count: DutyCount, reckoning: Reckoning, today: date) -> str:
    if reckoning.over:
        return "late"
    if not reckoning.short or count.period_end is None:
        return ""
    left = (count.period_end - today).days
    return "late" if left < 0 else "soon" if left <= min(soon_days(), _quarter(count)) else ""


def _quarter(count: DutyCount) -> int:
    """A quarter of the period: a day's work is not urgent three days ahead."""
    assert count.period_end is not None
    return ((count.period_end - count.period_start).days + 1) // 4


def of_period(duty: Duty, start: date, today: date) -> list[Line]:
    """Returns all units of one period of a duty, the shortest first."""
    found = [line(c, duty, today) for c in counters().filter(duty=duty, period_start=start)]
    return sorted(
        found, key=lambda each: (-each.reckoning.short, -each.reckoning.over, each.count.unit.pinyin)
    )


def starts(duty: Duty) -> list[date]:
    """Returns the beginnings of the duty's periods, newest first."""
    found = (
        DutyCount.objects.filter(duty=duty).order_by("-period_start").values_list("period_start", flat=True)
    )
    return list(found.distinct()[:PERIODS])


def period_words(per: str, start: date, end: date | None, today: date) -> str:
    """Returns 本月（12月1日—12月31日）, 12月6日, or 12月6日起."""
    if end is None:
        return f"{cn_date(start, today)}起，没有写结束的日子"
    span = cn_date(start, today) if start == end else f"{cn_date(start, today)}—{cn_date(end, today)}"
    called = _CALLED.get(per, "") if start <= today <= end else ""
    return f"{called}（{span}）" if called else span


def by_when(row: Row) -> str:
    """Returns 每月，12月31日前."""
    rhythm = PERS.get(row.duty.per, "")
    return f"{rhythm}，{cn_date(row.ends)}前" if row.ends and row.duty.per != "day" else rhythm


def targets(campaign: Campaign) -> list[Duty]:
    """Returns duties that are shares or time limits: nobody adds them up."""
    return [duty for duty in campaign.duties.all() if not making.is_counter(duty)]
