"""The wall chart on A3, where it is switched on; and its switch."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.config import clock
from bihuan.web.dashboard.overview import page, reach, wall
from bihuan.web.dashboard.overview.campaigns import chosen
from bihuan.web.dashboard.overview.views import checked


@may("figures.read")
@require_GET
def chart(request: Request) -> HttpResponse:
    """The sheet for the wall; where it is off, why, and who may switch it on."""
    if not wall.is_on():
        return render(request, "dashboard/wall_off.html", {"last": wall.switched()})
    campaigns, campaign = chosen(request)
    view = reach.view_of(request)
    whole, rows = reach.figures_of(view, campaign)
    numbers = page.Numbers(whole, view.kind, view.key, campaign, view.linked)
    places = page.lines(rows, reach.place_names(set(rows)), view.rows, campaign) if view.rows else []
    middle = -(-len(places) // 2)
    context = {
        "view": view,
        "title": next((each.title for each in campaigns if each.pk == campaign), ""),
        "n": numbers.all(("found", "closed", "open", "late", "soon")),
        "funnel": page.funnel(numbers),
        "trend": page.trend(numbers, clock.today()),
        "places": places,
        "halves": [places[:middle], places[middle:]],
        "now": clock.now(),
        **checked(),
    }
    return render(request, "dashboard/wall.html", context)


@may("wall.switch")
@require_http_methods(["GET", "POST"])
def setting(request: Request) -> HttpResponse:
    """Switches it on or off, with a reason that stays on record."""
    if request.method == "POST":
        try:
            made = wall.switch(request.actor, request.POST.get("on") == "yes", request.POST.get("reason", ""))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"挂图{'打开' if made.on else '关上'}了，理由记进了经过记录。")
        return redirect("overview:wall_setting")
    return render(request, "dashboard/wall_setting.html", {"last": wall.switched(), "on": wall.is_on()})
