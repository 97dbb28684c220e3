"""Problems with their parts, gates and measures; evidence; what happened."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, cast

from ninja import Schema
from pydantic import Field, create_model

from bihuan.web.access.request import Request
from bihuan.web.access.scope import SYSTEM_ACTOR
from bihuan.web.interfaces.api.acts import fields_of
from bihuan.web.interfaces.api.kinds import Id, OneOf, Strict
from bihuan.web.interfaces.api.shapes.common import Masked, PageIn, PersonRef, UnitRef
from bihuan.web.problems.filters import filters_of
from bihuan.web.problems.forms import RaiseForm
from bihuan.web.problems.models import Assignment, Evidence, Gate, Problem
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import STATES
from bihuan.web.ui.tables import Filter

State = Annotated[str, OneOf(STATES)]
Source = Annotated[str, OneOf(Problem.Source.values)]
Severity = Annotated[str, OneOf(Problem.Severity.values)]
DeadlineKind = Annotated[str, OneOf(Problem.DeadlineKind.values)]
GateState = Annotated[str, OneOf(Gate.State.values)]
PartState = Annotated[str, OneOf(Assignment.State.values)]
PartRole = Annotated[str, OneOf(Assignment.Role.values)]
EvidenceKind = Annotated[str, OneOf(Evidence.Kind.values)]

# What the page fills in by itself; a system may leave it out as well.
BY_DEFAULT = ("discovered_on", "severity", "profile_key", "deadline_kind", "source")


class ProblemOut(Schema):
    """A problem as a line of the list."""

    id: int
    version: int = Field(description="每办一步加一；ETag 就是它")
    number: str = Field(title="编号")
    title: Masked
    text: Masked = Field(title="具体情况")
    state: State
    state_label: str = Field(title="状态的中文")
    severity: Severity
    source: Source
    category: str
    tags: list[str]
    higher_level: bool = Field(title="上级交办")
    campaign_id: int | None
    item_id: int | None = Field(title="排查项目")
    area_code: int = Field(title="12 位区划代码")
    place: str
    discovered_on: datetime.date
    deadline_kind: DeadlineKind
    first_due: datetime.date | None = Field(title="首次时限")
    due: datetime.date | None = Field(title="现在的时限")
    target: Masked = Field(title="成效目标")
    lead_unit: UnitRef | None = Field(title="责任单位")
    owner: PersonRef | None = Field(title="责任人")
    waiting_for: str = Field(title="在等什么")
    waiting_unit: UnitRef | None = Field(title="在等谁")
    waiting_since: datetime.datetime | None
    rounds: int = Field(title="重新打开过几次")
    raised_unit: UnitRef = Field(title="登记单位")
    raised_at: datetime.datetime
    closed_at: datetime.datetime | None
    merged_into_id: int | None = Field(title="并入了哪件")

    @staticmethod
    def resolve_state_label(row: Problem) -> str:
        return STATES[row.state]

    @staticmethod
    def resolve_item_id(row: Problem) -> int | None:
        return row.check_item_id


class PartOut(Schema):
    """One unit's part in it (交办)."""

    id: int
    unit: UnitRef
    role: PartRole
    state: PartState
    round: int
    parent_id: int | None = Field(title="由哪一份转来")
    owner: PersonRef | None
    due: datetime.date | None
    issued_at: datetime.datetime
    acknowledged_at: datetime.datetime | None
    submitted_at: datetime.datetime | None
    late_reason: Masked


class GateOut(Schema):
    """One gate (不放过) in its newest round."""

    kind: str
    label: str
    round: int
    state: GateState
    stated: Masked = Field(title="申报")
    ground: Masked = Field(title="核验的依据")
    verified_by: UnitRef | None
    verified_at: datetime.datetime | None

    @staticmethod
    def resolve_verified_by(row: Gate) -> Any:
        return row.by_unit

    @staticmethod
    def resolve_verified_at(row: Gate) -> Any:
        return row.at


class MeasureOut(Schema):
    """A rectification measure (整改措施). It is changed through its problem, whose version stands beside."""

    id: int
    problem_id: int
    problem_version: int
    no: int
    text: Masked
    round: int = Field(title="第几次打开时定的")
    unit: UnitRef
    done_on: datetime.date | None = Field(title="完成日期；没完成是 null")

    @staticmethod
    def resolve_problem_version(row: Any) -> int:
        return int(row.problem.version)

    @staticmethod
    def resolve_done_on(row: Any) -> Any:
        return row.done_at


class ProblemDetail(ProblemOut):
    """A problem with what hangs on it."""

    parts: list[PartOut] = Field(title="交办，撤回的也在")
    gates: list[GateOut]
    measures: list[MeasureOut]
    acts: list[str] = Field(title="令牌和角色允许的办法；现在能不能办，由问题的状态定")

    @staticmethod
    def resolve_parts(row: Problem) -> list[Any]:
        return list(row.assignments.all())

    @staticmethod
    def resolve_gates(row: Problem) -> list[Any]:
        return list(current_gates(row.gates.all()))

    @staticmethod
    def resolve_measures(row: Problem) -> list[Any]:
        for each in row.measures.all():
            each.problem = row
        return list(row.measures.all())

    @staticmethod
    def resolve_acts(row: Any, context: Any) -> list[str]:
        from bihuan.web.interfaces.api.resources.transitions import acts_of

        return acts_of(context["request"])


class EvidenceOut(Schema):
    """A photo, scan or file (佐证材料); its bytes are at /evidence/{id}/file."""

    id: int
    problem_id: int
    measure_id: int | None
    gate: str | None = Field(title="核验哪一关时看到的")
    kind: EvidenceKind
    name: Masked
    caption: Masked
    media_type: str
    size: int = Field(title="字节")
    sha256: str
    pages: int
    taken_at: datetime.datetime
    taken_clock: str = Field(title="时间来源：server 服务器，phone 手机，stated 自填")
    uploaded_unit: UnitRef
    uploaded_at: datetime.datetime
    withdrawn_at: datetime.datetime | None = Field(title="撤下的不再算数")

    @staticmethod
    def resolve_gate(row: Evidence) -> str | None:
        return row.gate.kind if row.gate else None


class TransitionOut(Schema):
    """One thing that happened to a problem, as its journal line says."""

    id: int
    at: datetime.datetime = Field(title="时间")
    problem_id: int = Field(title="哪件问题")
    code: str = Field(title="什么事，例如 problem.submitted")
    text: Masked = Field(title="时间线上的那句话")
    person: str = Field(title="谁办的")
    unit: str = Field(title="哪个单位")
    role: str = Field(title="以什么角色")

    @staticmethod
    def resolve_problem_id(row: Any) -> int:
        return int(row.object_id)

    @staticmethod
    def resolve_person(row: Any) -> str:
        return str(row.person_name)

    @staticmethod
    def resolve_unit(row: Any) -> str:
        return str(row.unit_name)


def _offered() -> dict[str, Filter]:
    """The filters of the pages' lists, every one there is; what they do depends on nobody."""
    nobody = SimpleNamespace(actor=SYSTEM_ACTOR, GET={"village": "all"})
    return {each.key: each for each in filters_of(cast(Request, nobody))}


FILTERS = _offered()


def _asked() -> dict[str, Any]:
    """The same as query parameters: what is chosen of a fixed list, ids, days, words."""
    return {key: (_kind(each) | None, Field(None, description=each.label)) for key, each in FILTERS.items()}


def _kind(each: Filter) -> Any:
    if each.kind == "date":
        return datetime.date
    if each.kind == "text":
        return Masked
    one: Any = Id if callable(each.choices) else Annotated[str, OneOf(key for key, _ in each.offered())]
    return list[one] if each.many else one


if TYPE_CHECKING:

    class ProblemsIn(PageIn):
        pass

    class ProblemIn(Strict):
        pass

else:
    ProblemsIn = create_model("ProblemsIn", __base__=PageIn, **_asked())
    ProblemIn = create_model(
        "ProblemIn", __base__=Strict, __doc__="登记一件问题", **fields_of(RaiseForm, frozenset(BY_DEFAULT))
    )


class ChildrenIn(PageIn):
    """Children of one problem, or of all that are in sight."""

    problem: Id | None = Field(None, description="只看这一件问题的")
