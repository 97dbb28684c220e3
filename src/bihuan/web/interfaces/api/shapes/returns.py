"""Returns: what a unit owes by a day, and whether it came."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from bihuan.web.campaigns.duties import standing
from bihuan.web.campaigns.models import Return
from bihuan.web.interfaces.api.kinds import Id, OneOf, Strict
from bihuan.web.interfaces.api.shapes.common import Masked, PageIn, UnitRef

ReturnState = Annotated[str, OneOf(Return.State.values)]


class ReturnOut(Schema):
    """One return (报送) of one unit."""

    id: int
    version: str = Field(description="ETag 就是它")
    campaign_id: int
    obligation: str = Field(title="报送要求，照原文")
    unit: UnitRef
    due: datetime.date
    state: ReturnState
    state_label: str
    correction: str = Field(title="收下以后的更正：draft 正在更正，submitted 更正待审，没有是空的")
    merged: bool = Field(title="各单位的汇总，由发布单位自己报")
    days_late: int = Field(title="晚交几天；还没交的是 0")
    handed_in_at: datetime.datetime | None
    note: Masked
    reason: Masked = Field(title="退回的原因")
    again_due: datetime.date | None = Field(title="退回后哪天再交")

    @staticmethod
    def resolve_version(row: Return) -> str:
        return version_of(row)

    @staticmethod
    def resolve_obligation(row: Return) -> str:
        return str(row.obligation.text)

    @staticmethod
    def resolve_state_label(row: Return) -> str:
        return str(row.get_state_display())

    @staticmethod
    def resolve_days_late(row: Any) -> int:
        return standing.days_late(row) or 0


def version_of(row: Return) -> str:
    """A return has no counter: its state, its correction's, and the moments it was handed in and judged at are its version."""
    moments = (row.handed_in_at, row.judged_at)
    return ".".join(
        [row.state, row.correction or "-", *(str(int(m.timestamp() * 1000)) if m else "0" for m in moments)]
    )


class ReturnsIn(PageIn):
    """By what returns are narrowed."""

    campaign: Id | None = Field(None, description="哪个专项行动的")
    unit: Id | None = Field(None, description="哪个单位的")
    state: ReturnState | None = Field(None, description="状态")
    due_from: datetime.date | None = Field(None, description="应报日期从")
    due_to: datetime.date | None = Field(None, description="应报日期到")


class SubmissionIn(Strict):
    """Handing a return in."""

    note: str = Field("", max_length=300, description="说明；替别的单位登记的必须写怎么交来的")
