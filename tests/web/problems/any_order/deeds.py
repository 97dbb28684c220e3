"""Everything anybody may try with a problem: one table of deeds by name, each a service called as that person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bihuan.web.access import Actor, Refused
from bihuan.web.access.scope import SYSTEM, SYSTEM_ACTOR
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.inspection import services as draws
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.problems import many, services
from bihuan.web.problems.acceptance import Accepted
from bihuan.web.problems.models import Evidence, Extension, Problem, Repeat, SweepAsk
from bihuan.web.problems.services import Local, Run, Seen
from bihuan.web.problems.sheets import acts as sheet_acts
from bihuan.web.problems.sheets.weigh import Asked, Line
from tests.signed import post_of
from tests.web.inspection.batch import terms
from tests.web.problems.steps import SONGWAN, WANGLING, paper, photo, unit

KINDS = ("found_out", "put_right", "up_to_standard", "accepted")
SAID = "现场看过，属实"


@dataclass(frozen=True)
class Try:
    """One try: who (`actor`), on which of the problems (`others` are the rest), and what the deed may want to know."""

    actor: Actor
    problem: Problem
    others: tuple[Problem, ...]
    place: str = "柳溪镇"
    kind: str = "put_right"
    days: int = 30
    yes: bool = True

    @property
    def due(self) -> date:
        return clock.today() + timedelta(days=self.days)


def newest(rows: Any) -> int:
    """The id of the newest row, whoever may see it; 0 where there is none."""
    with scoped(SYSTEM):
        found = rows.order_by("-pk").first()
    return found.pk if found else 0


def _measure(t: Try) -> int:
    return newest(t.problem.measures)


def _evidence(t: Try, day: date | None = None, **given: Any) -> Evidence:
    given = given or {"measure_id": _measure(t)}
    return services.add_evidence(
        t.actor, t.problem, photo(), "照片.jpg", taken=day, taken_clock="stated", **given
    )


def _whole(t: Try) -> object:
    """What a diligent unit does in one go; most orders would never get this far by chance."""
    a, p = t.actor, t.problem
    services.state_cause(a, p, "主管道建成二十年", "同村其他管道也看过")
    services.plan_measures(a, p, ["更换主管1.2公里"])
    for file, name in ((photo(), "前.jpg"), (photo("#222"), "后.jpg"), (paper(), "管护办法.pdf")):
        services.add_evidence(a, p, file, name, measure_id=_measure(t))
    services.finish_measure(a, p, _measure(t))
    return _submit(t)


def _submit(t: Try) -> object:
    accepted = Accepted("谢长福", "head", clock.today(), "visit")
    return services.submit(
        t.actor,
        t.problem,
        achieved="已通水",
        accepted_by=accepted,
        mechanism="水管员每周巡管，乡镇抽查",
        late="雨天停工",
    )


def _assign_event(t: Try) -> object:
    given: dict[str, Any] = {"kind": "event", "event": "项目验收", "event_days": 10 if t.yes else None}
    return services.assign(t.actor, t.problem, unit(t.place), target="通水", **given)


def _hand_over(t: Try) -> object:
    """Of everybody in turn: from whoever owns the newest part to the township's colleague."""
    with scoped(SYSTEM):
        part = t.problem.assignments.exclude(owner=None).order_by("-pk").first()
    heir = post_of("township_colleague" if t.yes else "village_colleague")[0]
    return services.hand_over(part.owner_id if part else 0, heir.pk) if part else None


def _hand_on(t: Try) -> object:
    key = next((k for k, name in COLLEAGUES.items() if name == t.actor.unit_name), "township_colleague")
    return services.hand_on(t.actor, t.problem, post_of(key)[0], "出差")


COLLEAGUES = {"township_colleague": "柳溪镇", "village_colleague": "松湾村", "office_colleague": "县帮扶办"}


def _answer(t: Try) -> object:
    """Whatever the actor's unit was asked."""
    ask = newest(SweepAsk.objects.filter(unit=t.actor.unit_id, state="open"))
    found = [] if t.yes else [Local("另一处管道老化", SONGWAN)]
    return services.answer_sweep(t.actor, ask, ["on_site"], "全村逐户看过", count=len(found), found=found)


def _correct(t: Try) -> object:
    """Whatever the actor's unit answered last."""
    ask = newest(SweepAsk.objects.filter(unit=t.actor.unit_id, state__in=("none", "found")))
    found = [] if t.yes else [Local("又一处管道老化", SONGWAN)]
    count = 2 if found else 0
    return services.correct_sweep(
        t.actor, ask, ["by_record"], "又看一遍台账", "上回没看全", count=count, found=found
    )


def _repeat(t: Try) -> object:
    made = newest(Repeat.objects.filter(problem=t.problem, state="proposed"))
    verdict = {"found_out": "linked", "put_right": "reopened"}.get(t.kind, "not_same")
    return services.decide_repeat(t.actor, t.problem, made, verdict, "村口又断水了", due=t.due)


def _run(t: Try, *, back: bool) -> object:
    """A comparison of data, told by the machine itself: nobody's actor. Each has an id of its own."""
    with scoped(SYSTEM):
        keys = list(t.problem.findings.values_list("key", flat=True))
        name = f"run-{t.problem.sightings.count()}"
        who, post = post_of("clerk")
        run = Run(name, "0" * 64, clock.today(), "quality", who.pk, post.unit_id)
        return services.compared(
            SYSTEM_ACTOR, run, keys if back else [], [] if back else keys, due=clock.today() + timedelta(30)
        )


def _draw(t: Try) -> object:
    made = draws.make_draw(t.actor, terms(percent=50))
    return draws.reveal(t.actor, made.pk)


def _result(t: Try) -> object:
    item = newest(DrawItem.objects.filter(state="waiting"))
    return draws.record(t.actor, item, "passed" if t.yes else "failed", "现场看过，有结果", gate_kind=t.kind)


def _void(t: Try) -> object:
    return draws.void(t.actor, newest(Draw.objects.filter(state="frozen")), "日期填错了")


def _bulk(t: Try, key: str, **given: Any) -> object:
    seen = dict(
        Problem.objects.filter(pk__in=[p.pk for p in (t.problem, *t.others)]).values_list("pk", "version")
    )
    return many.perform(t.actor, many.ACTS[key], seen, given)


def _sheet(t: Try, **asked: str) -> object:
    """A row of an exported list that came back, at the version that stands (or at an old one)."""
    now = Problem.objects.filter(pk=t.problem.pk).first()
    if now is None:
        raise Refused("不在这份清单里")
    line = Line(row=None, sheet="清单", version=now.version - (not t.yes), problem=now)  # type: ignore[arg-type]
    line.asked = [Asked(key, key, "", to) for key, to in asked.items()]
    return sheet_acts.apply(t.actor, line)


def _refer(t: Try) -> object:
    return services.refer(t.actor, t.problem, unit("县纪委监委"), "两次报完成都没有办好")


def _part_extension(t: Try) -> int:
    return newest(Extension.objects.filter(problem=t.problem, state="asked").exclude(part=None))


def _look_back(t: Try, outcome: str) -> object:
    return services.record_look_back(
        t.actor, t.problem, outcome, "到村里看过", seen=Seen("主管和水表", "on_site", "谢长福"), due=t.due
    )


Do = Callable[[Try], object]
GIVING: dict[str, Do] = {
    "assign": lambda t: services.assign(t.actor, t.problem, unit(t.place), due=t.due, target="通水"),
    "assign two": lambda t: services.assign(
        t.actor, t.problem, unit(t.place), [unit("县水利局")], due=t.due, target="通水", note="换单位"
    ),
    "assign for an event": _assign_event,
    "event happened": lambda t: services.event_happened(t.actor, t.problem, clock.today(), due=t.due),
    "forward": lambda t: services.forward(t.actor, t.problem, [unit(t.place)]),
    "forward sooner": lambda t: services.forward(t.actor, t.problem, [unit("松湾村")], due=t.due),
    "withdraw": lambda t: services.withdraw(t.actor, t.problem, newest(t.problem.assignments), "换单位"),
    "move elsewhere": lambda t: services.move_elsewhere(
        t.actor, t.problem, WANGLING, unit("望岭乡"), "实际在望岭乡", due=t.due
    ),
    "transfer": lambda t: services.transfer(t.actor, t.problem, WANGLING if t.yes else SONGWAN, "地点写错了"),
    "hand on": _hand_on,
    "hand over": _hand_over,
    "merge": lambda t: services.merge(t.actor, t.problem, t.others[0], "说的是同一条管道"),
    "split": lambda t: services.split(t.actor, t.problem, "不是同一条管道"),
    "decide repeat": _repeat,
    "target": lambda t: services.set_target(t.actor, t.problem, "24小时供水"),
    "severity": lambda t: services.set_severity(
        t.actor, t.problem, "severe" if t.yes else "normal", "断水十天"
    ),
    "describe": lambda t: services.describe(t.actor, t.problem, category="饮水", tags=["入冬"], remark="急"),
    "official": lambda t: services.name_official(t.actor, t.problem, "副镇长 唐立群"),
    "instruct": lambda t: services.instruct(t.actor, t.problem, "请抓紧办"),
    "remind": lambda t: services.remind(t.actor, t.problem),
    "refer": _refer,
    "many assigned": lambda t: _bulk(t, "assign", lead=unit(t.place), due=t.due, target="通水", note=""),
}
WORKING: dict[str, Do] = {
    "acknowledge": lambda t: services.acknowledge(t.actor, t.problem),
    "cause": lambda t: services.state_cause(t.actor, t.problem, "主管道建成二十年"),
    "measures": lambda t: services.plan_measures(t.actor, t.problem, ["核对名单"]),
    "early evidence": lambda t: _evidence(t, date(2020, 1, 1)),
    "evidence of a sweep": lambda t: _evidence(t, sweep=True),
    "withdraw evidence": lambda t: services.withdraw_evidence(
        t.actor, t.problem, newest(t.problem.evidence), "传错了照片"
    ),
    "arrange evidence": lambda t: services.arrange_evidence(
        t.actor, t.problem, newest(t.problem.evidence), caption="主管换好", order=1
    ),
    "finish": lambda t: services.finish_measure(t.actor, t.problem, _measure(t)),
    "submit": _submit,
    "whole": _whole,
    "acknowledge and whole": lambda t: (services.acknowledge(t.actor, t.problem), _whole(t)),
    "return part": lambda t: services.return_part(
        t.actor, t.problem, newest(t.problem.assignments), "缺签章，请补"
    ),
    "ask for time": lambda t: services.request_extension(t.actor, t.problem, t.due, "连续下雨"),
    "decide about time": lambda t: services.decide_extension(t.actor, t.problem, t.yes, "材料不够"),
    "decide about a part's time": lambda t: services.decide_part_extension(
        t.actor, t.problem, _part_extension(t), t.yes, "材料不够"
    ),
    "many ask for time": lambda t: _bulk(t, "ask", to=t.due, reason="连续下雨"),
    "many times decided": lambda t: _bulk(t, "decide", approve="yes" if t.yes else "no", note="看过材料"),
    "ask sweep": lambda t: services.ask_sweep(
        t.actor, t.problem, [unit(t.place), unit("望岭乡")], "还有没有断水的", t.due
    ),
    "withdraw ask": lambda t: services.withdraw_ask(t.actor, t.problem, unit("望岭乡"), "已经知道了"),
    "answer sweep": _answer,
    "correct sweep": _correct,
    "close sweep": lambda t: services.close_sweep(t.actor, t.problem),
    "sheet of causes": lambda t: _sheet(t, cause="主管道建成二十年", remark="看过"),
    "sheet of days": lambda t: _sheet(t, due=t.due.isoformat(), longer="连续下雨"),
}
JUDGING: dict[str, Do] = {
    "pass": lambda t: services.pass_gate(t.actor, t.problem, t.kind, SAID),
    "pass early": lambda t: services.pass_gate(t.actor, t.problem, t.kind, SAID, exception="开工在前"),
    "pass four": lambda t: [services.pass_gate(t.actor, t.problem, kind, SAID) for kind in KINDS],
    "pass all": lambda t: services.pass_all(t.actor, t.problem, SAID),
    "set aside": lambda t: services.gate_not_applicable(t.actor, t.problem, t.kind, "不涉及农户"),
    "set aside without words": lambda t: services.gate_not_applicable(t.actor, t.problem, t.kind, " "),
    "return": lambda t: services.return_problem(t.actor, t.problem, t.kind, "缺签章，请补"),
    "evidence of a gate": lambda t: _evidence(t, gate_kind=t.kind),
    "sample passed": lambda t: services.sample_passed(t.actor, t.problem.pk, unit(t.place).pk, SAID),
    "sample failed": lambda t: services.sample_failed(t.actor, t.problem.pk, unit(t.place).pk, t.kind, SAID),
    "sample pulled": lambda t: services.sample_pulled(t.actor, t.problem.pk, t.place, "同批一件没有过"),
    "draw": _draw,
    "draw result": _result,
    "draw void": _void,
    "looked back": lambda t: _look_back(t, "holds"),
    "look-back moved": lambda t: _look_back(t, "moved"),
    "found again": lambda t: _look_back(t, "found_again"),
    "evidence of a look-back": lambda t: _evidence(t, look_back=True),
    "reopen": lambda t: services.reopen(t.actor, t.problem, "村口又断水了", t.due),
    "data vanished": lambda t: _run(t, back=False),
    "data back": lambda t: _run(t, back=True),
}
DEEDS: dict[str, Do] = {**GIVING, **WORKING, **JUDGING}
