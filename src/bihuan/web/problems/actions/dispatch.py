"""Dispatch: telling, passing down, taking back, handing on, setting the target."""

from __future__ import annotations

from typing import Any

from bihuan.web.access import Actor
from bihuan.web.problems import services
from bihuan.web.problems.actions.base import Action
from bihuan.web.problems.forms import acts, moving
from bihuan.web.problems.models import Problem


def _assign(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    given = {k: d[k] for k in ("due", "lead_official", "target", "note")}
    given |= {k: d[k] for k in ("kind", "event", "event_days") if k in d}
    return services.assign(actor, problem, d["lead"], list(d["assist"]), **given, version=version)


def _move(actor: Actor, problem: Problem, d: Any, version: int) -> None:
    place = d["place"]
    services.move_elsewhere(
        actor, problem, place.area.code, place, d["reason"], due=d["due"], version=version
    )


def _transfer(actor: Actor, problem: Problem, d: Any, version: int) -> None:
    services.transfer(actor, problem, d["place"].area.code, d["reason"], version=version)


# For the sprite, icons: send arrow-right target arrow-back-up arrow-forward
STEPS = (
    Action("assign", "problem.assign", acts.AssignForm, _assign, "交办", "已交办，等对方签收。", "send"),
    Action(
        "transfer",
        "problem.assign",
        acts.TransferForm,
        _transfer,
        "转出这件",
        "已转出，由新的地方办理。",
        "arrow-right",
    ),
    Action(
        "move_elsewhere",
        "problem.assign",
        moving.MoveForm,
        _move,
        "转过去并交办",
        "已转过去并交办，等对方签收。",
        "arrow-right",
    ),
    Action(
        "hand_on",
        "problem.acknowledge",
        moving.HandOnForm,
        lambda a, p, d, v: services.hand_on(a, p, d["person"], d["reason"], version=v),
        "交给他",
        "责任人已换。",
        "arrow-forward",
    ),
    Action(
        "set_target",
        "problem.assign",
        acts.TargetForm,
        lambda a, p, d, v: services.set_target(a, p, d["target"], version=v),
        "改目标",
        "目标已改。",
        "target",
    ),
    Action(
        "forward",
        "problem.assign",
        acts.ForwardForm,
        lambda a, p, d, v: services.forward(a, p, d["units"], due=d["due"], note=d["note"], version=v),
        "转给下级",
        "已转下级，答完回到您这里汇总。",
        "send",
    ),
    Action(
        "withdraw",
        "problem.assign",
        acts.WithdrawForm,
        lambda a, p, d, v: services.withdraw(a, p, d["assignment"], d["reason"], version=v),
        "撤回交办",
        "已撤回。",
        "arrow-back-up",
    ),
    Action(
        "return_part",
        "problem.assign",
        acts.ReturnPartForm,
        lambda a, p, d, v: services.return_part(a, p, d["assignment"], d["reason"], version=v),
        "退回下级",
        "已退回，对方会看到原因。",
        "arrow-back-up",
    ),
)
