"""Returns: what a unit owes by a day, and whether it came."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from bihuan.web.campaigns.duties import standing
from bihuan.web.campaigns.duties.sheets.rows import number_of, own_of, text_of
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnVersion
from bihuan.web.interfaces.api.kinds import Id, OneOf, Strict
from bihuan.web.interfaces.api.shapes.common import Masked, PageIn, UnitRef

ReturnState = Annotated[str, OneOf(Return.State.values)]
# Versions that left their unit's hands; what is being filled in is nobody else's yet.
HANDED_IN = (ReturnVersion.State.SUBMITTED, ReturnVersion.State.SENT_BACK, ReturnVersion.State.FROZEN)
VersionState = Annotated[str, OneOf(HANDED_IN)]
OWN = (*ReturnRow.TEXTS, "number")


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


class VersionOut(Schema):
    """One version (一稿) of a return that was handed in; what it says is never changed again."""

    id: int
    return_id: int
    number: int = Field(title="第几稿")
    state: VersionState
    state_label: str
    corrects_id: int | None = Field(title="更正哪一稿；不是更正的是 null")
    why: Masked = Field(title="为什么有这一稿")
    signed: str = Field(title="签字")
    note: Masked
    missing: list[str] = Field(title="汇总时没有交来的单位")
    submitted_at: datetime.datetime | None
    judged_at: datetime.datetime | None
    reason: Masked = Field(title="退回的原因")

    @staticmethod
    def resolve_return_id(row: Any) -> int:
        return int(row.of_id)

    @staticmethod
    def resolve_state_label(row: ReturnVersion) -> str:
        return str(row.get_state_display())


class RowOut(Schema):
    """One row of a version that was handed in: a check item, or counted work, with what was said of it."""

    id: int
    return_id: int
    version_id: int
    version: int = Field(title="第几稿")
    version_state: VersionState
    check_item_id: int | None = Field(title="排查项目；任务量的行是 null")
    duty_id: int | None = Field(title="任务；排查项目的行是 null")
    order: int
    no: str = Field(title="序号")
    category: str = Field(title="排查项目的类别")
    contents: str = Field(title="排查内容")
    responsible: str = Field(title="责任单位，照原文")
    situation: Masked = Field(title="排查情况")
    measures: Masked = Field(title="整改措施")
    progress: Masked = Field(title="整改进度")
    number: Decimal | None = Field(title="数量；不知道的是 null")
    counted_in: str = Field(title="数量的单位")
    own: list[Annotated[str, OneOf(OWN)]] = Field(title="报表自己写的栏，其余照答复")
    answered: bool = Field(title="答过")

    @staticmethod
    def resolve_return_id(row: ReturnRow) -> int:
        return row.version.of_id

    @staticmethod
    def resolve_version(row: ReturnRow) -> int:
        return row.version.number

    @staticmethod
    def resolve_version_state(row: ReturnRow) -> str:
        return row.version.state

    @staticmethod
    def resolve_situation(row: ReturnRow) -> str:
        return text_of(row, "situation")

    @staticmethod
    def resolve_measures(row: ReturnRow) -> str:
        return text_of(row, "measures")

    @staticmethod
    def resolve_progress(row: ReturnRow) -> str:
        return text_of(row, "progress")

    @staticmethod
    def resolve_number(row: ReturnRow) -> Decimal | None:
        return number_of(row)

    @staticmethod
    def resolve_own(row: ReturnRow) -> list[str]:
        return own_of(row)


class VersionsIn(PageIn):
    """By what versions are narrowed."""

    return_id: Id | None = Field(None, alias="return", description="哪一份报送的")
    campaign: Id | None = Field(None, description="哪个专项行动的")
    state: VersionState | None = Field(None, description="这一稿的状态")


class RowsIn(VersionsIn):
    """By what rows are narrowed."""

    version: Id | None = Field(None, description="哪一稿的")
    item: Id | None = Field(None, description="哪个排查项目的")
    duty: Id | None = Field(None, description="哪项任务的")


class SubmissionIn(Strict):
    """Handing a return in."""

    note: str = Field("", max_length=300, description="说明；替别的单位登记的必须写怎么交来的")
