"""A comparison of data and the problems of the profile "data": it notes what it saw, passes their gates, and reopens them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from bihuan.web.access import Actor, Refused
from bihuan.web.problems.models import Finding, Gate, Problem, Sighting
from bihuan.web.problems.profiles import TABLE
from bihuan.web.problems.services import intake
from bihuan.web.problems.services.base import Change, change
from bihuan.web.problems.services.time import reopened
from bihuan.web.problems.services.verify import finish
from bihuan.web.problems.services.work import current_gate
from bihuan.web.problems.states import lacks, run_faults
from bihuan.web.problems.states.gates import submitted
from bihuan.web.ui.words import cn_date


@dataclass(frozen=True)
class Run:
    """One comparison: its id, the fingerprint of its inputs, the day its data stand for, and who of which unit handed them in."""

    id: str
    fingerprint: str
    on: date
    source: str
    person: int | None
    unit: int | None

    @property
    def name(self) -> str:
        """What stands on a gate as its verifier."""
        return f"{self.id}（{self.fingerprint[:12]}）"[:80]


@dataclass
class Outcome:
    """Numbers of problems: gates passed, reopened, and left to people with the reasons why."""

    passed: list[str] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)


@transaction.atomic
def compared(actor: Actor, run: Run, seen: Iterable[str], vanished: Iterable[str], *, due: date) -> Outcome:
    """Takes in what a run saw of the findings of its source. `seen` and `vanished` are keys; `due` is the new deadline of what is
    back again. Calling it twice for one run changes nothing the second time.

    A vanished finding is evidence and nothing more; gates are passed only when the unit has said that it is finished, all
    findings of the problem have vanished, and the data were not handed in by whoever put it right.
    """
    if actor.role != "system":
        raise Refused("数据比对的结果由系统记，不能由人代记。请导入数据，等比对完成。")
    still, gone = list(seen), list(vanished)
    intake.seen_again(actor, run.source, still, run.on, run=run.id)
    intake.vanished(actor, run.source, gone, run.on, run=run.id)
    made = Outcome()
    for problem in _of(run, still).filter(state__in=("closed", "routine")):
        _again(actor, run, problem, due)
        made.reopened.append(problem.number)
    for problem in _of(run, gone).exclude(state__in=("closed", "routine", "merged")):
        faults = _pass(actor, run, problem)
        if faults:
            made.left[problem.number] = faults
        else:
            made.passed.append(problem.number)
    return made


def _of(run: Run, keys: list[str]) -> QuerySet[Problem]:
    """The problems of the profile "data" behind these keys, locked one after the other in the order of their ids."""
    by_run = [key for key, rule in TABLE.items() if rule.by_run]
    found = Finding.objects.filter(source=run.source, key__in=keys).values("problem")
    return Problem.objects.filter(pk__in=found, profile__in=by_run).order_by("pk")


def _again(actor: Actor, run: Run, problem: Problem, due: date) -> None:
    work = change(actor, problem, "problem.verify", None)
    reopened(work, due, f"{cn_date(run.on)}的数据里又出现。", "problem.found_by_run", run=run.name)


def _pass(actor: Actor, run: Run, problem: Problem) -> list[str]:
    """Passes the gates, or returns why it is left to people."""
    work = change(actor, problem, "problem.verify", None)
    case = work.case
    faults = [] if submitted(case) else ["责任单位还没有报完成"]
    faults += run_faults(case, run.person, run.unit)
    if _still_there(problem):
        faults.append("这件还有别的情况没有消失")
    waiting = [gate for gate in case.gates if not gate.done]
    faults += [words for gate in waiting for words in lacks(case, gate.kind)] if not faults else []
    if faults:
        return faults
    for gate in waiting:
        _set(work, run, gate.kind)
    finish(work, "problem.passed_by_run", gate="、".join(gate.words for gate in waiting), run=run.name)
    return []


def _still_there(problem: Problem) -> bool:
    """Whether the newest sighting of any of its findings is not that it vanished."""
    newest: dict[int, str] = dict.fromkeys(problem.findings.values_list("pk", flat=True), "")
    for finding, kind in problem.sightings.order_by("on", "pk").values_list("finding", "kind"):
        newest[finding] = kind
    return any(kind != Sighting.Kind.VANISHED for kind in newest.values())


def _set(work: Change, run: Run, kind: str) -> None:
    gate = current_gate(work.problem, kind)
    assert gate is not None
    aside = gate.relation == "nobody"
    gate.state = Gate.State.NOT_APPLICABLE if aside else Gate.State.PASSED
    gate.ground = gate.stated if aside else f"{cn_date(run.on)}的数据比对，已不再出现。"
    gate.run, gate.at = run.name, work.now
    gate.save()
