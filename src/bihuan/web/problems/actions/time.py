"""Time: extensions, events, look-backs and periodic checks."""

from __future__ import annotations

from typing import Any

from bihuan.web.access import Actor
from bihuan.web.problems import services
from bihuan.web.problems.actions.base import Action
from bihuan.web.problems.forms import acts, routine
from bihuan.web.problems.models import Problem


def _event(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.event_happened(actor, problem, d["on"], due=d.get("due"), note=d["note"], version=version)


def _decide_part(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.decide_part_extension(
        actor, problem, d["extension"], d["approve"] == "yes", d["note"], version=version
    )


def _look_back(actor: Actor, problem: Problem, d: Any, version: int | None) -> object:
    for file in d["papers"]:
        services.add_evidence(actor, problem, file, file.name, look_back=True, version=version)
        version = None
    seen = services.Seen(*(d.get(name, "") for name in ("looked_at", "how", "met")))
    return services.record_look_back(
        actor, problem, d["outcome"], d["note"], seen=seen, due=d["due"], version=version
    )


# For the sprite, icons: calendar-plus check flag calendar-event repeat
STEPS = (
    Action(
        "request_extension",
        "problem.submit",
        acts.ExtensionForm,
        lambda a, p, d, v: services.request_extension(a, p, d["to"], d["reason"], version=v),
        "申请延期",
        "已申请，等批。",
        "calendar-plus",
    ),
    Action(
        "decide_extension",
        "problem.extend",
        acts.DecideForm,
        lambda a, p, d, v: services.decide_extension(a, p, d["approve"] == "yes", d["note"], version=v),
        "定下来",
        "延期已定。",
        "check",
    ),
    Action(
        "decide_part_extension",
        "problem.extend_part",
        acts.DecidePartForm,
        _decide_part,
        "定下来",
        "延期已定，对方会看到。",
        "check",
    ),
    Action(
        "event_happened",
        "problem.submit",
        acts.EventForm,
        _event,
        "记下事项已发生",
        "已记，时限从这一天起算。",
        "flag",
    ),
    Action(
        "look_back",
        "lookback.record",
        acts.LookBackForm,
        _look_back,
        "记下结果",
        "结果已记。",
        "calendar-event",
        files=True,
    ),
    Action(
        "check",
        "lookback.record",
        routine.RoutineCheckForm,
        lambda a, p, d, v: services.record_look_back(
            a,
            p,
            d["outcome"],
            d["note"],
            seen=services.Seen(looked_at=d["looked_at"]),
            due=d["due"] if d["outcome"] != "holds" else None,
            version=v,
        ),
        "记下检查结果",
        "检查已记。",
        "repeat",
    ),
)
