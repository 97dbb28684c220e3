"""The second road: where a problem stands, worked out once from its children's rows and once from its journal alone."""

from __future__ import annotations

from typing import Any

from bihuan.web.areas.models import Unit
from tests.web.problems.any_order.rows import Row, Rows

AT_WORK = ("issued", "acknowledged", "working", "forwarded", "returned")
Standing = tuple[str, str, int | None]


def standing(rows: Rows, units: dict[int, Unit]) -> Standing:
    """(state, what is waited for, which unit is waited for or None where any county verifier may act)."""
    own, lead = rows.own, rows.lead
    if own["merged_into_id"]:
        return "merged", "", None
    if lead is None:
        return "unassigned", "assign", _township(units, own["raised_unit_id"])
    match lead["state"]:
        case "issued":
            return "reopened" if own["rounds"] else "assigned", "acknowledge", lead["unit_id"]
        case "accepted" if rows.gates_now and all(map(_settled, rows.gates_now)):
            return _over(rows, units)
        case "accepted" | "submitted":
            again = own["recheck"] is not None and own["recheck"] == own["rounds"]
            return "recheck" if again else "submitted", "verify", _verifier(rows, units)
    state = "returned" if lead["state"] == "returned" else "rectifying"
    if any(e["state"] == "asked" and e["part_id"] is None for e in rows.extensions):
        return state, "extend", lead["issued_unit_id"]
    below = [p for p in rows.parts if p["parent_id"] == lead["id"] and p["state"] in AT_WORK]
    busy = below[0] if below and lead["state"] == "forwarded" else lead
    return state, "acknowledge" if busy["state"] == "issued" else "rectify", busy["unit_id"]


def _over(rows: Rows, units: dict[int, Unit]) -> Standing:
    state, waits = ("routine", "check") if rows.own["profile"] == "standing" else ("closed", "look_back")
    if not any(x["done_on"] is None for x in rows.look_backs):
        return state, "", None
    return state, waits, _verifier(rows, units)


def _settled(gate: Row) -> bool:
    return gate["state"] in ("passed", "not_applicable") and bool(gate["ground"].strip())


def _township(units: dict[int, Unit], pk: int) -> int | None:
    """The township above a village or a team."""
    if units[pk].kind not in ("village", "team"):
        return None
    return next((above for above in units[pk].chain[1:] if units[above].kind == "township"), None)


def hands(rows: Rows) -> tuple[set[int], set[int]]:
    """(people, units) who had a hand in it, in any round: owners, those who signed or worked, those whose evidence proves a measure."""
    parts = [p for p in rows.assignments if p["state"] != "withdrawn" or p["acknowledged_at"]]
    proofs = [e for e in rows.evidence if e["measure_id"] and not e["withdrawn_at"]]
    steps = [m for m in rows.measures if m["done_at"]]
    people = {h for p in parts for h in (*p["hands"], p["owner_id"])}
    people |= {e["uploaded_by_id"] for e in proofs} | {m["done_by_id"] for m in steps}
    places = {r["unit_id"] for r in (*parts, *steps)} | {e["uploaded_unit_id"] for e in proofs}
    return people - {None}, places


def _verifier(rows: Rows, units: dict[int, Unit]) -> int | None:
    lead, own = rows.lead, rows.own
    assert lead is not None
    mild = own["severity"] != "severe" and not own["higher_level"]
    if own["recheck"] is not None or not mild:
        return None
    busy, town, issuer = hands(rows)[1], _township(units, lead["unit_id"]), lead["issued_unit_id"]
    if town and town not in busy and issuer in (town, lead["unit_id"]):
        return town
    if units[issuer].kind in ("office", "inspection") and issuer not in busy:
        return int(issuer)
    return None


class Replay:
    """Reads a problem's journal from its first line and says after each what state that makes."""

    def __init__(self) -> None:
        self.state, self.lead, self.round, self.recheck = "", "", 0, -1
        self.due: str | None = None

    def read(self, line: Row) -> None:
        """Takes in one line. Lines of other codes change no state."""
        step = getattr(self, "_" + line["code"].removeprefix("problem."), None)
        if step is not None:
            step(line, line["data"])

    def _raised(self, line: Row, data: Any) -> None:
        self.state = "unassigned"

    def _assigned(self, line: Row, data: Any) -> None:
        self.lead, self.due = data["units"].split("，")[0], data["due"]
        self.state = "reopened" if self.round else "assigned"

    def _claimed(self, line: Row, data: Any) -> None:
        claimer, *rest = data["answer"].split("，")
        led = [words.removesuffix("牵头") for words in rest if words.endswith("牵头")]
        self.lead = led[0] if led else claimer
        self.state = "rectifying" if self.lead == line["unit_name"] else "assigned"

    def _acknowledged(self, line: Row, data: Any) -> None:
        if line["unit_name"] == self.lead:
            self.state = "rectifying"

    def _forwarded(self, line: Row, data: Any) -> None:
        if line["unit_name"] == self.lead:
            self.state = "rectifying"

    def _withdrawn(self, line: Row, data: Any) -> None:
        if data["unit"] == self.lead:
            self.state, self.lead = "unassigned", ""

    def _submitted(self, line: Row, data: Any) -> None:
        self.state = "recheck" if self.recheck == self.round else "submitted"

    def _spot_submitted(self, line: Row, data: Any) -> None:
        """Nobody dispatched it: who put it right on the spot leads."""
        self.lead, self.state = line["unit_name"], "submitted"

    def _returned(self, line: Row, data: Any) -> None:
        self.state = "returned"

    def _sample_failed(self, line: Row, data: Any) -> None:
        self.state, self.recheck = "returned", self.round

    def _sample_pulled(self, line: Row, data: Any) -> None:
        self.state, self.recheck = "recheck", self.round

    def _closed(self, line: Row, data: Any) -> None:
        self.state = "closed"

    _closed_for_good = _closed

    def _made_routine(self, line: Row, data: Any) -> None:
        self.state = "routine"

    def _found_again(self, line: Row, data: Any) -> None:
        self.state, self.round, self.due = "reopened", self.round + 1, data["due"]

    _found_by_run = _check_failed = _found_again

    def _merged(self, line: Row, data: Any) -> None:
        self.state, self.lead = "merged", ""

    def _split(self, line: Row, data: Any) -> None:
        self.state = "unassigned"

    def _extension_approved(self, line: Row, data: Any) -> None:
        self.due = data["to"]

    def _event_happened(self, line: Row, data: Any) -> None:
        self.due = data["due"]


def replayed(lines: list[Row]) -> Replay:
    """The journal read to its end."""
    made = Replay()
    for line in lines:
        made.read(line)
    return made
