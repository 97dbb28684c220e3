"""Whom to remind of what: one row and one paragraph a unit, over problems, answers, returns and look-backs.

The county sees townships, with their villages' work in theirs, and departments; a township sees its villages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign, Return
from bihuan.web.config import clock
from bihuan.web.dashboard.queries import late_yesterday
from bihuan.web.inbox import nudges
from bihuan.web.inbox.nudges import Counts, Nagged
from bihuan.web.problems.models import LookBack, Problem
from bihuan.web.problems.tables import late, soon
from bihuan.web.ui.deadlines import soon_days
from bihuan.web.ui.words import cn_date

TITLES = 2


@dataclass
class Owing:
    """What one unit owes."""

    unit: Unit
    late: int = 0
    first: date | None = None
    soon: int = 0
    before: int = 0
    titles: list[str] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    answers: int = 0
    answers_due: datetime | None = None
    returns: list[Return] = field(default_factory=list)
    look_backs: int = 0
    nagged: Nagged | None = None
    words: str = ""

    @property
    def longest(self) -> int:
        """For how many days the oldest has been overdue."""
        return (clock.today() - self.first).days if self.first else 0

    @property
    def late_url(self) -> str:
        """The list of just these problems."""
        return f"{reverse('problems:list')}?{urlencode({'saved': 'late', 'unit': sorted(self.leads)}, doseq=True)}"

    @property
    def change_words(self) -> str:
        """Overdue ones compared with yesterday: +2, −1, 0."""
        change = self.late - self.before
        return f"+{change}" if change > 0 else f"−{-change}" if change else "0"

    @property
    def counts(self) -> Counts:
        return Counts(self.late, self.answers, len(self.returns), self.look_backs)


def owing(actor: Actor, missing: Iterable[Return] = ()) -> list[Owing]:
    """Returns units below the actor that owe something, most overdue first, in six queries; `missing` are the late returns."""
    problems, answers, checks = _problems(), _answers(actor), _look_backs()
    missing = list(missing)
    asked = {*problems, *answers, *checks, *(row.unit_id for row in missing)}
    rows = _Rows(actor, asked)
    for unit, found in problems.items():
        rows.add_problems(unit, found)
    for unit, (count, first) in answers.items():
        rows.add_answers(unit, count, first)
    for unit, count in checks.items():
        rows.of(unit).look_backs += count
    for row in missing:
        rows.of(row.unit_id).returns.append(row)
    return _finished(actor, rows)


class _Rows:
    """Rows by the unit that is reminded, found from the units that owe."""

    def __init__(self, actor: Actor, asked: set[int]) -> None:
        units = Unit.objects.filter(Q(pk__in=asked) | Q(kind=Unit.Kind.TOWNSHIP))
        self.units = {unit.pk: unit for unit in units.select_related("contact", "area")}
        self.actor = actor
        self.rows: dict[int, Owing] = {}

    def of(self, unit: int) -> Owing:
        """The row of whoever is reminded for `unit`."""
        receiver = self._receiver(self.units[unit])
        return self.rows.setdefault(receiver.pk, Owing(receiver))

    def _receiver(self, unit: Unit) -> Unit:
        """For whoever sees the county the township above a village or team; for others the unit itself."""
        if ROLES[self.actor.role].reads is not Reach.COUNTY:
            return unit
        above = (self.units[pk] for pk in unit.chain if pk in self.units)
        return next((each for each in above if each.kind == Unit.Kind.TOWNSHIP), unit)

    def add_problems(self, unit: int, found: dict[str, Any]) -> None:
        row = self.of(unit)
        row.leads.append(unit)
        row.late += found["n_late"]
        row.soon += found["n_soon"]
        row.before += found["before"]
        days = [day for day in (row.first, found["first"]) if isinstance(day, date)]
        row.first = min(days, default=None)

    def add_answers(self, unit: int, count: int, first: datetime) -> None:
        row = self.of(unit)
        row.answers += count
        row.answers_due = min(row.answers_due or first, first)


def _finished(actor: Actor, rows: _Rows) -> list[Owing]:
    titles = _titles()
    for unit, held in titles.items():
        if unit in rows.units:
            row = rows.of(unit)
            row.titles = (row.titles + held)[:TITLES]
    found = [row for pk, row in rows.rows.items() if pk != actor.unit_id and _owes(row)]
    past = nudges.past_week(row.unit.pk for row in found)
    for row in found:
        row.nagged, row.words = past.get(row.unit.pk), paragraph(actor, row)
    return sorted(found, key=lambda r: (-r.late, -len(r.returns), -r.answers, -r.longest, r.unit.pinyin))


def _owes(row: Owing) -> bool:
    return bool(row.late or row.answers or row.returns or row.look_backs)


def _problems() -> dict[int, dict[str, Any]]:
    today = clock.today()
    groups = Problem.objects.exclude(lead_unit=None).order_by().values("lead_unit").annotate(
        n_late=Count("pk", filter=late()),
        first=Min("due", filter=late()),
        n_soon=Count("pk", filter=soon()),
        before=Count("pk", filter=late_yesterday(today)),
    ).filter(n_late__gt=0)  # fmt: skip
    return {row["lead_unit"]: {**row} for row in groups}


def _answers(actor: Actor) -> dict[int, tuple[int, datetime]]:
    """Answers overdue or due within days, by unit. For the county what a township forwarded is the township's to gather."""
    near = clock.now() + timedelta(days=soon_days())
    owed = Answer.objects.filter(
        state__in=Answer.WAITING, due_at__lt=near, campaign__state=Campaign.State.RUNNING
    )
    asked = (
        owed.filter(parent__isnull=actor.role != "township")
        .order_by()
        .values("unit")
        .annotate(n=Count("pk"), first=Min("due_at"))
    )
    return {row["unit"]: (row["n"], row["first"]) for row in asked}


def _look_backs() -> dict[int, int]:
    rows = LookBack.objects.filter(done_on=None, due_on__lt=clock.today()).exclude(problem__waiting_unit=None)
    groups = rows.order_by().values_list("problem__waiting_unit").annotate(n=Count("pk"))
    return {unit: count for unit, count in groups if unit}


def _titles() -> dict[int, list[str]]:
    """Two titles a unit, the longest overdue first."""
    nth = Window(RowNumber(), partition_by=F("lead_unit"), order_by=F("due").asc())
    rows = Problem.objects.filter(late()).exclude(lead_unit=None).order_by().annotate(nth=nth)
    found: dict[int, list[str]] = defaultdict(list)
    for unit, title in rows.filter(nth__lte=TITLES).order_by("due").values_list("lead_unit", "title"):
        if unit:
            found[unit].append(title)
    return found


def paragraph(actor: Actor, row: Owing) -> str:
    """Returns the words to paste into a chat: who, what is owed, since when, what to do, who asks."""
    unit, today = row.unit, clock.today()
    who = f"{unit.contact.name}同志" if unit.contact else unit.short_name
    parts = []
    if row.late:
        which = "、".join(row.titles) + ("等" if row.late > len(row.titles) else "")
        parts.append(f"{row.late} 件问题超过整改时限，最长 {row.longest} 天（{which}）")
    if row.answers and row.answers_due:
        parts.append(f"{row.answers} 项排查没有答复（{cn_date(row.answers_due)}到期）")
    if row.returns:
        since = min(each.again_due or each.due for each in row.returns)
        parts.append(f"缺 {len(row.returns)} 份报送（最早{cn_date(since)}应报）")
    if row.look_backs:
        parts.append(f"{row.look_backs} 件回头看过了约定的日子")
    return (
        f"{who}：截至{cn_date(today)}，{unit.short_name}有 {'；'.join(parts)}。请今天 17:30 前在“闭环—今日”里逐件办理，"
        f"办不了的写明原因或申请延期。{actor.unit_name} {actor.name}"
    )
