"""Of what a reader sees an overview: the county, a place with its villages, or the work of one unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from bihuan.web.access.request import Request
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Area, Unit
from bihuan.web.dashboard.figures import reading
from bihuan.web.dashboard.figures.reading import Kind


@dataclass(frozen=True)
class View:
    """`rows`: what the page compares (None: nothing); `kind` and `key`: what the whole is, for links of its figures."""

    words: str
    rows: Kind | None
    kind: Kind | None
    key: int | None
    linked: bool = True


def sees_county(actor: Actor) -> bool:
    """Whether the reader's role reaches the whole county."""
    return actor.role in ROLES and ROLES[actor.role].reads is Reach.COUNTY


def view_of(request: Request) -> View:
    """Returns what the reader's overview is of; asks at most once for the unit's place."""
    actor, reads = request.actor, ROLES[request.actor.role].reads
    if reads is Reach.COUNTY:
        return View("全县", "town", None, None)
    span = request.scope.reads
    if reads is Reach.UNITS:
        return View(f"{actor.unit_name}负责的", None, "body", actor.unit_id)
    if span.areas:  # single villages have no one list
        one = span.areas[0] if len(span.areas) == 1 else None
        return View("所管的村", "village", "village", one, linked=one is not None)
    area = Unit.objects.select_related("area").get(pk=actor.unit_id).area
    kind: Kind = "town" if area.level == Area.Level.TOWNSHIP else "village"
    return View(area.name, "village" if kind == "town" else None, kind, area.code)


def may_see(actor: Actor, unit: Unit) -> bool:
    """Whether the reader may open the unit's record: who sees the county, the unit itself, a township its villages' too."""
    return (
        sees_county(actor)
        or unit.pk == actor.unit_id
        or (actor.role == "township" and actor.unit_id in unit.chain)
    )


def kind_of(unit: Unit) -> Kind:
    """Whether the unit's record takes in units below: a township answers for its villages and teams."""
    return "unit" if unit.kind in (Unit.Kind.VILLAGE, Unit.Kind.TEAM) else "body"


def place_names(codes: set[int]) -> dict[int, str]:
    """Names by code: townships and villages of today, also those that hold no problem, and whatever else is asked for."""
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    names[settings.COUNTY_CODE * 10**6] = "全县性的"
    return {code: names.get(code, f"已停用的区划 {code}") for code in codes}


def figures_of(view: View, campaign: int | None) -> tuple[reading.Figures, dict[int, reading.Figures]]:
    """Returns the whole, and the rows that are compared; one question."""
    if view.rows is None:
        assert view.kind is not None
        assert view.key is not None
        held = reading.read(view.kind, [view.key], campaign)
        return reading.total(held.values()), {}
    rows = reading.read(view.rows, campaign=campaign)
    return reading.total(rows.values()), rows
