"""What every change goes through: right, lock, version, effect, derived state, journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bihuan.web import journal
from bihuan.web.access import Actor, Conflict, Refused, require
from bihuan.web.config import clock
from bihuan.web.problems.models import Assignment, Problem
from bihuan.web.problems.snapshot import case_now, guards_now
from bihuan.web.problems.states import Case, NotAllowed, Verifier, derive, move
from bihuan.web.problems.states.marks import marks
from bihuan.web.ui.words import cn_time

AT_WORK = ("acknowledged", "working", "forwarded", "returned")
OPEN_PARTS = ("issued", "acknowledged", "working", "forwarded", "returned", "submitted")


class NotNow(Refused):
    """The actor may do this kind of thing, but not to this problem as it is; the message says what is missing."""


@dataclass
class Change:
    """One change to one locked problem."""

    actor: Actor
    problem: Problem
    now: datetime

    @property
    def case(self) -> Case:
        """The problem as it is in the database at this moment."""
        return case_now(self.problem.pk)

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.actor.person_id, self.actor.unit_id, self.actor.role)

    def part(self, *states: str) -> Assignment:
        """The actor's unit's part in the present round; NotNow when it has none."""
        parts = Assignment.objects.filter(
            problem=self.problem, unit_id=self.actor.unit_id, round=self.problem.rounds
        ).exclude(state="withdrawn")
        part = parts.first()
        if part is None:
            raise NotNow(f"这件没有交给{self.actor.unit_name}，不能办。需要参加的话，请联系交办单位。")
        if states and part.state not in states:
            raise NotNow(
                f"{self.actor.unit_name}的这一件现在是“{part.get_state_display()}”，不能再这样办。请刷新后再看。"
            )
        return part

    def move(self, part: Assignment, action: str, **changes: Any) -> None:
        """Moves a part by the table and notes that this person had it in hand."""
        try:
            part.state = move(part.state, action)
        except NotAllowed as refused:
            raise NotNow(str(refused)) from refused
        for name, value in {"moved_at": self.now, **changes}.items():
            setattr(part, name, value)
        if action in ("acknowledge", "work", "forward", "submit"):
            self.take(part)
        part.save()

    def take(self, part: Assignment) -> None:
        """Notes the actor among those who had the part; refuses somebody who has verified a gate in force."""
        people, units = guards_now(self.problem.pk)
        if self.actor.person_id in people or self.actor.unit_id in units:
            raise NotNow("您或您的单位已经核验过其中一关，不能再参加整改。请由另一位同志办理。")
        if self.actor.person_id not in part.hands:
            part.hands = [*part.hands, self.actor.person_id]

    def done(self, code: str, **data: Any) -> Problem:
        """Derives and stores the state, counts the version up, writes the journal line, returns the problem."""
        store(self.problem, self.case)
        journal.write(self.actor, code, self.problem, **data)
        return self.problem


def change(
    actor: Actor,
    problem: Problem | int,
    verb: str | Iterable[str],
    version: int | None,
    *,
    merged_too: bool = False,
) -> Change:
    """Locks the problem for a change; raises Refused without the right, Conflict when somebody changed it since `version`.

    What was merged into another problem is not changed any more (NotNow) unless `merged_too`.
    """
    for each in [verb] if isinstance(verb, str) else verb:
        require(actor, each)
    pk = problem if isinstance(problem, int) else problem.pk
    locked = Problem.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if locked is None:
        raise Refused("您能看到这件，但不能改动它。需要办理的话，请联系责任单位或交办单位。")
    if version is not None and locked.version != version:
        raise Conflict(overtaken(locked))
    if locked.merged_into_id is not None and not merged_too:
        raise NotNow(f"{locked.number} 已并入 {locked.merged_into.number}，请到那一件办。")  # type: ignore[union-attr]
    return Change(actor, locked, clock.now())


def overtaken(problem: Problem) -> str:
    """Who changed the problem last, what they did, when."""
    lines = journal.lines_of(problem)
    if not lines:
        return f"{problem.number} 在您打开之后有了变动，您这一步没有存。请看过最新情况再办。"
    last = lines[0]
    who = f"{last.unit_name} {last.person_name} 在 {cn_time(last.at)}"
    return f"您打开之后，{who} 已经办过：{last.text}。您这一步没有存，请看过最新情况再办。"


def store(problem: Problem, case: Case) -> None:
    """Writes the derived columns: state, marks, who is waited for, lead, units concerned; counts the version up."""
    standing, lead = derive(case), case.lead
    problem.state, problem.waiting_for = standing.state, standing.waits
    problem.waiting_unit_id, problem.waiting_words, problem.waiting_since = (
        standing.unit,
        standing.who,
        standing.since,
    )
    problem.lead_unit_id, problem.owner_id = (lead.unit, lead.owner) if lead else (None, None)
    for name, value in asdict(marks(case, standing)).items():
        setattr(problem, name, value)
    problem.units = sorted(concerned(problem, case))
    problem.version += 1
    problem.save()


def concerned(problem: Problem, case: Case) -> set[int]:
    """Units that have to do with it: who raised it or what was merged into it, who has a part in it."""
    return {
        problem.raised_unit_id,
        *(p.unit for p in case.parts if p.live),
        *(p.issuer for p in case.parts if p.live),
        *problem.merged_units,
    }


def wanted(text: str, what: str, length: int = 4) -> str:
    """Returns the text without blanks around it; NotNow when it says too little."""
    text = (text or "").strip()
    if len(text) < length:
        raise NotNow(f"请写明{what}（至少 {length} 个字）。")
    return text


Service = Callable[..., Problem]
