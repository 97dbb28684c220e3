"""Who may set a gate, and what a gate still lacks."""

from __future__ import annotations

from collections.abc import Iterable

from bihuan.web.problems.acceptance import HOUSEHOLD
from bihuan.web.problems.states.cases import COUNTY_VERIFIERS, Case, GateView, Verifier

REASON_LENGTH = 4


def involved(case: Case) -> tuple[frozenset[int], frozenset[int]]:
    """Returns (people, units) who owned or rectified it, in any round. A part withdrawn before it was acknowledged does not count."""
    parts = [p for p in case.parts if p.live or p.was_acknowledged]
    steps = [s for s in case.steps if s.done]
    proofs = [p for p in case.proofs if p.step is not None]
    people = {person for p in parts for person in (*p.hands, p.owner) if person}
    people |= {s.by for s in steps if s.by} | {p.by for p in proofs}
    units = {p.unit for p in parts} | {s.unit for s in steps} | {p.unit for p in proofs}
    return frozenset(people), frozenset(units)


def verifier_faults(case: Case, who: Verifier) -> list[str]:
    """Returns why `who` may not verify this problem, in Chinese; empty when they may."""
    people, units = involved(case)
    faults = []
    if who.unit in units:
        faults.append("您的单位是责任单位或参加过整改，要由另一个单位核验。")
    if who.person in people:
        faults.append("您经手过这件的整改，要由另一位同志核验。")
    if who.person in case.barred[0] or who.unit in case.barred[1]:
        faults.append("这件原来由您或您的单位核验，抽验没有过，要由县里另外的同志重新核验。")
    if who.role not in COUNTY_VERIFIERS:
        faults += _township_faults(case, who)
    return faults


def _township_faults(case: Case, who: Verifier) -> list[str]:
    if case.severe:
        return ["严重问题和上级交办的问题，由县帮扶办或督查组核验。"]
    if case.recheck is not None:
        return ["抽验不过的一批，由县帮扶办或督查组重新核验。"]
    lead = case.lead
    if lead is not None and who.unit not in lead.chain[1:]:
        return ["乡镇只核验本乡镇的村和工作队整改的问题，这一件由县里核验。"]
    return []


def sample_faults(case: Case, who: Verifier, township: int) -> list[str]:
    """Returns why `who` may not verify by sample what `township` verified; empty when they may: neither they nor their unit had
    a hand in the rectification or in any of its gates."""
    people, units = setters(case.gates)
    faults = verifier_faults(case, who)
    if who.unit in units or who.unit == township:
        faults.append("这件是您的单位核验的，要由另一个单位抽验。")
    if who.person in people:
        faults.append("您核验过这件的一关，要由另一位同志抽验。")
    return faults


def lacks(case: Case, kind: str, *, exception: str = "") -> list[str]:
    """Returns what the gate `kind` still lacks before it can be passed, in Chinese; `exception` excuses early evidence."""
    return {
        "found_out": _found_out,
        "put_right": _put_right,
        "up_to_standard": _standard,
        "accepted": _accepted,
    }[kind](case, exception)


def _stated(case: Case, kind: str) -> str:
    gate = case.gate(kind)
    return gate.stated.strip() if gate else ""


def submitted(case: Case) -> bool:
    """Whether the lead unit says it is finished."""
    return case.lead is not None and case.lead.state in ("submitted", "accepted")


def _found_out(case: Case, exception: str) -> list[str]:
    missing = [] if case.lead else ["还没有交办"]
    if not _stated(case, "found_out"):
        missing.append("责任单位还没有写明原因")
    asked, answered, _ended = case.sweep_units
    if case.sweep_asked and not asked and not case.swept.strip():
        missing.append("要求举一反三，还没有写查到的情况")
    if asked > answered:
        missing.append(f"举一反三还有 {asked - answered} 个单位没有答复")
    return missing


def _put_right(case: Case, exception: str) -> list[str]:
    missing = [] if submitted(case) else ["责任单位还没有报完成"]
    return missing + unfinished(case, exception)


def unfinished(case: Case, exception: str = "") -> list[str]:
    """Returns what the rectification itself lacks: measures, their ends, evidence and its dates."""
    steps, missing = case.now_steps, []
    if not steps:
        return ["还没有整改措施"]
    open_steps = sum(not s.done for s in steps)
    if open_steps:
        missing.append(f"还有 {open_steps} 项措施没有完成")
    if case.profile.mechanism and not case.mechanism.strip():
        missing.append("还没有写明建立了什么机制")
    return missing + unproven(case, exception)


def unproven(case: Case, exception: str = "") -> list[str]:
    """Returns what evidence is still missing, whatever else is: what the unit can mend by adding some."""
    return _evidence(case, exception) + _document(case)


def _document(case: Case) -> list[str]:
    steps = {s.id for s in case.now_steps}
    if not case.profile.mechanism or any(p.step in steps and not p.photo for p in case.proofs):
        return []
    return ["机制要有文件作佐证（制度、办法、会议纪要），照片不算"]


def _evidence(case: Case, exception: str) -> list[str]:
    steps = {s.id for s in case.now_steps}
    proofs = [p for p in case.proofs if p.step in steps]
    missing, rule = [], case.profile
    if rule.evidence == "any" and not proofs:
        missing.append("还没有佐证材料")
    if rule.evidence == "each" and steps - {p.step for p in proofs}:
        missing.append(f"还有 {len(steps - {p.step for p in proofs})} 项措施没有佐证材料")
    if sum(p.photo for p in proofs) < rule.photos:
        missing.append(f"要 {rule.photos} 张照片")
    early = [p for p in proofs if p.day < case.discovered_on]
    if early and len(exception.strip()) < REASON_LENGTH:
        missing.append(f"{len(early)} 份佐证的日期早于发现日期，要写明例外理由")
    return missing


def _standard(case: Case, exception: str) -> list[str]:
    missing = [] if case.target.strip() else ["还没有成效目标"]
    return missing + _submitted_with(case, "up_to_standard", "责任单位还没有写现在达到什么程度")


def _accepted(case: Case, exception: str) -> list[str]:
    missing, gate = _submitted_with(case, "accepted", "还没有写明谁认可"), case.gate("accepted")
    if not missing and case.profile.household and gate and gate.relation not in HOUSEHOLD:
        missing.append("入户的要由户主、家庭成员或村民代表认可，写明谁、哪天、怎么问的")
    return missing


def _submitted_with(case: Case, kind: str, without: str) -> list[str]:
    if not submitted(case):
        return ["责任单位还没有报完成"]
    return [] if _stated(case, kind) else [without]


def settled(case: Case) -> bool:
    """Whether every gate is passed, or not applicable with a reason; a problem without gates never is."""
    return bool(case.gates) and all(g.done for g in case.gates)


def meddled(case: Case) -> list[str]:
    """Returns the gates set by somebody who owned or rectified the problem (never any, unless somebody joined afterwards).

    A comparison of data is nobody: who handed its data in was asked for when it set the gate (`run_faults`).
    """
    people, units = involved(case)
    set_by = [g for g in case.gates if g.done and not g.run]
    return [g.kind for g in set_by if g.by is None or g.by in people or g.by_unit in units]


def run_faults(case: Case, person: int | None, unit: int | None) -> list[str]:
    """Returns why a comparison of data that `person` of `unit` handed in may not pass this problem's gates; empty when it may."""
    people, units = involved(case)
    faults = [] if case.profile.by_run else ["只有“数据”一类由比对核验"]
    if case.severe or case.recheck is not None:
        faults.append("严重的、上级交办的和抽验不过的，由县里的同志核验")
    if unit is None or unit in units or person in people:
        faults.append("数据是整改单位自己导入的，要由县里的同志核验")
    return faults


def closable(case: Case) -> bool:
    """Whether the problem may be struck off: finished by its lead, every gate settled, each by somebody independent."""
    return submitted(case) and settled(case) and not meddled(case)


def guards(case: Case) -> tuple[frozenset[int], frozenset[int]]:
    """Returns (people, units) who set a gate in force now: they may not become owners or rectifiers afterwards."""
    return setters(case.gates)


def setters(gates: Iterable[GateView]) -> tuple[frozenset[int], frozenset[int]]:
    """Returns (people, units) who passed one of `gates` or set it aside."""
    done = [g for g in gates if g.done]
    return frozenset(g.by for g in done if g.by), frozenset(g.by_unit for g in done if g.by_unit)
