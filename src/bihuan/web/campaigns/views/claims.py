"""Who claims what a superior stated, for the office and everybody within his own reach."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from bihuan.web.access.request import Request
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.access.views import may
from bihuan.web.campaigns import claiming
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock


@may("campaign.read")
@require_GET
def board(request: Request, pk: int) -> HttpResponse:
    """Items by units: claimed or not, with the local problems; what nobody claimed stands on top for who sees the whole county."""
    campaign = get_object_or_404(Campaign.objects.select_related("unit"), pk=pk)
    made = claiming.board(campaign, clock.now())
    whole = ROLES[request.actor.role].reads is Reach.COUNTY
    context = {
        "campaign": campaign,
        "board": made,
        "whole": whole,
        "unclaimed": made.unclaimed if whole else [],
        "claimed": sum(bool(row.yes) for row in made.rows),
        "waiting": sum(row.waiting for row in made.rows),
        "problems": sum(row.problems for row in made.rows),
    }
    return render(request, "campaigns/claims.html", context)
