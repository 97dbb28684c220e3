"""The state of a problem, its Chinese word, and who is waited for: one pure function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bihuan.web.problems.states.cases import COUNTY_VERIFIERS, Case, Part
from bihuan.web.problems.states.gates import involved, settled

STATES: dict[str, str] = {
    "unassigned": "待交办",
    "assigned": "待签收",
    "rectifying": "整改中",
    "submitted": "待核验",
    "recheck": "整批重核",
    "returned": "退回重改",
    "closed": "已销号",
    "reopened": "重新打开",
    "routine": "转常态化",
    "merged": "已并入",
}
WAITS: dict[str, str] = {
    "assign": "交办",
    "acknowledge": "签收",
    "rectify": "整改",
    "verify": "核验",
    "extend": "批延期",
    "look_back": "回头看",
    "check": "检查",
    "": "",
}
COUNTY = "县帮扶办或督查组"

__all__ = ["COUNTY", "COUNTY_VERIFIERS", "STATES", "WAITS", "Standing", "derive", "future", "verifier"]


@dataclass(frozen=True)
class Standing:
    """Where a problem stands. `unit` is None where any county verifier may act; `who` are words, empty when nobody is waited for."""

    state: str
    waits: str = ""
    unit: int | None = None
    who: str = ""
    since: datetime | None = None

    @property
    def label(self) -> str:
        return STATES[self.state]

    @property
    def words(self) -> str:
        """等 柳溪镇 何敏 整改."""
        return f"等 {self.who} {WAITS[self.waits]}" if self.who else ""


def derive(case: Case) -> Standing:
    """Returns where the problem stands, from its assignments and gates alone."""
    if case.merged:
        return Standing("merged")
    lead = case.lead
    if lead is None:
        unit, name = case.dispatcher
        return Standing("unassigned", "assign", unit, name, case.raised_at)
    if lead.state == "accepted" and settled(case):
        return _over(case)
    return {"issued": _issued, "submitted": _submitted, "accepted": _submitted}.get(lead.state, _at_work)(
        case, lead
    )


def _over(case: Case) -> Standing:
    state, waits = ("routine", "check") if case.profile.routine else ("closed", "look_back")
    if case.look_back_due is None:
        return Standing(state, since=case.closed_at)
    unit, name = verifier(case)
    return Standing(state, waits, unit, name, case.closed_at)


def _issued(case: Case, lead: Part) -> Standing:
    return Standing(
        "reopened" if case.rounds else "assigned", "acknowledge", lead.unit, lead.who, lead.moved_at
    )


def _submitted(case: Case, lead: Part) -> Standing:
    unit, name = verifier(case)
    return Standing("recheck" if case.rechecking else "submitted", "verify", unit, name, lead.moved_at)


def _at_work(case: Case, lead: Part) -> Standing:
    state = "returned" if lead.state == "returned" else "rectifying"
    if case.extension_asked:
        return Standing(state, "extend", lead.issuer, lead.issuer_name, case.extension_asked)
    part = _worker(case, lead)
    return Standing(
        state, "acknowledge" if part.state == "issued" else "rectify", part.unit, part.who, part.moved_at
    )


def _worker(case: Case, lead: Part) -> Part:
    """Who has it in hand: the first unit it was forwarded to that has not answered, else the lead itself."""
    busy = ("issued", "acknowledged", "working", "forwarded", "returned")
    below = (p for p in case.children(lead) if p.state in busy) if lead.state == "forwarded" else ()
    return next(iter(below), lead)


def verifier(case: Case) -> tuple[int | None, str]:
    """Returns whose turn verification is: the township above a village it told to do it, else the county unit that dispatched it.

    Severe ones, those of a higher level and what a failed sample pulled back are for any county verifier: they stand on the
    inspectors' first screens, not on that of the office that dispatched them alone.
    """
    lead, (_, units) = case.lead, involved(case)
    if lead is None or case.severe or case.recheck is not None:
        return None, COUNTY
    station = lead.station
    if station and lead.issuer in (station[0], lead.unit) and station[0] not in units:
        return station
    if lead.issuer_verifies and lead.issuer not in units:
        return lead.issuer, lead.issuer_name
    return None, COUNTY


def future(case: Case) -> list[str]:
    """Returns the gates still to come, in order."""
    return [g.kind for g in case.gates if not g.done]
