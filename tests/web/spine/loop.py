"""One problem of the township, from dispatch to close-out, each step by whoever has to take it, in their own browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bihuan.web.config import clock
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.hand import Hand, shot

KINDS = {
    "问题查清": "found_out",
    "整改到位": "put_right",
    "成效达标": "up_to_standard",
    "群众满意": "accepted",
}
NUMERAL = {3: "三", 4: "四"}


@dataclass
class Loop:
    """The problem `pk` whose campaign demands `gates`."""

    pk: int
    sit: Sit
    ask: Ask
    gates: tuple[str, ...] = tuple(KINDS)
    # Severe problems, and those a superior's paper names, are the inspectors' as well.
    verifiers: str = "县帮扶办"

    def at(self, key: str) -> Hand:
        """That person with the problem's page open."""
        return self.sit(key).go(f"/problems/{self.pk}/")

    def stands(self, state: str, waits: str) -> None:
        """Fails unless the database has the problem in this state, waiting for these words."""
        found = self.ask("select state, waiting_words from problems_problem where id = %s", self.pk)
        assert found == [(state, waits)]

    def ring(self, hand: Hand, *states: str) -> None:
        """Fails unless the ring on the page shows these states in the order of the gates."""
        done = sum(state in ("已过", "不适用") for state in states)
        count = len(self.gates)
        assert hand.ring() == (f"{done}/{count}", f"{NUMERAL[count]}关：{'、'.join(states)}")

    def dispatch(self) -> None:
        """The county office names unit, deadline and target; the township signs for it."""
        office = self.at("office")
        office.pick_unit(office.page.locator("#act-assign"), "lead", "柳溪镇")
        office.act("assign", target="这一户搬出危房，台账补全", lead_official="副镇长 唐立群")
        office.sees("已交办，等对方签收。")
        self.stands("assigned", "柳溪镇 何敏")
        township = self.sit("township").go("/")
        township.sees("土坯房" if len(self.gates) == 4 else "签收", "main")
        self.at("township").act("acknowledge")
        township.sees("已签收，您是责任人。")
        self.stands("rectifying", "柳溪镇 何敏")

    def rectify(self) -> None:
        """Cause, then a measure; nothing of it done yet."""
        township = self.at("township")
        township.act("cause", cause="去年动态监测漏了外出返乡的户，没有逐户核对。")
        township.act("measures", measures_text="这一户先搬到村部安置房\n台账补登，逐户复核一遍")
        self.ring(self.at("inspector"), *["未到"] * len(self.gates))
        assert self.measures()[-2:] == ["这一户先搬到村部安置房", "台账补登，逐户复核一遍"]

    def measures(self) -> list[str]:
        """The measures in order: those the plan gave, then the township's own."""
        rows = self.ask("select text from problems_measure where problem_id = %s order by no", self.pk)
        return [text for (text,) in rows]

    def refuse_early_gates(self) -> None:
        """A verifier who asks for more than is there is told what is missing; nothing is passed."""
        inspector = self.at("inspector")
        inspector.page.eval_on_selector("#act-pass_gate [name=gate_kind]", "e => { e.value = 'put_right' }")
        inspector.act("pass_gate", ground="看过了，都办好了。")
        left = f"还有 {len(self.measures())} 项措施没有完成"
        inspector.sees(f"“整改到位”还不能过：责任单位还没有报完成；{left}；还没有佐证材料。")
        inspector.faults.pop()  # the console names every 422
        assert self.passed() == []
        self.stands("rectifying", "柳溪镇 何敏")

    def submit(self) -> None:
        """Every measure done, one with two photos, then submitted."""
        township = self.at("township")
        township.act("measure_done", papers=[shot("搬家"), shot("新居")], caption="搬进村部安置房")
        township.sees("这一项已完成。")
        for _ in self.measures()[1:]:
            township.act("measure_done")
        said = {"relation": "head", "accepted_by": "谢长福", "asked_how": "visit"}
        if len(self.gates) == 4:
            said["achieved"] = "已搬进安置房，台账补登 1 户"
        township.act("submit", **said)
        township.sees("已报完成，等核验。")
        self.stands("submitted", self.verifiers)
        self.ring(township, *["待核验"] * len(self.gates))

    def refuse_own_verification(self) -> None:
        """Whoever rectified cannot verify, nor can a colleague."""
        ((version,),) = self.ask("select version from problems_problem where id = %s", self.pk)
        given = {"version": str(version), "gate_kind": "found_out", "ground": "自己看过，办好了。"}
        status, page = self.sit("township").posts(f"/problems/{self.pk}/do/pass_gate/", **given)
        assert status == 422
        assert (
            "您的单位是责任单位或参加过整改，要由另一个单位核验。您经手过这件的整改，要由另一位同志核验。"
            in page
        )
        status, page = self.sit("township_colleague").posts(f"/problems/{self.pk}/do/pass_gate/", **given)
        assert (status, "您的单位是责任单位或参加过整改" in page, "您经手过" in page) == (422, True, False)
        assert self.passed() == []

    def return_once(self) -> None:
        """The first gate passes, the second goes back with a reason."""
        inspector = self.at("inspector")
        self.pass_gate(inspector, "问题查清")
        self.ring(inspector, "已过", *["待核验"] * (len(self.gates) - 1))
        inspector.act("return", gate_kind="put_right", reason="没有新台账的照片，请补一张。")
        inspector.sees("已退回，责任单位会看到原因。")
        self.stands("returned", "柳溪镇 何敏")
        assert self.passed() == [("found_out", 0, "黎向东")]

    def resubmit(self) -> None:
        """The township reads why, adds what was missing and submits again."""
        township = self.at("township")
        township.sees("没有新台账的照片，请补一张。", "aside")
        township.act("evidence", papers=[shot("台账")], caption="补登后的台账")
        township.act("submit")
        self.stands("submitted", self.verifiers)

    def pass_rest(self) -> None:
        """The remaining gates pass one by one; until the last the problem stays open."""
        inspector = self.at("inspector")
        for place, gate in enumerate(self.gates[1:], start=2):
            self.stands("submitted", self.verifiers)
            self.pass_gate(inspector, gate)
            self.ring(inspector, *["已过"] * place, *["待核验"] * (len(self.gates) - place))

    def pass_gate(self, inspector: Hand, gate: str) -> None:
        """Passes the gate that is offered, which must be this one."""
        assert inspector.page.input_value("#act-pass_gate [name=gate_kind]") == KINDS[gate]
        inspector.act("pass_gate", ground=f"到户看过，{gate}属实。")
        inspector.sees("这一关已过。")

    def passed(self) -> list[tuple[Any, ...]]:
        """Gates passed: kind, round, by whom."""
        return self.ask(
            "select kind, round, p.name from problems_gate g join accounts_person p on p.id = g.by_id where problem_id = %s and state = 'passed' order by \"order\"",
            self.pk,
        )

    def closed(self, look_back: int) -> None:
        """Closed by itself, once, with a look-back so many days after the close, on the page and in the database."""
        self.stands("closed", self.verifiers)
        rounds = {"put_right": 1}
        assert self.passed() == [(KINDS[g], rounds.get(KINDS[g], 0), "黎向东") for g in self.gates]
        rows = self.ask(
            "select (p.closed_at at time zone 'Asia/Shanghai')::date, l.due_on - (p.closed_at at time zone 'Asia/Shanghai')::date"
            " from problems_problem p join problems_lookback l on l.problem_id = p.id where p.id = %s and l.done_on is null",
            self.pk,
        )
        assert rows == [(clock.today(), look_back)]
        lines = self.ask(
            "select code, count(*) from journal_journalline where object_type = 'problems.problem' and object_id = %s group by code",
            self.pk,
        )
        assert dict(lines)["problem.closed"] == 1
        due = clock.today() + timedelta(days=look_back)
        office = self.at("office")
        office.sees("已销号", ".head")
        office.sees(f"回头看（销号后 {look_back} 天）", ".tl")
        office.sees(f"{due.month}月{due.day}日", "main")
        self.ring(office, *["已过"] * len(self.gates))
        page = self.sit("assessor").go("/").page
        drawn = page.locator("tr", has=page.locator(f"a[href='/problems/{self.pk}/']"))
        assert f"{len(self.gates)}/{len(self.gates)}" in drawn.inner_text()
