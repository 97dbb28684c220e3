"""Plans, campaigns, check items: to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from bihuan.web.campaigns.models import Campaign, CheckItem, Plan
from bihuan.web.interfaces.api.kinds import Id
from bihuan.web.interfaces.api.operations import ONE, READS, needs, responses
from bihuan.web.interfaces.api.resources.common import listed, one
from bihuan.web.interfaces.api.shapes.campaigns import (
    CampaignOut,
    CampaignsIn,
    ItemOut,
    ItemsIn,
    PlanOut,
    PlansIn,
)
from bihuan.web.interfaces.api.shapes.common import Page

router = Router(tags=["方案和专项行动"])
READ = "campaign.read"
PLANS = Plan.objects.select_related("unit").defer("text", "reading")
CAMPAIGNS = Campaign.objects.select_related("unit")
ITEMS = CheckItem.objects.all()


@router.get(
    "/plans", summary="工作方案", response=responses({200: Page[PlanOut]}, READS), **needs("campaigns:read")
)
def list_plans(request: HttpRequest, asked: Query[PlansIn]) -> Any:
    rows = PLANS.filter(state=asked.state) if asked.state else PLANS
    return listed(request, rows, asked, READ)


@router.get(
    "/plans/{id}", summary="一份工作方案", response=responses({200: PlanOut}, ONE), **needs("campaigns:read")
)
def get_plan(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    return one(request, response, PLANS, id, READ)


@router.get(
    "/campaigns",
    summary="专项行动",
    response=responses({200: Page[CampaignOut]}, READS),
    **needs("campaigns:read"),
)
def list_campaigns(request: HttpRequest, asked: Query[CampaignsIn]) -> Any:
    rows = CAMPAIGNS.filter(state=asked.state) if asked.state else CAMPAIGNS
    return listed(request, rows, asked, READ)


@router.get(
    "/campaigns/{id}",
    summary="一个专项行动",
    response=responses({200: CampaignOut}, ONE),
    **needs("campaigns:read"),
)
def get_campaign(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    return one(request, response, CAMPAIGNS, id, READ)


@router.get(
    "/items", summary="排查项目", response=responses({200: Page[ItemOut]}, READS), **needs("campaigns:read")
)
def list_items(request: HttpRequest, asked: Query[ItemsIn]) -> Any:
    given = asked.model_dump(include={"campaign", "kind"}, exclude_none=True)
    return listed(request, ITEMS.filter(**given), asked, READ)


@router.get(
    "/items/{id}", summary="一个排查项目", response=responses({200: ItemOut}, ONE), **needs("campaigns:read")
)
def get_item(request: HttpRequest, response: HttpResponse, id: Id) -> Any:
    return one(request, response, ITEMS, id, READ, version="")
