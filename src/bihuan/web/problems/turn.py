"""What the reader may do with a problem now: the one next step when it is their turn, and what else is open to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bihuan.web.access import Actor, may
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.problems.lines import Line
from bihuan.web.problems.models import Problem
from bihuan.web.problems.parts import asked_for, asked_of
from bihuan.web.problems.parts import own_part as own_part_row
from bihuan.web.problems.states import COUNTY_VERIFIERS, Case, Part, Verifier, lacks, verifier_faults
from bihuan.web.problems.states.gates import submitted, unproven
from bihuan.web.problems.states.look_backs import booked_days
from bihuan.web.ui.words import cn_date, cn_datetime


@dataclass(frozen=True)
class Step:
    """One thing that can be done: the action's key, the words of its box and, for gates, which one."""

    action: str
    title: str
    gate: str = ""
    button: str = ""


@dataclass(frozen=True)
class Turn:
    """`main` is the step that waits for the reader (None when it is somebody else's turn).

    `more` are other ways in the same matter, `side` what has no turn (referral, taking back).
    """

    main: Step | None = None
    why: str = ""
    after: str = ""
    more: tuple[Step, ...] = field(default=())
    side: tuple[Step, ...] = field(default=())


def own_part(actor: Actor, case: Case) -> Part | None:
    """The reader's unit's part in the present round."""
    return next((p for p in case.now_parts if p.unit == actor.unit_id), None)


def turn_of(actor: Actor, problem: Problem, case: Case) -> Turn:
    """Returns the reader's turn. The services decide in the end; this only says what to offer."""
    if problem.over:
        return _after(actor, problem, case)
    ways = (
        _extension(actor, case),
        _part_extension(actor, problem),
        _dispatch(actor, problem, case),
        _rectify(actor, problem, case),
        _verify(actor, problem, case),
    )
    main = next((t for t in ways if t and t.main), None)
    more = tuple(
        s for t in ways if t for s in (t.more if t is main else ((t.main,) if t.main else ()) + t.more)
    )
    side = (*_event(actor, problem, case), *_side(actor, problem, case))
    if main is None:
        return Turn(more=more, side=side)
    return Turn(main.main, main.why, main.after, more, side)


def _after(actor: Actor, problem: Problem, case: Case) -> Turn:
    """After the close-out: the look-back."""
    booked = case.look_back_due
    if booked is None or not may(actor.role, "lookback.record") or verifier_faults(case, _verifier(actor)):
        return Turn(side=_side(actor, problem, case))
    step = Step("check", "记检查结果") if problem.made_routine else Step("look_back", "记回头看的结果")
    if booked > clock.today():
        return Turn(side=(step, *_side(actor, problem, case)))
    why, then = _CHECK if problem.made_routine else _LOOK
    return Turn(step, why, then, side=_side(actor, problem, case))


_LOOK = (
    "约定的日子到了，请到现场再看一次。",
    "没有反弹的记下来；又发现的重新打开，原单位重新整改；没有看成的写明原因，另定日子。",
)
_CHECK = (
    "检查的日子到了，请看机制是不是真的在运行。",
    "在运行的约定下一次；没有运行的重新打开，原单位重新整改；没有查成的写明原因，另定日子。",
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


def _part_extension(actor: Actor, problem: Problem) -> Turn | None:
    """More time asked for by a unit to which the reader's unit passed its part, or which assists."""
    if not may(actor.role, "problem.extend_part"):
        return None
    asked = asked_of(problem, actor)
    if not asked:
        return None
    words = "；".join(
        f"{e.part.unit}：{cn_date(e.was)} → {cn_date(e.to)}，{e.reason.rstrip('。')}" for e in asked if e.part
    )
    return Turn(
        Step("decide_part_extension", "批不批下级的延期"),
        f"{words}。",
        "准予后对方那一份的首次时限仍然显示，本件的时限不变。",
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
            _more_time(actor, problem),
        )
    if part.state not in ("acknowledged", "working", "returned", "forwarded"):
        return None
    keys = _rest(actor, problem, case, part)
    main = _next_step(actor, case, part)
    more = tuple(Step(k, TITLES[k]) for k in keys if main is None or k != main.action)
    if main is None:
        return Turn(more=more)
    return Turn(main, _why(case, part, main), _then(main), more)


# Whether evidence older than the discovery will do is the verifier's to say.
EXCUSED = "由核验人判断例外"
TITLES = {
    "cause": "写明原因",
    "measures": "定整改措施",
    "measure_done": "完成一项，传佐证",
    "submit": "报完成",
    "evidence": "添佐证",
    "forward": "转给下级落实",
    "return_part": "退回下级交的",
    "request_extension": "申请延期",
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
    if part.role == "lead" and unproven(case, EXCUSED):
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
        "request_extension": bool(_more_time(actor, problem)),
    }
    return [key for key, open_ in keys.items() if open_]


def _why(case: Case, part: Part, step: Step) -> str:
    if part.state == "returned":
        return "核验没有过，请照退回的原因补齐再报。"
    if step.action == "evidence":
        return f"{'；'.join(unproven(case, EXCUSED))}。"
    return "" if part.role == "lead" else "这一件由责任单位牵头，您的单位做自己的部分。"


def _then(step: Step) -> str:
    return {
        "cause": "写好后核验人可先过“问题查清”一关。",
        "measures": "定好后逐项完成，完成一项传一项佐证。",
        "measure_done": "全部完成后报完成，送核验。",
        "submit": "报完成后由另一个单位的同志核验，退回会通知您。",
    }.get(step.action, "")


def _more_time(actor: Actor, problem: Problem) -> tuple[Step, ...]:
    """Asking for more time: for the problem by its lead, for its own part by any other; one request at a time."""
    part = own_part_row(problem, actor)
    due = problem.due if part and part.role == "lead" else part.due if part else None
    if due is None or asked_for(problem, part):
        return ()
    return (Step("request_extension", TITLES["request_extension"]),)


def _event(actor: Actor, problem: Problem, case: Case) -> tuple[Step, ...]:
    """Saying that the event a deadline waits for has happened."""
    lead = case.lead
    near = lead is not None and actor.unit_id in (lead.unit, lead.issuer)
    open_ = problem.deadline_kind == "event" and problem.event_on is None and lead is not None
    if not open_ or not may(actor.role, "problem.submit") or not (near or actor.role == "office"):
        return ()
    return (Step("event_happened", f"“{problem.event}”已发生"),)


BUTTONS = {
    "found_out": "查清了，通过这一关",
    "put_right": "到位了，通过这一关",
    "up_to_standard": "达标，通过这一关",
    "accepted": "群众满意，通过这一关",
}


def _verify(actor: Actor, problem: Problem, case: Case) -> Turn | None:
    waiting = [g.kind for g in case.gates if not g.done]
    if not may(actor.role, "problem.verify") or case.lead is None or not waiting:
        return None
    if verifier_faults(case, _verifier(actor)):
        return None
    ready = [kind for kind in waiting if not lacks(case, kind, exception="由核验人写明")]
    ways = _ways(case, waiting, ready)
    if not ways:
        return None
    if not submitted(case) or not waits_for(actor, problem):
        return Turn(more=ways)
    last = len(waiting) == 1 or ways[0].action == "pass_all"
    after = _closing(problem, case) if last else f"通过后：还剩 {len(waiting) - 1} 关，都过了自动销号。"
    handed = f"{case.lead.unit_name}{cn_datetime(case.lead.moved_at)} 报完成。"
    return Turn(ways[0], f"{handed}{WHAT_TO_SEE.get(ways[0].gate, '')}", after, ways[1:])


WHAT_TO_SEE = {
    "found_out": "请看原因是否查到根上，该举一反三的有没有查。",
    "put_right": "请逐项对照措施和佐证。",
    "up_to_standard": "请对照目标看现况和佐证。",
    "accepted": "请看认可的人对不对，必要时问一问。",
}


def _ways(case: Case, waiting: list[str], ready: list[str]) -> tuple[Step, ...]:
    """How the verifier may go on, the likeliest first."""
    words = {g.kind: g.words for g in case.gates}
    at_once = case.profile.at_once and submitted(case) and ready == waiting
    passing = [Step("pass_all", f"核验{'、'.join(words[k] for k in ready)}")] if at_once else []
    passing += [Step("pass_gate", f"核验“{words[k]}”", k, BUTTONS[k]) for k in ready[:1] if not at_once]
    aside = [Step("return", "退回，写明原因"), Step("gate_na", "定为不适用")] if submitted(case) else []
    return (*passing, *aside)


def waits_for(actor: Actor, problem: Problem | Line) -> bool:
    """Whether the reader's unit is waited for; where any county verifier will do, whether the reader is one."""
    if problem.waiting_unit_id is None:
        return problem.waiting_for == "verify" and actor.role in COUNTY_VERIFIERS
    return problem.waiting_unit_id == actor.unit_id


def _closing(problem: Problem, case: Case) -> str:
    if case.profile.routine:
        return f"通过后：转常态化，{cn_date(parameter('routine_check_days').after(clock.today()))} 检查。"
    days = booked_days(problem.look_back_by, clock.today(), problem.look_back_days, problem.look_back_count)
    if not days:
        return "通过后：各关齐了，问题自动销号。这项行动不约定回头看。"
    return f"通过后：各关齐了，问题自动销号，并约定 {'、'.join(map(cn_date, days))} 回头看。"


def _side(actor: Actor, problem: Problem, case: Case) -> tuple[Step, ...]:
    """What has no turn: referral, taking back, changing the target."""
    office, lead, held = may(actor.role, "problem.assign"), case.lead, own_part(actor, case)
    mine = lead is not None and (actor.role == "office" or lead.issuer == actor.unit_id)
    open_ = lead is not None and lead.state not in ("submitted", "accepted")
    own_evidence = not problem.over and any(p.unit == actor.unit_id for p in case.proofs)
    steps = {
        Step("withdraw", "撤回交办"): office and mine and open_ and not problem.over,
        Step("move_elsewhere", "转到别的乡镇"): actor.role == "office" and open_ and not problem.over,
        Step("hand_on", "换一位同志办"): may(actor.role, "problem.acknowledge")
        and held is not None
        and held.state not in ("submitted", "accepted")
        and not problem.over,
        Step("set_target", "改成效目标"): office and mine and open_ and not problem.over,
        Step("arrange_evidence", "改佐证的说明和顺序"): own_evidence,
        Step("withdraw_evidence", "撤下传错的佐证"): own_evidence,
        **_facts(actor, problem, case),
        Step("sweep_ask", "布置举一反三"): may(actor.role, "sweep.ask")
        and not problem.over
        and not _found_out(case),
        Step("sweep_withdraw", "收回举一反三"): may(actor.role, "sweep.ask")
        and case.sweep_units[0] > case.sweep_units[1],
        Step("sweep_close", "结束举一反三，答复不再更正"): may(actor.role, "sweep.ask")
        and case.sweep_units[0] == case.sweep_units[1] > case.sweep_units[2]
        and not problem.over
        and not _found_out(case),
        Step("refer", "移交一案双查"): may(actor.role, "problem.refer"),
        Step("outcome", "记办理情况"): may(actor.role, "referral.record"),
    }
    return tuple(step for step, shown in steps.items() if shown)


def _facts(actor: Actor, problem: Problem, case: Case) -> dict[Step, bool]:
    """Correcting what is known; the services ask more closely."""
    writes = ROLES[actor.role].writes is not Reach.NONE if actor.role in ROLES else False
    grade = "改回一般" if problem.severe else "定为严重"
    may_grade = may(actor.role, "problem.grade") and (not problem.severe or actor.role in COUNTY_VERIFIERS)
    lead = case.lead
    unfinished_lead = lead is None or lead.state not in ("submitted", "accepted")
    dispatches = may(actor.role, "problem.assign")
    return {
        Step("describe", "补正情况、标签、备注"): writes and not case.merged,
        Step("severity", grade): may_grade and not problem.over,
        Step("merge", "并入另一件"): dispatches
        and not problem.over
        and not problem.rounds
        and unfinished_lead,
        Step("split", "拆开，重新单列"): dispatches and case.merged,
    }


def _found_out(case: Case) -> bool:
    gate = case.gate("found_out")
    return gate is not None and gate.done


def _verifier(actor: Actor) -> Verifier:
    return Verifier(actor.person_id, actor.unit_id, actor.role)
