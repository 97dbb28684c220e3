"""What somebody of the county does next: the step a problem waits for, by whoever it waits for, as the form of the page sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

from bihuan.web.config import clock
from tests.web.campaigns.kit import DOCUMENT
from tests.web.kill.county.callers import Caller
from tests.web.problems.steps import LIUXI, SONGWAN, WANGLING, photo

# Who acts for a unit.
PEOPLE = {
    "县帮扶办": ("office", "office_colleague"),
    "柳溪镇": ("township", "township_colleague"),
    "望岭乡": ("township_outsider",),
    "县住建局": ("department", "department_colleague"),
    "县水利局": ("department_outsider",),
    "松湾村": ("village", "village_colleague"),
    "石坳口村": ("village_outsider",),
    "督查": ("inspector", "inspector_outsider"),
    "县领导": ("leader",),
}
KEYS = sorted({key for keys in PEOPLE.values() for key in keys})
LEADS = ("柳溪镇", "望岭乡", "县住建局", "县水利局")
HOMES = {"township": LIUXI, "township_outsider": WANGLING, "village": SONGWAN, "office": LIUXI}
BELOW = {"柳溪镇": "松湾村", "望岭乡": "石坳口村"}


@dataclass
class Desk:
    """All that a person of the simulation works with: chance, callers by key, units by name, and questions to the database."""

    rng: Random
    callers: dict[str, Caller]
    units: dict[str, int]
    ask: Any
    number: int = 0

    def somebody(self, unit: str) -> Caller:
        return self.callers[self.rng.choice(PEOPLE[unit])]

    def words(self, start: str) -> str:
        """Words nobody else says."""
        self.number += 1
        return f"{start}{self.number}·{self.rng.getrandbits(40):x}"

    def day(self, days: int) -> str:
        return (clock.today() + timedelta(days=days)).isoformat()

    def picture(self, name: str) -> BytesIO:
        made = photo(f"#{self.rng.getrandbits(24):06x}")
        made.name = name
        return made


def step(d: Desk) -> None:
    """One thing somebody does."""
    d.rng.choices(
        (_advance, _raise, _spot, _look, _export, _pack, _answer, _plan, _say),
        (60, 10, 6, 4, 3, 4, 6, 2, 3),
    )[0](d)


def _raise(d: Desk) -> None:
    key = d.rng.choice(sorted(HOMES))
    d.callers[key].post(
        d.rng, "raise", "/problems/new/", title=d.words("供水断续"), area_code=HOMES[key],
        source="self", discovered_on=d.day(0), severity="normal", profile_key="general",
        target="24小时供水", deadline_kind="dated", due=d.day(20),
    )  # fmt: skip


def _spot(d: Desk) -> None:
    d.callers["village"].post(
        d.rng, "spot", "/problems/on-the-spot/", title=d.words("屋面漏雨"), area_code=SONGWAN,
        before=d.picture("前.jpg"), after=d.picture("后.jpg"), done="换瓦18片，疏通檐沟",
        accepted_by="户主", signed="谢长福",
    )  # fmt: skip


def _look(d: Desk) -> None:
    d.callers[d.rng.choice(KEYS)].get(d.rng.choice(("/", "/problems/", "/problems/look-backs/", "/notices/")))


def _export(d: Desk) -> None:
    d.callers["office"].get("/problems/?saved=all&export=xlsx")


def _pack(d: Desk) -> None:
    """One problem's while one waits, or that of five as a job."""
    found = [pk for (pk,) in d.ask("select id from problems_problem order by id")]
    many = d.rng.sample(found, min(len(found), d.rng.choice((1, 5))))
    d.callers["office"].post(d.rng, "pack", "/problems/packs/make/", problem=many)


def _answer(d: Desk) -> None:
    waiting = d.ask(
        "select a.id, a.version, u.name from campaigns_answer a join areas_unit u on u.id = a.unit_id"
        " where a.state = 'open' order by a.id"
    )
    mine = [row for row in waiting if row[2] in PEOPLE]
    if not mine:
        _look(d)
        return
    pk, version, unit = d.rng.choice(mine)
    d.somebody(unit).post(
        d.rng, "answer", f"/campaigns/answers/{pk}/", keyed=False, state="none_found", looked="on_site",
        text=d.words("逐户看过"), version=version,
    )  # fmt: skip


def _plan(d: Desk) -> None:
    made = BytesIO((DOCUMENT + d.words("附")).encode())
    made.name = "方案.txt"
    d.callers["office"].post(d.rng, "plan", "/campaigns/plans/new/", file=made)


def _say(d: Desk) -> None:
    """A leader instructs, the office reminds."""
    found = d.ask("select id, version from problems_problem order by id")
    pk, version = d.rng.choice(found)
    if d.rng.random() < 0.5:
        act(d, d.callers["leader"], "instruct", pk, version, text=d.words("请抓紧"))
    else:
        d.callers["office"].post(d.rng, "remind", f"/problems/{pk}/remind/", keyed=False, text=d.words("催"))


def act(d: Desk, who: Caller, key: str, pk: int, version: int, /, **form: Any) -> None:
    """A step on a problem's page."""
    who.post(d.rng, key, f"/problems/{pk}/do/{key}/", version=version, **form)


_OPEN = """
select p.id, p.version, p.waiting_for, coalesce(u.name, ''), coalesce(l.name, ''), p.rounds
from problems_problem p left join areas_unit u on u.id = p.waiting_unit_id left join areas_unit l on l.id = p.lead_unit_id
where p.merged_into_id is null order by p.id
"""


def _advance(d: Desk) -> None:
    """The step some problem waits for. Often two people have the same in mind: the second is told so."""
    found = d.ask(_OPEN)
    pk, version, waits, unit, lead, rounds = d.rng.choice(found)
    match waits:
        case "assign":
            act(
                d, d.somebody("县帮扶办"), "assign", pk, version, lead=d.units[d.rng.choice(LEADS)],
                kind="dated", due=d.day(30), target="24小时供水", note=d.words("交代"),
            )  # fmt: skip
        case "acknowledge":
            act(d, d.somebody(unit), "acknowledge", pk, version)
        case "rectify" if unit == lead:
            _rectify(d, pk, version, unit, rounds)
        case "rectify":
            act(d, d.somebody(unit), "submit", pk, version, note=d.words("村里办好"))
        case "extend":
            yes = d.rng.choice(("yes", "no"))
            act(d, d.somebody("县帮扶办"), "decide_extension", pk, version, approve=yes, note=d.words("看过"))
        case "verify":
            _verify(d, pk, version, unit)
        case "look_back":
            _look_back(d, pk, version)


def _rectify(d: Desk, pk: int, version: int, unit: str, rounds: int) -> None:
    who = d.somebody(unit)
    stated = d.ask(
        "select stated from problems_gate where problem_id = %s and kind = 'found_out' order by round desc limit 1",
        pk,
    )
    steps = d.ask(
        "select id, done_at, unit_id from problems_measure where problem_id = %s and round = %s", pk, rounds
    )
    left = [each for each in steps if each[1] is None]
    if not stated[0][0]:
        act(d, who, "cause", pk, version, cause=d.words("管道建成二十年"))
    elif not steps:
        act(d, who, "measures", pk, version, measures_text=d.words("更换主管"))
    elif left:
        act(
            d, who, "measure_done", pk, version, measure=left[0][0], done_on=d.day(0),
            papers=d.picture("主管.jpg"), caption=d.words("换好"),
        )  # fmt: skip
    elif d.rng.random() < 0.2:
        act(
            d, who, "evidence", pk, version, measure=steps[0][0],
            papers=d.picture("水表.jpg"), caption=d.words("水表"),
        )  # fmt: skip
    elif d.rng.random() < 0.12:
        act(
            d, who, "request_extension", pk, version, to=d.day(40 + d.number % 90), reason=d.words("连续下雨")
        )
    elif d.rng.random() < 0.12 and unit in BELOW:
        act(d, who, "forward", pk, version, units=d.units[BELOW[unit]], note=d.words("请村里看"))
    else:
        act(
            d, who, "submit", pk, version, achieved="已通水", relation="head", accepted_by="谢长福",
            asked_on=d.day(0), asked_how="visit", note=d.words("办好"),
        )  # fmt: skip


def _verify(d: Desk, pk: int, version: int, unit: str) -> None:
    who = d.somebody(unit if unit in ("柳溪镇", "望岭乡") else "督查")
    gates = d.ask(
        "select distinct on (kind) kind, state from problems_gate where problem_id = %s order by kind, round desc",
        pk,
    )
    waiting = [kind for kind, state in gates if state == "waiting"]
    if not waiting:
        return
    kind, words = d.rng.choice(waiting), d.words("现场看过")
    on_the_spot = d.ask("select profile from problems_problem where id = %s", pk) == [("on_the_spot",)]
    if d.rng.random() < 0.1:
        act(d, who, "return", pk, version, gate_kind=kind, reason=words)
    elif on_the_spot:
        act(d, who, "pass_all", pk, version, ground=words)
    else:
        act(d, who, "pass_gate", pk, version, gate_kind=kind, ground=words)


def _look_back(d: Desk, pk: int, version: int) -> None:
    again = d.rng.random() < 0.4
    act(
        d, d.somebody("督查"), "look_back", pk, version, how="on_site", looked_at="主管和水表", met="谢长福",
        outcome="found_again" if again else "holds", note=d.words("到村里看过"), due=d.day(25) if again else "",
        papers=d.picture("回头看.jpg"),
    )  # fmt: skip
