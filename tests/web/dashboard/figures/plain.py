"""The figures counted the plain way: every row read, every fact said once more in Python."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.dashboard.figures import reading
from bihuan.web.problems.models import Problem

Counts = Counter[tuple[str, int, str, date | None]]
KINDS: tuple[reading.Kind, ...] = ("town", "village", "unit", "body")
ENDED = {"closed", "routine"}


def counted(campaign: int | None = None) -> Counts:
    """(kind, key, fact, week) -> how many, over all rows."""
    made: Counts = Counter()
    with scoped(SYSTEM):
        units = Unit.objects.in_bulk()
        for row in Problem.objects.all():
            if row.state == "merged" or campaign not in (None, row.campaign_id):
                continue
            for kind, key in places(row, units):
                for fact, week in facts(row):
                    made[kind, key, fact, week] += 1
    return made


def kept(campaign: int | None = None) -> Counts:
    """The same as the door gives it to somebody who sees the county; call it under such a scope."""
    made: Counts = Counter()
    for kind in KINDS:
        for key, held in reading.read(kind, campaign=campaign).items():
            for (fact, week), n in held.weeks.items():
                made[kind, key, fact, week] += n
            for fact, n in held.facts.items():
                rest = n - sum(m for (f, _), m in held.weeks.items() if f == fact)
                if rest:
                    made[kind, key, fact, None] += rest
    return made


def places(row: Problem, units: dict[int, Unit]) -> list[tuple[str, int]]:
    made = [("town", row.area_code - row.area_code % 1000), ("village", row.area_code)]
    if row.lead_unit_id:
        lead = units[row.lead_unit_id]
        above = [units[pk] for pk in lead.chain if units[pk].kind == "township"]
        small = lead.kind in ("village", "team")
        made += [("unit", lead.pk), ("body", above[0].pk if small and above else lead.pk)]
    return made


def facts(row: Problem) -> list[tuple[str, date | None]]:
    today, first = clock.today(), reading.mondays(clock.today())[0]

    def week(day: date) -> date | None:
        monday = day - timedelta(days=day.weekday())
        return monday if monday >= first else None

    made: list[tuple[str, date | None]] = [("found", week(row.discovered_on))]
    if row.state in ENDED:
        closed = row.closed_at.astimezone(ZoneInfo("Asia/Shanghai")).date() if row.closed_at else None
        made.append(("closed", week(closed) if closed else None))
    else:
        made.append(("open", None))
        if row.severity == "severe":
            made.append(("severe", None))
        if row.due and row.state != "recheck":
            days = (row.due - today).days
            made.append(("late" if days < 0 else "soon" if days <= 7 else "later", None))
    told = {
        "dispatched": row.state != "unassigned",
        "put_right": row.state in ENDED | {"submitted", "recheck"},
        "verified": row.verified,
        "reopened": row.rounds > 0,
        "repeat": row.repeat_of_id is not None,
        "returned": row.returned > 0,
        "fell_back": row.fell_back > 0,
        "handed_late": row.handed_late,
    }
    return made + [(fact, None) for fact, holds in told.items() if holds]
