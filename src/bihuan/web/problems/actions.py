"""The steps people take on a problem's page: form, words of the button, and the service behind it. One table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bihuan.web.access import Actor
from bihuan.web.problems import services
from bihuan.web.problems.forms import acts, evidence, facts, moving, repeats, routine, submission, sweep
from bihuan.web.problems.models import Problem

Run = Callable[[Actor, Problem, Any, int], object]


@dataclass(frozen=True)
class Action:
    """`verb` is the right it needs (the service asks again), `button` a verb and its object, `said` what the page says afterwards."""

    key: str
    verb: str
    form: type[acts.ActForm]
    run: Run
    button: str
    said: str
    icon: str = ""
    files: bool = False


def _assign(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    given = {k: d[k] for k in ("due", "lead_official", "target", "note")}
    given |= {k: d[k] for k in ("kind", "event", "event_days") if k in d}
    return services.assign(actor, problem, d["lead"], list(d["assist"]), **given, version=version)


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


def _event(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.event_happened(actor, problem, d["on"], due=d.get("due"), note=d["note"], version=version)


def _decide_part(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.decide_part_extension(
        actor, problem, d["extension"], d["approve"] == "yes", d["note"], version=version
    )


def _pass_gate(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.pass_gate(
        actor, problem, d["gate_kind"], d["ground"], exception=d.get("exception", ""), version=version
    )


def _look_back(actor: Actor, problem: Problem, d: Any, version: int | None) -> object:
    for file in d["papers"]:
        services.add_evidence(actor, problem, file, file.name, look_back=True, version=version)
        version = None
    seen = services.Seen(*(d.get(name, "") for name in ("looked_at", "how", "met")))
    return services.record_look_back(
        actor, problem, d["outcome"], d["note"], seen=seen, due=d["due"], version=version
    )


def _repeat(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.decide_repeat(
        actor, problem, d["other"], d["verdict"], d["note"], due=d["due"], version=version
    )


def _refer(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    given = {name: d[name] for name in ("told", "letter_no", "letter_date", "materials")}
    return services.refer(actor, problem, d["unit"], d["reason"], **given, version=version)


def _move(actor: Actor, problem: Problem, d: Any, version: int) -> None:
    place = d["place"]
    services.move_elsewhere(
        actor, problem, place.area.code, place, d["reason"], due=d["due"], version=version
    )


def _transfer(actor: Actor, problem: Problem, d: Any, version: int) -> None:
    services.transfer(actor, problem, d["place"].area.code, d["reason"], version=version)


# For the sprite, icons: send arrow-right target arrow-back-up check message-check list-check camera circle-off calendar-plus
# icons: calendar-event scale pencil circle-dashed tool eye-check repeat
ACTIONS: dict[str, Action] = {
    action.key: action
    for action in (
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
            "problem.read",
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
            "problem.read",
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
        *(Action(*step) for step in facts.STEPS),
    )
}
