"""Verification: gates passed, set aside, returned."""

from __future__ import annotations

from typing import Any

from bihuan.web.access import Actor
from bihuan.web.problems import services
from bihuan.web.problems.actions.base import Action
from bihuan.web.problems.forms import acts
from bihuan.web.problems.models import Problem


def _pass_gate(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.pass_gate(
        actor, problem, d["gate_kind"], d["ground"], exception=d.get("exception", ""), version=version
    )


# For the sprite, icons: check circle-off arrow-back-up
STEPS = (
    Action(
        "pass_gate",
        "problem.verify",
        acts.PassGateForm,
        _pass_gate,
        "通过这一关",
        "这一关已过。",
        "check",
    ),
    Action(
        "pass_all",
        "problem.verify",
        acts.PassAllForm,
        lambda a, p, d, v: services.pass_all(a, p, d["ground"], version=v),
        "各关一次通过",
        "各关已过。",
        "check",
    ),
    Action(
        "gate_na",
        "problem.verify",
        acts.SetAsideForm,
        lambda a, p, d, v: services.gate_not_applicable(a, p, d["gate_kind"], d["reason"], version=v),
        "定为不适用",
        "已定为不适用，理由写在关上。",
        "circle-off",
    ),
    Action(
        "return",
        "problem.verify",
        acts.ReturnForm,
        lambda a, p, d, v: services.return_problem(a, p, d["gate_kind"], d["reason"], version=v),
        "退回重改",
        "已退回，责任单位会看到原因。",
        "arrow-back-up",
    ),
)
