"""Which problems can be drawn: closed by a township's verification, ordinary, and in no other frame for this closing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from bihuan.engine.sampling import Entry, Frame, SizeRule
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.problems.models import Gate, Problem
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.tables import OVER


@dataclass(frozen=True)
class Terms:
    """What a draw asks for: closings of a period, in some townships (none named: all), and how many are drawn."""

    title: str
    closed_from: date
    closed_to: date
    due: date
    percent: int
    at_least: int
    campaign: Campaign | None = None
    townships: Sequence[int] = ()


def eligible(terms: Terms) -> list[tuple[Problem, Unit]]:
    """Returns (problem, the township that verified it) for all that can be drawn, by number.

    Severe and higher-level problems are left out: the county verifies every one of them.
    """
    rows = _closed(terms).exclude(Exists(_lines()))
    rows = rows.order_by("number").prefetch_related("gates__by_unit")
    found = [(problem, township_of(problem.gates.all())) for problem in rows]
    wanted = set(terms.townships)
    return [(p, unit) for p, unit in found if unit is not None and (not wanted or unit.pk in wanted)]


def framed(terms: Terms) -> list[str]:
    """Returns the numbers of the draws in whose frames closings of these terms stand already, the oldest first."""
    lines = DrawItem.objects.filter(live=True, problem__in=_closed(terms), round=F("problem__rounds"))
    if terms.townships:
        lines = lines.filter(unit__in=terms.townships)
    return list(
        Draw.objects.filter(pk__in=lines.values("draw")).order_by("pk").values_list("number", flat=True)
    )


def _closed(terms: Terms) -> QuerySet[Problem]:
    """Ordinary problems struck off in these days."""
    rows = Problem.objects.filter(
        state__in=OVER,
        severity=Problem.Severity.NORMAL,
        higher_level=False,
        closed_at__date__range=(terms.closed_from, terms.closed_to),
    )
    return rows.filter(campaign=terms.campaign) if terms.campaign is not None else rows


def _lines() -> QuerySet[DrawItem]:
    """The lines of frames that hold the problem's present closing."""
    return DrawItem.objects.filter(problem=OuterRef("pk"), round=OuterRef("rounds"), live=True)


def township_of(gates: Iterable[Gate]) -> Unit | None:
    """Returns the township that set a gate in force, the last one where several did; None where none did."""
    units = [
        g for g in current_gates(gates) if g.by_unit is not None and g.by_unit.kind == Unit.Kind.TOWNSHIP
    ]
    return max(units, key=lambda g: (g.at, g.pk)).by_unit if units else None


def frame_of(items: Iterable[DrawItem]) -> Frame:
    """The stored lines as the engine's frame."""
    return Frame.of(Entry(item.key, item.stratum, item.version) for item in items)


def rule_of(draw: Draw) -> SizeRule:
    """The draw's size rule."""
    return SizeRule(draw.percent, draw.at_least)
