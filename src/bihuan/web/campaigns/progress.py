"""How far a campaign is: by unit, by check item, and unit by item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign, CheckItem
from bihuan.web.config import clock

State = Answer.State
# Of an item asked again and again, the period that runs now.
PRESENT = F("check_item__period")
# Wider matrices cannot be read; the units' table says the same in numbers.
MATRIX_ITEMS = 60


@dataclass
class Tally:
    """Answers counted by what became of them."""

    total: int = 0
    waiting: int = 0
    late: int = 0
    found: int = 0
    none_found: int = 0
    not_applicable: int = 0

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


@dataclass
class Row:
    """One unit with its tally and its cells, one a check item (None: not asked); `late_due` is when the oldest late answer was due."""

    unit: Unit
    tally: Tally
    cells: list[str | None] = field(default_factory=list)
    late_due: datetime | None = None

    @property
    def percent(self) -> int:
        return self.tally.percent


def counted(now: datetime) -> dict[str, Count]:
    """The aggregates behind a Tally."""
    waiting = Q(state__in=Answer.WAITING)
    return {
        "total": Count("pk"),
        "waiting": Count("pk", filter=waiting),
        "late": Count("pk", filter=waiting & Q(due_at__lt=now)),
        **{state: Count("pk", filter=Q(state=state)) for state in ("found", "none_found", "not_applicable")},
    }


def own_answers(campaign: Campaign) -> QuerySet[Answer]:
    """Answers the campaign itself asks for in the present period (those a township forwarded are its own affair)."""
    return Answer.objects.filter(campaign=campaign, parent=None, period=PRESENT)


def overall(parts: Iterable[Tally]) -> Tally:
    """Returns the sum of tallies."""
    total = Tally()
    for part in parts:
        for each in fields(Tally):
            setattr(total, each.name, getattr(total, each.name) + getattr(part, each.name))
    return total


def by_item(campaign: Campaign) -> dict[int, Tally]:
    """Returns the tally of each check item by its id."""
    rows = own_answers(campaign).order_by().values("check_item_id").annotate(**counted(clock.now()))
    return tallies(rows, "check_item_id")


def tallies(rows: Iterable[Any], key: str) -> dict[int, Tally]:
    """Returns aggregated rows as tallies by `key`."""
    return {row[key]: Tally(**{name: n for name, n in row.items() if name != key}) for row in rows}


def by_unit(campaign: Campaign, items: list[CheckItem]) -> list[Row]:
    """Returns the units that answer, worst first; villages asked directly are counted for their township."""
    now = clock.now()
    sums: dict[int, Tally] = defaultdict(Tally)
    cells: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    dues: dict[int, datetime] = {}
    found = (
        own_answers(campaign)
        .order_by()
        .values_list("unit_id", "unit__kind", "unit__parent_id", "check_item_id", "state", "due_at")
    )
    for unit, kind, parent, item, state, due in found:
        shown = parent if kind == Unit.Kind.VILLAGE and parent else unit
        _add(sums[shown], state, due < now)
        late = state in Answer.WAITING and due < now
        cells[shown][item].append("late" if late else state)
        if late:
            dues[shown] = min(due, dues.get(shown, due))
    units = Unit.objects.filter(pk__in=sums).select_related("contact")
    shown_items = items[:MATRIX_ITEMS]
    rows = [
        Row(u, sums[u.pk], [_cell(cells[u.pk].get(i.pk)) for i in shown_items], dues.get(u.pk)) for u in units
    ]
    return sorted(rows, key=lambda row: (-row.tally.late, -row.tally.waiting, row.unit.kind, row.unit.pinyin))


def _add(tally: Tally, state: str, late: bool) -> None:
    tally.total += 1
    if state in Answer.WAITING:
        tally.waiting += 1
        tally.late += late
    else:
        setattr(tally, state, getattr(tally, state) + 1)


def _cell(states: list[str] | None) -> str | None:
    """The worst of a unit's states for one item: late, then waiting, then found."""
    if not states:
        return None
    order = (
        "late",
        State.RETURNED,
        State.OPEN,
        State.FORWARDED,
        State.FOUND,
        State.NONE_FOUND,
        State.NOT_APPLICABLE,
    )
    return next(str(state) for state in order if state in states)
