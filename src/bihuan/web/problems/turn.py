"""What the reader may do with a problem now: the one next step when it is their turn, and what else is open to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bihuan.web.access import Actor, may
from bihuan.web.campaigns.models.campaign import GATES
from bihuan.web.config import clock
from bihuan.web.problems.models import Problem
from bihuan.web.problems.states import Case, Part, Verifier, lacks, verifier_faults
from bihuan.web.problems.states.gates import submitted, unfinished


@dataclass(frozen=True)
class Step:
    """One thing that can be done: the action's key, the words of its box and, for gates, which one."""

    action: str
    title: str
    gate: str = ""


@dataclass(frozen=True)
class Turn:
    """`main` is the step that waits for the reader (None when it is somebody else's turn); `more` are the others open to them."""

    main: Step | None = None
    why: str = ""
    after: str = ""
    more: tuple[Step, ...] = field(default=())

    def find(self, action: str) -> Step | None:
        """The open step with that action, main or other."""
        return next((s for s in ((self.main,) if self.main else ()) + self.more if s.action == action), None)


def own_part(actor: Actor, case: Case) -> Part | None:
    """The reader's unit's part in the present round."""
    return next((p for p in case.now_parts if p.unit == actor.unit_id), None)


def turn_of(actor: Actor, problem: Problem, case: Case) -> Turn:
    """Returns the reader's turn. The services decide in the end; this only says what to offer."""
    if problem.over:
        return _after(actor, problem, case)
    ways = (
        _extension(actor, case),
        _dispatch(actor, problem, case),
        _rectify(actor, problem, case),
        _verify(actor, problem, case),
    )
    main = next((t for t in ways if t and t.main), None)
    more = tuple(
        s for t in ways if t for s in (t.more if t is main else ((t.main,) if t.main else ()) + t.more)
    )
    return Turn(
        main.main if main else None,
        main.why if main else "",
        main.after if main else "",
        more + _side(actor, problem, case),
    )


def _after(actor: Actor, problem: Problem, case: Case) -> Turn:
    """After the close-out: the look-back."""
    booked = case.look_back_due
    if booked is None or not may(actor.role, "lookback.record") or verifier_faults(case, _verifier(actor)):
        return Turn(more=_side(actor, problem, case))
    step = Step("look_back", "记检查结果" if problem.made_routine else "记回头看的结果")
    if booked > clock.today():
        return Turn(more=(step, *_side(actor, problem, case)))
    return Turn(
        step,
        "约定的日子到了，请到现场再看一次。",
        "没有反弹就此了结；又发现的，重新打开，原单位重新整改。",
        _side(actor, problem, case),
    )


def _extension(actor: Actor, case: Case) -> Turn | None:
    lead = case.lead
    if (
        not case.extension_asked
        or not may(actor.role, "problem.extend")
        or lead is None
        or lead.unit == actor.unit_id
    ):
        return None
    return Turn(
        Step("decide_extension", "批不批延期"),
        f"{lead.who} 申请延期。",
        "准予后首次时限仍然显示，清单上注明延过。",
    )


def _dispatch(actor: Actor, problem: Problem, case: Case) -> Turn | None:
    if not may(actor.role, "problem.assign") or case.lead is not None:
        return None
    station = case.dispatcher[0]
    if actor.role != "office" and station not in (None, actor.unit_id):
        return None
    return Turn(
        Step("assign", "交办这件问题"),
        "定责任单位、时限和成效目标。",
        "交办后：责任单位先签收，再查原因、定措施。",
        (Step("transfer", "转到别处"),),
    )


def _rectify(actor: Actor, problem: Problem, case: Case) -> Turn | None:
    part = own_part(actor, case)
    if part is None or not may(actor.role, "problem.rectify"):
        return None
    if part.state == "issued":
        return Turn(
            Step("acknowledge", "签收"),
            "签收后您就是责任人，时限照走。",
            "签收后：查清原因，定措施，完成一项传一项佐证。",
            _more_time(actor, part),
        )
    if part.state not in ("acknowledged", "working", "returned", "forwarded"):
        return None
    keys = _rest(actor, problem, case, part)
    main = _next_step(actor, case, part)
    more = tuple(Step(k, TITLES[k]) for k in keys if main is None or k != main.action)
    if main is None:
        return Turn(more=more)
    return Turn(main, _why(case, part), _then(main), more)


TITLES = {
    "cause": "写明原因",
    "measures": "定整改措施",
    "measure_done": "完成一项，传佐证",
    "submit": "报完成",
    "evidence": "添佐证",
    "forward": "转给下级落实",
    "return_part": "退回下级交的",
    "request_extension": "申请延期",
    "claim": "认领：有没有，在哪里",
}


def _next_step(actor: Actor, case: Case, part: Part) -> Step | None:
    """What the unit should do next; None while those it passed the work to are busy."""
    busy = [p for p in case.children(part) if p.state not in ("submitted", "accepted")]
    gate = case.gate("found_out")
    if part.role == "lead" and gate is not None and gate.state == "waiting" and not gate.stated:
        return Step("cause", TITLES["cause"])
    if busy and part.state == "forwarded":
        return None
    steps = case.now_steps if part.role == "lead" else tuple(s for s in case.now_steps if s.unit == part.unit)
    if not steps:
        return Step("measures", TITLES["measures"])
    if any(not s.done for s in steps):
        return Step("measure_done", TITLES["measure_done"])
    if part.role == "lead" and unfinished(case, "由核验人判断例外"):
        return Step("evidence", TITLES["evidence"])
    return Step("submit", TITLES["submit"])


def _rest(actor: Actor, problem: Problem, case: Case, part: Part) -> list[str]:
    gate = case.gate("found_out")
    lead = part.role == "lead"
    keys = {
        "cause": part.role != "assist" and gate is not None and gate.state == "waiting",
        "measures": True,
        "measure_done": any(not s.done for s in case.now_steps),
        "evidence": bool(case.now_steps),
        "submit": not lead,
        "forward": may(actor.role, "problem.assign"),
        "return_part": any(p.state == "submitted" for p in case.children(part)),
        "request_extension": lead and problem.due is not None and not case.extension_asked,
        "claim": may(actor.role, "problem.claim") and problem.source == "plan",
    }
    return [key for key, open_ in keys.items() if open_]


def _why(case: Case, part: Part) -> str:
    if part.state == "returned":
        return "核验没有过，请照退回的原因补齐再报。"
    return "" if part.role == "lead" else "这一件由责任单位牵头，您的单位做自己的部分。"


def _then(step: Step) -> str:
    return {
        "cause": "写好后核验人可先过“问题查清”一关。",
        "measures": "定好后逐项完成，完成一项传一项佐证。",
        "measure_done": "全部完成后报完成，送核验。",
        "submit": "报完成后由另一个单位的同志核验，退回会通知您。",
    }.get(step.action, "")


def _more_time(actor: Actor, part: Part) -> tuple[Step, ...]:
    return (Step("request_extension", TITLES["request_extension"]),) if part.role == "lead" else ()


def _verify(actor: Actor, problem: Problem, case: Case) -> Turn | None:
    waiting = [g for g in case.gates if not g.done]
    if (
        not may(actor.role, "problem.verify")
        or case.lead is None
        or not waiting
        or verifier_faults(case, _verifier(actor))
    ):
        return None
    ready = [g.kind for g in waiting if not lacks(case, g.kind)]
    aside: tuple[Step, ...] = (
        (Step("gate_na", "定为不适用"), Step("return", "退回，写明原因")) if submitted(case) else ()
    )
    if case.profile.at_once and submitted(case) and len(ready) == len(waiting):
        return Turn(
            Step("pass_all", f"核验{'、'.join(GATES[k] for k in ready)}"), "", _closing(problem, case), aside
        )
    if not ready and not aside:
        return None
    if not ready:
        return Turn(aside[0], "剩下的关还缺材料，可以退回，或写明理由定为不适用。", "", aside[1:])
    after = (
        _closing(problem, case)
        if len(waiting) == 1
        else f"通过后：还剩 {len(waiting) - 1} 关，全部过了自动销号。"
    )
    return Turn(Step("pass_gate", f"核验“{GATES[ready[0]]}”", ready[0]), "", after, aside)


def _closing(problem: Problem, case: Case) -> str:
    return (
        "通过后：转常态化，按期检查。"
        if case.profile.routine
        else f"通过后：各关齐了，问题自动销号，并约定 {problem.look_back_days} 天后回头看。"
    )


def _side(actor: Actor, problem: Problem, case: Case) -> tuple[Step, ...]:
    """What has no turn: referral, taking back, changing the target."""
    office, lead = may(actor.role, "problem.assign"), case.lead
    mine = lead is not None and (actor.role == "office" or lead.issuer == actor.unit_id)
    open_ = lead is not None and lead.state not in ("submitted", "accepted")
    steps = {
        Step("withdraw", "撤回交办"): office and mine and open_ and not problem.over,
        Step("set_target", "改成效目标"): office and mine and open_ and not problem.over,
        Step("refer", "移交纪检"): may(actor.role, "problem.refer")
        and problem.referred_to_discipline_id is None,
    }
    return tuple(step for step, shown in steps.items() if shown)


def _verifier(actor: Actor) -> Verifier:
    return Verifier(actor.person_id, actor.unit_id, actor.role)
