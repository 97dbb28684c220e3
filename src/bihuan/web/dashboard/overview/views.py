"""The overview and the record of one unit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.dashboard.figures import keeping, reading
from bihuan.web.dashboard.overview import page, reach, wall
from bihuan.web.dashboard.overview.campaigns import chosen
from bihuan.web.problems.filters import under
from bihuan.web.problems.models import Problem
from bihuan.web.problems.tables import late

SHOWN = 10


@may("figures.read")
@require_GET
def overview(request: Request) -> HttpResponse:
    """Where the work stands within the reader's reach, of all campaigns or one."""
    campaigns, campaign = chosen(request)
    view = reach.view_of(request)
    whole, rows = reach.figures_of(view, campaign)
    numbers = page.Numbers(whole, view.kind, view.key, campaign, view.linked)
    returns, bodies = page.handed_in(campaign), _bodies(request, campaign)
    context = {
        "view": view,
        "n": numbers.all(("found", "closed", "open", "late", "soon", "fell_back")),
        "funnel": page.funnel(numbers),
        "trend": page.trend(numbers, clock.today()),
        "record": page.record(numbers),
        "places": page.lines(rows, reach.place_names(set(rows)), view.rows, campaign) if view.rows else [],
        "bodies": bodies,
        "bodies_shut": page.shut(bodies),
        "returns": returns,
        "missing": sum(group["missing"] for group in returns),
        "campaigns": campaigns,
        "campaign": campaign,
        "near": amount("due_ahead_days"),
        "county": reach.sees_county(request.actor),
        "wall": wall.is_on(),
        **checked(),
    }
    return render(request, "dashboard/overview.html", context)


@may("figures.read")
@require_GET
def unit(request: Request, pk: int) -> HttpResponse:
    """One unit's record: what it leads (a township with its villages), what is late, what came back."""
    campaigns, campaign = chosen(request)
    found = get_object_or_404(Unit.objects.select_related("parent", "contact"), pk=pk)
    if not reach.may_see(request.actor, found):
        raise Http404
    kind = reach.kind_of(found)
    numbers = page.Numbers(reading.total(reading.read(kind, [pk], campaign).values()), kind, pk, campaign)
    below = _below(found, campaign) if found.kind == Unit.Kind.TOWNSHIP else []
    context = {
        "unit": found,
        "n": numbers.all(("found", "closed", "open", "late", "soon")),
        "closed_share": page.percent(numbers.held.share("closed", "found")),
        "funnel": page.funnel(numbers),
        "trend": page.trend(numbers, clock.today()),
        "record": page.record(numbers),
        "below": below,
        "below_shut": page.shut(below),
        "late": list(_late(found, campaign)[:SHOWN]),
        "returns": page.handed_in(campaign, pk),
        "campaigns": campaigns,
        "campaign": campaign,
        "near": amount("due_ahead_days"),
        **checked(),
    }
    return render(request, "dashboard/unit.html", context)


def _bodies(request: Request, campaign: int | None) -> list[page.Line]:
    """Who answers for what, most overdue first: for the county departments and townships, for a township itself and its villages."""
    actor = request.actor
    if not reach.sees_county(actor) and actor.role != "township":
        return []
    kind: reading.Kind = "body" if reach.sees_county(actor) else "unit"
    held = reading.read(kind, campaign=campaign)
    units = {u.pk: u for u in Unit.objects.filter(pk__in=held)}
    urls = {pk: reverse("overview:unit", args=[pk]) for pk, u in units.items() if reach.may_see(actor, u)}
    return page.lines(held, {pk: u.short_name for pk, u in units.items()}, kind, campaign, urls)


def _below(township: Unit, campaign: int | None) -> list[page.Line]:
    """The township's own part and its villages' and teams', as far as they lead anything."""
    units = {u.pk: u for u in Unit.objects.filter(chain__contains=[township.pk])}
    held = reading.read("unit", list(units), campaign)
    urls = {pk: reverse("overview:unit", args=[pk]) for pk in units if pk != township.pk}
    names = {pk: f"{u.short_name}本级" if pk == township.pk else u.short_name for pk, u in units.items()}
    return page.lines(held, names, "unit", campaign, urls)


def _late(unit: Unit, campaign: int | None) -> Any:
    rows = under(Problem.objects.filter(late()), str(unit.pk))
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return rows.select_related("lead_unit", "owner").order_by("due", "pk")


def checked() -> dict[str, Any]:
    """What a page says of when its figures were recounted; one question."""
    report = keeping.last()
    return {"checked": page.checked_words(report.at if report else None, report.differed if report else 0)}
