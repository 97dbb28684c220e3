"""The rules alone: what each state says, and that no order of steps closes a problem without its gates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bihuan.web.problems import states
from bihuan.web.problems.profiles import TABLE
from bihuan.web.problems.states import Case, GateView, Part, Proof, Step, Verifier
from bihuan.web.problems.states.gates import guards, submitted, unfinished

FOUND = date(2026, 9, 28)
OFFICE, LIUXI, SONGWAN, WATER = 1, 2, 3, 4
ALL = ("found_out", "put_right", "up_to_standard", "accepted")
LEAD = Part(
    1,
    LIUXI,
    "柳溪镇",
    "lead",
    "working",
    owner=20,
    owner_name="何敏",
    hands=(20,),
    chain=(LIUXI, 9),
    was_acknowledged=True,
)
FULL = Case(
    discovered_on=FOUND,
    profile=TABLE["general"],
    target="通水",
    parts=(replace(LEAD, state="submitted"),),
    steps=(Step(1, LIUXI, done=True, by=20),),
    proofs=(Proof(1, date(2026, 10, 20), 20, LIUXI, photo=True),),
    gates=tuple(GateView(kind, stated="写了") for kind in ALL),
)


@pytest.mark.parametrize(
    ("case", "state", "words"),
    [
        (replace(FULL, parts=()), "unassigned", "等 县帮扶办 交办"),
        (replace(FULL, parts=(replace(LEAD, state="issued"),)), "assigned", "等 柳溪镇 何敏 签收"),
        (
            replace(FULL, parts=(replace(LEAD, state="issued", round=1),), rounds=1),
            "reopened",
            "等 柳溪镇 何敏 签收",
        ),
        (replace(FULL, parts=(LEAD,)), "rectifying", "等 柳溪镇 何敏 整改"),
        (replace(FULL, parts=(replace(LEAD, state="returned"),)), "returned", "等 柳溪镇 何敏 整改"),
        (FULL, "submitted", "等 县帮扶办或督查组 核验"),
    ],
)
def test_the_state_and_who_is_waited_for(case: Case, state: str, words: str) -> None:
    standing = states.derive(case)
    assert (standing.state, standing.words) == (state, words)


def test_forwarded_work_waits_for_the_first_unit_below() -> None:
    below = Part(
        2, SONGWAN, "松湾村", "carry_out", "working", parent=1, owner_name="段红梅", chain=(SONGWAN, LIUXI, 9)
    )
    case = replace(FULL, parts=(replace(LEAD, state="forwarded"), below))
    assert states.derive(case).words == "等 松湾村 段红梅 整改"
    answered = replace(case, parts=(case.parts[0], replace(below, state="submitted")))
    assert states.derive(answered).words == "等 柳溪镇 何敏 整改"


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"gates": (GateView("found_out"),)}, "found_out", "原因"),
        ({"sweep_asked": True}, "found_out", "举一反三"),
        ({"steps": ()}, "put_right", "还没有整改措施"),
        ({"steps": (Step(1, LIUXI),)}, "put_right", "还有 1 项措施没有完成"),
        ({"proofs": ()}, "put_right", "佐证"),
        ({"proofs": (Proof(1, date(2026, 9, 27), 20, LIUXI),)}, "put_right", "早于发现日期"),
        ({"target": " "}, "up_to_standard", "目标"),
        ({"parts": (LEAD,)}, "accepted", "还没有报完成"),
    ],
)
def test_what_a_gate_lacks(change: dict[str, object], kind: str, says: str) -> None:
    assert any(says in words for words in states.lacks(replace(FULL, **change), kind))  # type: ignore[arg-type]
    assert states.lacks(FULL, kind) == []


def test_early_evidence_counts_with_a_reason() -> None:
    case = replace(FULL, proofs=(Proof(1, date(2026, 9, 27), 20, LIUXI),))
    assert states.lacks(case, "put_right", exception="整改在登记前已开始") == []


@pytest.mark.parametrize(
    ("who", "faults"),
    [
        (Verifier(70, 7, "inspector"), 0),
        (Verifier(71, LIUXI, "township"), 2),  # its own unit, and not above the lead
        (Verifier(20, 7, "inspector"), 1),  # had it in hand before moving to another unit
        (Verifier(72, 8, "township"), 1),
    ],
)
def test_who_may_verify(who: Verifier, faults: int) -> None:
    assert len(states.verifier_faults(FULL, who)) == faults


@given(
    person=st.sampled_from([10, 20, 21, 22, 30, 70]),
    of=st.sampled_from([OFFICE, LIUXI, SONGWAN, 7]),
    role=st.sampled_from(["inspector", "office", "township"]),
    by=st.sampled_from([21, 22]),
    recheck=st.booleans(),
)
def test_who_may_sample_is_another_person_of_another_unit(
    person: int, of: int, role: str, by: int, recheck: bool
) -> None:
    """By another road: 30 of Songwan did the work, `by` of Liuxi verified it."""
    village = replace(LEAD, unit=SONGWAN, chain=(SONGWAN, LIUXI, 9), state="accepted", hands=(30,), owner=30)
    gates = tuple(GateView(k, "passed", "写了", "看过", by, LIUXI) for k in ALL)
    case = replace(
        FULL, parts=(village,), steps=(Step(1, SONGWAN, done=True, by=30),), proofs=(), gates=gates
    )
    if recheck:
        case = replace(case, recheck=0, barred=(frozenset({by}), frozenset({LIUXI})))
    allowed = role in ("inspector", "office") and of not in (LIUXI, SONGWAN) and person not in (30, by)
    assert (states.sample_faults(case, Verifier(person, of, role), LIUXI) == []) == allowed
    if recheck and role != "township":
        assert (states.verifier_faults(case, Verifier(person, of, role)) == []) == allowed


def test_a_township_verifies_its_village_unless_severe() -> None:
    village = replace(LEAD, unit=SONGWAN, chain=(SONGWAN, LIUXI, 9), state="submitted", hands=(30,), owner=30)
    case = replace(FULL, parts=(village,), steps=(), proofs=())
    who = Verifier(21, LIUXI, "township")
    assert states.verifier_faults(case, who) == []
    assert states.verifier_faults(replace(case, severe=True), who) != []


def test_the_table_of_moves_ends_where_it_should() -> None:
    assert all("withdrawn" not in table for table in states.MOVES.values())
    assert {name for name, table in states.MOVES.items() if "accepted" in table} == {"reverify"}
    with pytest.raises(states.NotAllowed, match="请先签收"):
        states.move("issued", "submit")


PEOPLE = {
    10: (OFFICE, "office"),
    11: (OFFICE, "office"),
    20: (LIUXI, "township"),
    21: (LIUXI, "township"),
    30: (SONGWAN, "village"),
}
PEOPLE |= {40: (WATER, "department"), 70: (7, "inspector"), 71: (7, "inspector")}
CHAINS = {OFFICE: (OFFICE, 9), LIUXI: (LIUXI, 9), SONGWAN: (SONGWAN, LIUXI, 9), WATER: (WATER, 9), 7: (7, 9)}
who = st.sampled_from(sorted(PEOPLE))
units = st.sampled_from(sorted(CHAINS))
words = st.sampled_from(["写明了的理由", ""])


class Loop(RuleBasedStateMachine):
    """Everybody tries everything, in any order; the rules decide. People may change units half-way."""

    def __init__(self) -> None:
        super().__init__()
        self.case = Case(
            discovered_on=FOUND,
            profile=TABLE["general"],
            target="通水",
            gates=tuple(GateView(k) for k in ALL),
        )
        self.people, self.ids, self.closed = dict(PEOPLE), count(1), False

    def _part(self, person: int, keep: Callable[[Part], bool] = lambda p: True) -> Part | None:
        return next((p for p in self.case.now_parts if p.unit == self.people[person][0] and keep(p)), None)

    def _set(self, part: Part, action: str, person: int = 0) -> None:
        try:
            state = states.move(part.state, action)
        except states.NotAllowed:
            return
        if person and (person in guards(self.case)[0] or part.unit in guards(self.case)[1]):
            return
        new = replace(
            part,
            state=state,
            hands=(*part.hands, person) if person else part.hands,
            was_acknowledged=part.was_acknowledged or state != "issued",
        )
        self.case = replace(self.case, parts=tuple(new if p.id == part.id else p for p in self.case.parts))

    @initialize(unit=units)
    def dispatched(self, unit: int) -> None:
        self.assign(unit, True)

    @rule(unit=units, lead=st.booleans())
    def assign(self, unit: int, lead: bool) -> None:
        if (
            unit in guards(self.case)[1]
            or any(p.unit == unit for p in self.case.now_parts)
            or (lead and self.case.lead)
        ):
            return
        part = Part(
            next(self.ids),
            unit,
            str(unit),
            "lead" if lead else "assist",
            "issued",
            chain=CHAINS[unit],
            round=self.case.rounds,
        )
        self.case = replace(self.case, parts=(*self.case.parts, part))

    @rule(person=who, action=st.sampled_from(["acknowledge", "work", "submit"]))
    def handle(self, person: int, action: str) -> None:
        part = self._part(person)
        if part is None or (action == "submit" and part.role == "lead" and unfinished(self.case, "例外理由")):
            return
        self._set(part, action, person)
        if action == "submit" and submitted(self.case):
            self.case = replace(
                self.case, gates=tuple(g if g.done else replace(g, stated="写了") for g in self.case.gates)
            )

    @rule(person=who, early=st.booleans())
    def measure(self, person: int, early: bool) -> None:
        part = self._part(person, lambda p: p.state in ("acknowledged", "working", "returned"))
        if part is None or person in guards(self.case)[0] or part.unit in guards(self.case)[1]:
            return
        self._set(part, "work", person)
        step = Step(next(self.ids), part.unit, self.case.rounds, True, person)
        proof = Proof(step.id, date(2026, 9, 1) if early else date(2026, 10, 1), person, part.unit)
        self.case = replace(self.case, steps=(*self.case.steps, step), proofs=(*self.case.proofs, proof))

    @rule(pick=st.integers(0, 7))
    def does_the_whole_job(self, pick: int) -> None:
        """Most runs would never get far by chance: somebody of the lead unit does everything in order."""
        lead = self.case.lead
        own = [p for p, (unit, _role) in self.people.items() if lead and unit == lead.unit]
        if own:
            person = own[pick % len(own)]
            self.handle(person, "acknowledge")
            self.measure(person, False)
            self.handle(person, "submit")

    @rule(pick=st.integers(0, 7), unit=units)
    def a_rectifier_changes_sides(self, pick: int, unit: int) -> None:
        """Somebody who had it in hand goes to another unit and tries to verify their own work there."""
        hands = [h for p in self.case.parts for h in p.hands]
        if hands:
            person = hands[pick % len(hands)]
            self.people[person] = (unit, "inspector")
            self.tries_to_pass_everything(person)

    @rule(person=who)
    def tries_to_pass_everything(self, person: int) -> None:
        for kind in ALL:
            self.verify(person, kind, "passed", "现场看过", "例外理由")

    @rule(unit=units)
    def withdraw(self, unit: int) -> None:
        part = next((p for p in self.case.now_parts if p.unit == unit), None)
        if part:
            self._set(part, "withdraw")

    @rule(person=who, unit=units)
    def moves_to_another_unit(self, person: int, unit: int) -> None:
        self.people[person] = (unit, self.people[person][1])

    @rule(
        person=who,
        kind=st.sampled_from(ALL),
        how=st.sampled_from(["passed", "not_applicable", "returned"]),
        ground=words,
        exception=words,
    )
    def verify(self, person: int, kind: str, how: str, ground: str, exception: str) -> None:
        unit, role = self.people[person]
        gate = self.case.gate(kind)
        if (
            role not in ("office", "inspector", "township")
            or self.case.lead is None
            or gate is None
            or gate.state != "waiting"
        ):
            return
        if states.verifier_faults(self.case, Verifier(person, unit, role)) or not ground:
            return
        if how == "passed" and states.lacks(self.case, kind, exception=exception):
            return
        if how != "passed" and not submitted(self.case):
            return
        new = replace(gate, state=how, ground=ground, by=person, by_unit=unit)
        if how == "returned":
            self._set(self.case.lead, "return")
            new = GateView(kind, round=gate.round + 1)
        self.case = replace(self.case, gates=tuple(new if g.kind == kind else g for g in self.case.gates))
        if states.closable(self.case):
            self.closed = True
            self._set(self.case.lead, "accept")

    @precondition(lambda self: self.closed)
    @rule()
    def found_again(self) -> None:
        lead = self.case.lead
        again = tuple(GateView(g.kind, round=g.round + 1) for g in self.case.gates)
        self.case, self.closed = replace(self.case, rounds=self.case.rounds + 1, gates=again), False
        if lead:
            part = Part(
                next(self.ids),
                lead.unit,
                lead.unit_name,
                "lead",
                "issued",
                chain=lead.chain,
                round=self.case.rounds,
            )
            self.case = replace(self.case, parts=(*self.case.parts, part))

    @invariant()
    def closed_means_every_gate_by_somebody_else(self) -> None:
        if states.derive(self.case).state not in ("closed", "routine"):
            return
        rectifiers = (
            {s.by for s in self.case.steps}
            | {p.by for p in self.case.proofs}
            | {h for p in self.case.parts for h in p.hands}
        )
        workers = (
            {s.unit for s in self.case.steps}
            | {p.unit for p in self.case.proofs}
            | {p.unit for p in self.case.parts if p.was_acknowledged}
        )
        for gate in self.case.gates:
            assert gate.state in ("passed", "not_applicable")
            assert gate.ground
            assert gate.by not in rectifiers
            assert gate.by_unit not in workers
        assert any(s.round == self.case.rounds and s.done for s in self.case.steps)


Loop.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestLoop = Loop.TestCase
