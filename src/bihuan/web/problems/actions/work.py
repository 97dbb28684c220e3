"""Rectification: signing for it, cause, measures, evidence, handing it in."""

from __future__ import annotations

from typing import Any

from bihuan.web.access import Actor
from bihuan.web.problems import services
from bihuan.web.problems.actions.base import Action
from bihuan.web.problems.forms import acts, evidence, submission
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services.evidence import ADDING


def _measure_done(actor: Actor, problem: Problem, d: Any, version: int) -> None:
    services.finish_measure(actor, problem, d["measure"], done_on=d["done_on"], version=version)
    _files(actor, problem, d, None)


def _evidence(actor: Actor, problem: Problem, d: Any, version: int) -> None:
    _files(actor, problem, d, version)


def _files(actor: Actor, problem: Problem, d: Any, version: int | None) -> None:
    taken = d.get("taken")
    for file in d["papers"]:
        services.add_evidence(
            actor,
            problem,
            file,
            file.name,
            measure_id=d["measure"],
            caption=d["caption"],
            taken=taken,
            taken_clock="stated",
            version=version,
        )
        version = None


def _cause(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.state_cause(actor, problem, d["cause"], d.get("swept", ""), version=version)


def _submit(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    said = {
        "achieved": d.get("achieved", ""),
        "accepted_by": d["accepted"] or "",
        "mechanism": d.get("mechanism", ""),
    }
    return services.submit(actor, problem, **said, note=d["note"], late=d.get("late", ""), version=version)


# For the sprite, icons: check list-check camera pencil arrow-back-up send
STEPS = (
    Action(
        "acknowledge",
        "problem.acknowledge",
        acts.Plain,
        lambda a, p, d, v: services.acknowledge(a, p, version=v),
        "签收",
        "已签收，您是责任人。",
        "check",
    ),
    Action(
        "cause",
        "problem.rectify",
        acts.CauseForm,
        _cause,
        "存下原因",
        "原因已存，核验人可先过“问题查清”。",
        "check",
    ),
    Action(
        "measures",
        "problem.rectify",
        acts.MeasuresForm,
        lambda a, p, d, v: services.plan_measures(a, p, d["measures_text"].splitlines(), version=v),
        "存下措施",
        "措施已存，逐项完成。",
        "list-check",
    ),
    Action(
        "measure_done",
        "problem.rectify",
        acts.MeasureDoneForm,
        _measure_done,
        "完成这一项",
        "这一项已完成。",
        "check",
        files=True,
    ),
    Action(
        "evidence",
        "problem.rectify",
        acts.EvidenceForm,
        _evidence,
        "添佐证",
        "佐证已存。",
        "camera",
        files=True,
    ),
    Action(
        "arrange_evidence",
        ADDING,
        evidence.ArrangeEvidenceForm,
        lambda a, p, d, v: services.arrange_evidence(
            a, p, d["piece"], caption=d["caption"], order=d["order"], version=v
        ),
        "改好",
        "说明和顺序已改。",
        "pencil",
    ),
    Action(
        "withdraw_evidence",
        ADDING,
        evidence.WithdrawEvidenceForm,
        lambda a, p, d, v: services.withdraw_evidence(a, p, d["piece"], d["reason"], version=v),
        "撤下这份佐证",
        "已撤下，理由写在佐证下面。",
        "arrow-back-up",
    ),
    Action(
        "submit",
        "problem.submit",
        submission.SubmitForm,
        _submit,
        "报完成，送核验",
        "已报完成，等核验。",
        "send",
    ),
)
