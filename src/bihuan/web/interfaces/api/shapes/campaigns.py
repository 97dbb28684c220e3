"""Plans, campaigns, check items."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from bihuan.web.campaigns.models import Campaign, CheckItem, Plan
from bihuan.web.interfaces.api.kinds import Id, OneOf
from bihuan.web.interfaces.api.shapes.common import PageIn, UnitRef

PlanState = Annotated[str, OneOf(Plan.State.values)]
CampaignState = Annotated[str, OneOf(Campaign.State.values)]
ItemKind = Annotated[str, OneOf(CheckItem.Kind.values)]


class PlanOut(Schema):
    """A work plan as a document (工作方案)."""

    id: int
    version: int
    title: str
    number: str = Field(title="文号")
    issuer: str = Field(title="发文单位")
    dated: datetime.date | None = Field(title="成文日期")
    state: PlanState
    unit: UnitRef = Field(title="上传单位")
    uploaded_at: datetime.datetime


class CampaignOut(Schema):
    """A special action (专项行动) made of a plan."""

    id: int
    version: int
    title: str
    number: str = Field(title="文号")
    plan_id: int | None = Field(title="工作方案；草稿看不到的是 null")
    unit: UnitRef = Field(title="发布单位")
    state: CampaignState
    gates: list[str] = Field(title="销号要过的关")
    profile: str = Field(title="销号方式")
    starts: datetime.date | None
    ends: datetime.date | None
    answers_due: datetime.datetime = Field(title="答复时限")
    published_at: datetime.datetime


class ItemOut(Schema):
    """A check item (排查项目), or a problem the paper names already."""

    id: int
    campaign_id: int
    kind: ItemKind
    no: str = Field(title="编号")
    order: int
    category: str = Field(title="类别")
    text: str = Field(title="排查内容")
    responsible: str = Field(title="责任单位，照原文")
    unit_ids: list[int] = Field(title="要答复的单位")
    lead_unit_ids: list[int] = Field(title="牵头单位")
    measures: list[Any] = Field(title="整改措施，照原文")
    target: str = Field(title="成效目标")
    due_at: datetime.datetime = Field(title="答复时限")
    rule: str = Field(title="多久答一次")
    period: datetime.date = Field(title="现在这一期")

    @staticmethod
    def resolve_unit_ids(row: Any) -> list[int]:
        return list(row.units)

    @staticmethod
    def resolve_lead_unit_ids(row: Any) -> list[int]:
        return list(row.leads)


class PlansIn(PageIn):
    """By what plans are narrowed."""

    state: PlanState | None = Field(None, description="状态")


class CampaignsIn(PageIn):
    """By what campaigns are narrowed."""

    state: CampaignState | None = Field(None, description="状态")


class ItemsIn(PageIn):
    """By what check items are narrowed."""

    campaign: Id | None = Field(None, description="哪个专项行动的")
    kind: ItemKind | None = Field(None, description="排查项目，还是文件列明的问题")
