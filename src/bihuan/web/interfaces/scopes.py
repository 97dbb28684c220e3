"""What a token may be used for. A scope never widens the role: both must allow a step."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """One scope: its key, its words, and the rights of which the system's role needs one for it to be worth giving."""

    key: str
    label: str
    verbs: tuple[str, ...]


SCOPES: dict[str, Scope] = {
    scope.key: scope
    for scope in (
        Scope("campaigns:read", "读工作方案、专项行动、排查项目", ("campaign.read",)),
        Scope("problems:read", "读问题、整改措施、办理经过", ("problem.read",)),
        Scope(
            "problems:write",
            "登记问题，签收、交办、报完成等",
            ("problem.raise", "problem.assign", "problem.rectify"),
        ),
        Scope("evidence:read", "读佐证材料和文件", ("problem.read",)),
        Scope("evidence:write", "添佐证材料", ("problem.rectify", "problem.raise")),
        Scope("returns:read", "读报送情况", ("campaign.read",)),
        Scope("returns:write", "交报送", ("answer.write", "campaign.publish")),
    )
}

# Posts of people alone: who manages the rights, who watches, who instructs, who visits one household.
FOR_PEOPLE = (
    "administrator",
    "auditor",
    "discipline",
    "leader",
    "village_leader",
    "helper",
    "supervisor",
)
