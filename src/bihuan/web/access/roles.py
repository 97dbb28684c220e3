"""The one table of roles: what each may do, how far it sees, how far it writes.

Screens, services, tests and the docs page derive from `ROLES`; nothing else names a role's rights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bihuan.web.access.refusal import Refused
from bihuan.web.access.verbs import VERBS

if TYPE_CHECKING:
    from bihuan.web.access.scope import Actor


class Reach(StrEnum):
    """How far a role's rows go; scope.py turns it into numbers."""

    COUNTY = "全县"
    AREA = "本单位所在地，加交给本单位的"
    VILLAGES = "所联系的村"
    UNITS = "交给本单位的"
    HOUSEHOLDS = "结对的户"
    NONE = "无"


@dataclass(frozen=True)
class Role:
    """One row of the table. `first` names the URL of the first screen; `office` roles must use a second factor."""

    key: str
    label: str
    reads: Reach
    writes: Reach
    verbs: frozenset[str]
    first: str
    office: bool = False
    limited: bool = False


_WORK = (
    "campaign.read",
    "problem.read",
    "sweep.read",
    "problem.pack",
    "job.read",
    "export.table",
    "figures.read",
)
_RECTIFY = ("problem.acknowledge", "problem.rectify", "problem.submit", "problem.sheet", "answer.write")


def _role(
    key: str,
    label: str,
    reads: Reach,
    writes: Reach,
    *verbs: str,
    first: str = "dashboard:today",
    office: bool = False,
    limited: bool = False,
) -> Role:
    unknown = set(verbs) - VERBS.keys()
    if unknown:
        raise ValueError(f"角色“{label}”用了没有登记的权限：{sorted(unknown)}。请先写进 VERBS。")
    return Role(key, label, reads, writes, frozenset(verbs), first, office, limited)


ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        _role(
            "office",
            "县帮扶办",
            Reach.COUNTY,
            Reach.COUNTY,
            *_WORK,
            *_RECTIFY,
            "plan.upload",
            "plan.review",
            "campaign.publish",
            "paper.draft",
            "paper.issue",
            "paper.template",
            "problem.raise",
            "problem.bulk",
            "problem.grade",
            "problem.assign",
            "problem.verify",
            "problem.extend",
            "problem.extend_part",
            "problem.refer",
            "referral.read",
            "problem.remind",
            "sweep.ask",
            "lookback.record",
            "draw.read",
            "draw.make",
            "ranking.publish",
            "household.read",
            "quality.read",
            "quality.run",
            "finding.answer",
            "exemption.decide",
            "household.change",
            "household.paper",
            "health.read",
            "registry.import",
            "registry.papers",
            "data.unmask",
            office=True,
        ),
        _role(
            "clerk",
            "数据员",
            Reach.COUNTY,
            Reach.COUNTY,
            *_WORK,
            "plan.upload",
            "plan.review",
            "paper.draft",
            "paper.template",
            "problem.raise",
            "problem.bulk",
            "problem.sheet",
            "problem.grade",
            "problem.remind",
            "draw.read",
            "household.read",
            "quality.read",
            "quality.run",
            "finding.answer",
            "household.change",
            "health.read",
            "registry.import",
            office=True,
        ),
        _role(
            "inspector",
            "督查组",
            Reach.COUNTY,
            Reach.COUNTY,
            *_WORK,
            "problem.raise",
            "problem.bulk",
            "problem.sheet",
            "problem.grade",
            "problem.verify",
            "lookback.record",
            "draw.read",
            "draw.record",
            "household.read",
            "quality.read",
            "health.read",
            "data.unmask",
            office=True,
        ),
        _role(
            "leader",
            "县领导",
            Reach.COUNTY,
            Reach.NONE,
            *_WORK,
            "problem.instruct",
            "draw.read",
            "household.read",
            "quality.read",
            office=True,
        ),
        _role(
            "village_leader",
            "联村领导",
            Reach.VILLAGES,
            Reach.NONE,
            *_WORK,
            "problem.instruct",
            "household.read",
            "quality.read",
            office=True,
        ),
        _role(
            "department",
            "行业部门",
            Reach.UNITS,
            Reach.UNITS,
            *_WORK,
            *_RECTIFY,
            "problem.raise",
            "sweep.answer",
            "problem.bulk",
            office=True,
        ),
        _role("backing", "后盾单位", Reach.UNITS, Reach.UNITS, *_WORK, *_RECTIFY),
        _role(
            "township",
            "乡镇工作站",
            Reach.AREA,
            Reach.AREA,
            *_WORK,
            *_RECTIFY,
            "answer.forward",
            "problem.raise",
            "problem.bulk",
            "problem.grade",
            "problem.assign",
            "problem.verify",
            "problem.extend_part",
            "problem.remind",
            "problem.spot",
            "sweep.ask",
            "sweep.answer",
            "lookback.record",
            "household.read",
            "quality.read",
            "finding.answer",
            "household.change",
            "household.paper",
        ),
        _role(
            "village",
            "村干部",
            Reach.AREA,
            Reach.AREA,
            *_WORK,
            *_RECTIFY,
            "problem.raise",
            "problem.spot",
            "sweep.answer",
            "household.read",
            "quality.read",
            "finding.answer",
            "household.change",
            "household.paper",
        ),
        _role(
            "team",
            "驻村工作队",
            Reach.AREA,
            Reach.AREA,
            *_WORK,
            *_RECTIFY,
            "problem.raise",
            "problem.spot",
            "sweep.answer",
            "household.read",
            "quality.read",
            "finding.answer",
            "household.paper",
        ),
        _role(
            "helper",
            "帮扶责任人",
            Reach.HOUSEHOLDS,
            Reach.HOUSEHOLDS,
            "campaign.read",
            "problem.read",
            "problem.raise",
            "household.read",
            "household.paper",
            "health.read",
        ),
        _role(
            "supervisor",
            "村级监督员",
            Reach.AREA,
            Reach.AREA,
            "campaign.read",
            "problem.read",
            "problem.raise",
        ),
        _role(
            "discipline",
            "纪检监察",
            Reach.UNITS,
            Reach.NONE,
            "problem.read",
            "problem.pack",
            "referral.read",
            "referral.record",
            "export.table",
            office=True,
        ),
        _role(
            "administrator",
            "系统管理员",
            Reach.NONE,
            Reach.NONE,
            "areas.manage",
            "people.manage",
            "wall.switch",
            "job.read",
            office=True,
        ),
        _role("auditor", "审计员", Reach.NONE, Reach.NONE, "journal.read", office=True),
        _role(
            "assessor",
            "考核评估",
            Reach.COUNTY,
            Reach.NONE,
            "campaign.read",
            "problem.read",
            "draw.read",
            "problem.pack",
            "sweep.read",
            "household.read",
            "quality.read",
            "export.table",
            "figures.read",
            office=True,
            limited=True,
        ),
    )
}


def may(role: str, verb: str) -> bool:
    """Whether `role` may do `verb`; KeyError for a verb that is not in the table."""
    VERBS[verb]
    return role in ROLES and verb in ROLES[role].verbs


def require(actor: Actor, verb: str) -> None:
    """Raises Refused unless the actor's role may do `verb`. The timers' `system` actor may do everything it is coded to do."""
    if actor.role != "system" and not may(actor.role, verb):
        label = ROLES[actor.role].label if actor.role in ROLES else actor.role
        raise Refused(f"“{label}”不能{VERBS[verb]}。需要办理的话，请联系本单位有这项权限的同志。", verb)


def require_any(actor: Actor, verbs: Sequence[str]) -> str:
    """Returns the first of `verbs` that the actor's role may do; raises Refused, as for the first of them, when it may none."""
    held = next((verb for verb in verbs if may(actor.role, verb)), verbs[0])
    require(actor, held)
    return held


def as_rows() -> list[dict[str, str]]:
    """The table for people: role, how far it reads and writes, what it may do."""
    return [
        {
            "角色": r.label,
            "代号": r.key,
            "看得到": r.reads.value,
            "改得动": r.writes.value,
            "能做": "、".join(t for v, t in VERBS.items() if v in r.verbs),
        }
        for r in ROLES.values()
    ]
