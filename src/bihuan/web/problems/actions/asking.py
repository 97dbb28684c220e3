"""What is asked of others: sweeps, repeats, referral, instructions."""

from __future__ import annotations

from typing import Any

from bihuan.web.access import Actor
from bihuan.web.problems import services
from bihuan.web.problems.actions.base import Action
from bihuan.web.problems.forms import acts, repeats, sweep
from bihuan.web.problems.models import Problem


def _repeat(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.decide_repeat(
        actor, problem, d["other"], d["verdict"], d["note"], due=d["due"], version=version
    )


def _refer(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    given = {name: d[name] for name in ("told", "letter_no", "letter_date", "materials")}
    return services.refer(actor, problem, d["unit"], d["reason"], **given, version=version)


# For the sprite, icons: list-check arrow-back-up repeat scale pencil message-check circle-dashed tool eye-check
STEPS = (
    Action(
        "sweep_ask",
        "sweep.ask",
        sweep.SweepAskForm,
        lambda a, p, d, v: services.ask_sweep(a, p, d["asked"], d["question"], d["due"], version=v),
        "布置下去",
        "已布置，各单位在“今日”里答复。",
        "list-check",
    ),
    Action(
        "sweep_withdraw",
        "sweep.ask",
        sweep.SweepWithdrawForm,
        lambda a, p, d, v: services.withdraw_ask(a, p, d["unit"], d["reason"], version=v),
        "不用查了",
        "已收回。",
        "arrow-back-up",
    ),
    Action(
        "sweep_close",
        "sweep.ask",
        acts.Plain,
        lambda a, p, d, v: services.close_sweep(a, p, version=v),
        "结束",
        "已结束，各单位的答复不再更正。",
        "checks",
    ),
    Action(
        "repeat",
        "problem.raise",
        repeats.RepeatForm,
        _repeat,
        "定下来",
        "已定。",
        "repeat",
    ),
    Action(
        "refer",
        "problem.refer",
        acts.ReferForm,
        _refer,
        "移交",
        "已移交。别人看不到这次移交。",
        "scale",
    ),
    Action(
        "outcome",
        "referral.record",
        acts.OutcomeForm,
        lambda a, p, d, v: services.record_outcome(a, p, d["step"], d["text"], on=d["on"]),
        "记下办理情况",
        "已记下。只有本单位和移交单位的负责人能看到。",
        "scale",
    ),
    Action(
        "instruct",
        "problem.instruct",
        acts.InstructForm,
        lambda a, p, d, v: services.instruct(a, p, d["text"]),
        "写下批示",
        "批示已记，责任单位能看到。",
        "pencil",
    ),
)
