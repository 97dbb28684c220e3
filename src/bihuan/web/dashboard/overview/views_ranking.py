"""The ranking of townships: as of today for who sees the county, and the published ones for all they were published to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns.models import Campaign
from bihuan.web.dashboard.models import Ranking
from bihuan.web.dashboard.overview import ranking, reach
from bihuan.web.dashboard.overview.campaigns import chosen

SHOWN = 20


@may("figures.read")
@require_GET
def live(request: Request) -> HttpResponse:
    """Today's ranking with its formula where the reader sees the county; below, what was published."""
    campaigns, campaign = chosen(request)
    county, rows, rule, refusal = reach.sees_county(request.actor), [], None, ""
    if county:
        try:
            rule = ranking.formula()
            rows = ranking.townships(campaign, rule)
        except Refused as refused:
            refusal = str(refused)
    context = {
        "county": county,
        "rows": rows,
        "few": [row for row in rows if not row.place],
        "rule": rule,
        "refusal": refusal,
        "published": list(Ranking.objects.select_related("campaign", "unit")[:SHOWN]),
        "campaigns": campaigns if county else [],
        "campaign": campaign,
        "may_publish": role_may(request.actor.role, "ranking.publish") and any(row.place for row in rows),
        "actor_unit": request.actor.unit_id,
    }
    return render(request, "dashboard/ranking.html", context)


@may("figures.read")
@require_GET
def published(request: Request, pk: int) -> HttpResponse:
    """One published ranking, as it was."""
    made = get_object_or_404(Ranking.objects.select_related("campaign", "unit", "by"), pk=pk)
    rows = ranking.places_of(made)
    context = {
        "made": made,
        "rows": rows,
        "few": [row for row in rows if not row.place],
        "rule": ranking.formula_of(made),
        "actor_unit": request.actor.unit_id,
    }
    return render(request, "dashboard/ranked.html", context)


@may("ranking.publish")
@require_POST
def publish(request: Request) -> HttpResponse:
    """Publishes today's ranking of all problems, or of one campaign."""
    asked = request.POST.get("campaign", "")
    campaign = get_object_or_404(Campaign, pk=int(asked)) if asked.isdecimal() else None
    try:
        made = ranking.publish(request.actor, campaign)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("overview:ranking")
    messages.success(request, f"公布了{made}，各乡镇和村在“总览—排名”里看得到，不能再改。")
    return redirect("overview:ranked", made.pk)
