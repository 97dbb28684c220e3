"""Correcting what is known of a problem: what kind it is, how bad, who leads from above."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from bihuan.web.access import Actor, Refused, may
from bihuan.web.areas.models import Unit
from bihuan.web.problems.models import Assignment, Gate, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.raising import fit_tags
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import COUNTY_VERIFIERS
from bihuan.web.problems.states.gates import involved

COUNTY_KINDS = (Unit.Kind.OFFICE, Unit.Kind.INSPECTION)
KEEPERS = ("office", "clerk", "township")
NAMES = {"category": "类别", "project": "项目", "found_by": "发现人"}


@transaction.atomic
def describe(
    actor: Actor,
    problem: Problem | int,
    *,
    category: str | None = None,
    project: str | None = None,
    found_by: str | None = None,
    tags: Sequence[str] | None = None,
    remark: str | None = None,
    version: int | None = None,
) -> Problem:
    """Corrects what is given and leaves the rest (None). Tags and remark: by whoever may write the row, also after the close-out;
    category, project and finder: by who registered it, the office, its clerk, or the township it lies in. NotNow when nothing differs.
    """
    work = change(actor, problem, "problem.read", version)
    said = _facts(work, {"category": category, "project": project, "found_by": found_by})
    if tags is not None and fit_tags(tags) != work.problem.tags:
        work.problem.tags = fit_tags(tags)
        said.append(f"标签{'、'.join(work.problem.tags) or '清空'}")
    if remark is not None and remark.strip() != work.problem.remark:
        work.problem.remark = remark.strip()
        said.append("备注")
    if not said:
        raise NotNow("和原来一样，没有要改的。")
    return work.done("problem.described", what="，".join(said))


def _facts(work: Change, given: dict[str, str | None]) -> list[str]:
    """Sets the facts that differ; what was changed, in words."""
    changed = {
        name: value.strip()
        for name, value in given.items()
        if value is not None and value.strip() != getattr(work.problem, name)
    }
    if changed:
        _refuse_strangers(work)
    for name, value in changed.items():
        most = Problem._meta.get_field(name).max_length  # type: ignore[union-attr]
        if most and len(value) > most:
            raise NotNow(f"{NAMES[name]}最多 {most} 个字，现在 {len(value)} 个，请删减。")
        setattr(work.problem, name, value)
    return [f"{NAMES[name]}“{value or '空'}”" for name, value in changed.items()]


def _refuse_strangers(work: Change) -> None:
    actor, problem = work.actor, work.problem
    if problem.over:
        raise NotNow("已经销号的只能改标签和备注。")
    own = may(actor.role, "problem.raise") and problem.raised_unit_id == actor.unit_id
    if not own and actor.role not in KEEPERS:
        raise NotNow("类别、项目、发现人由登记单位、县帮扶办或所在乡镇改。有误请告诉登记单位。")


@transaction.atomic
def set_severity(
    actor: Actor, problem: Problem | int, severity: str, reason: str, *, version: int | None = None
) -> Problem:
    """Sets how bad it is, with a reason. Severe problems are verified by the county, so only the office or an inspector who has had
    nothing to do with the rectification may lower it; and what a township passed before is asked again when it becomes severe.
    """
    work = change(actor, problem, "problem.grade", version)
    if severity not in Problem.Severity.values:
        raise NotNow("程度只有“一般”和“严重”，请从这两个里选。")
    if work.problem.over:
        raise NotNow("已经销号的不再改程度。又发现的，请记回头看的结果。")
    if severity == work.problem.severity:
        raise NotNow(f"已经是“{work.problem.get_severity_display()}”，不用再改。")
    why = wanted(reason, f"为什么定为“{Problem.Severity(severity).label}”")
    if severity == Problem.Severity.NORMAL:
        _refuse_lowering(work)
    before = work.problem.get_severity_display()
    grade(work, severity, why)
    return work.done("problem.severity_set", before=before, after=Problem.Severity(severity).label, note=why)


def grade(work: Change, severity: str, why: str) -> None:
    """Sets severity, reason and who set it; what others than the county passed is asked again once it is severe."""
    problem = work.problem
    problem.severity, problem.severity_reason = severity, why
    problem.severity_by_id, problem.severity_unit_id = work.actor.person_id or None, work.actor.unit_id
    problem.save()  # who verifies is derived from it
    if problem.severe:
        ask_again(work)


def ask_again(work: Change) -> None:
    """Gates set by others than the county wait again in a new round, with what was stated for them; the old rows stay."""
    for gate in current_gates(work.problem.gates.select_related("by_unit")):
        decided = gate.state in (Gate.State.PASSED, Gate.State.NOT_APPLICABLE)
        if decided and gate.by_unit and gate.by_unit.kind not in COUNTY_KINDS:
            Gate.objects.create(
                problem=work.problem, kind=gate.kind, order=gate.order, round=gate.round + 1,
                stated=gate.stated, stated_by_id=gate.stated_by_id, stated_at=gate.stated_at,
            )  # fmt: skip


def _refuse_lowering(work: Change) -> None:
    if work.actor.role not in COUNTY_VERIFIERS:
        raise Refused("“严重”改回“一般”由县帮扶办或督查组定。需要改的话，请写明理由告诉县帮扶办。")
    people, units = involved(work.case)
    if work.actor.unit_id in units or work.actor.person_id in people:
        raise NotNow("您或您的单位参加过这件的整改，不能把程度改轻。请由没有经手的县级同志定。")


@transaction.atomic
def name_official(
    actor: Actor, problem: Problem | int, official: str, *, version: int | None = None
) -> Problem:
    """Names the lead official of the lead unit; by that unit, by who dispatched it, or by the office."""
    work = change(actor, problem, "problem.rectify", version)
    lead = (
        Assignment.objects.filter(problem=work.problem, round=work.problem.rounds, role="lead")
        .exclude(state="withdrawn")
        .first()
    )
    if lead is None:
        raise NotNow("还没有交办，责任领导在交办时填。")
    if work.problem.over:
        raise NotNow("已经销号的不再换责任领导。")
    if actor.role != "office" and actor.unit_id not in (lead.unit_id, lead.issued_unit_id):
        raise NotNow("责任领导由责任单位或交办单位填。")
    lead.lead_official = wanted(official, "责任领导的职务和姓名", 2)[:60]
    lead.save(update_fields=["lead_official"])
    return work.done("problem.official_named", official=lead.lead_official)
