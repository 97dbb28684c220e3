"""The one way in for what other parts of the product find: findings, visits, inspections, complaints.

A finding is named by its source and its key there. Handed in twice it is the same problem. That it was seen again, or no longer,
is written down as evidence for a gate; it never closes, reopens or changes a problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from bihuan.web import journal
from bihuan.web.access import Actor, require
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems.models import Finding, Problem, Sighting
from bihuan.web.problems.services.base import NotNow
from bihuan.web.problems.services.raising import raise_problem

LONGEST_KEY = 120


@dataclass(frozen=True)
class Report:
    """What was found: its key within its source, and a line of words for the page."""

    key: str
    text: str = ""


@dataclass(frozen=True)
class Taken:
    """The problem that a report stands under. `new` is false when it was known before."""

    problem: Problem
    new: bool


@transaction.atomic
def raise_from(
    actor: Actor,
    source: str,
    reports: Report | Sequence[Report],
    /,
    *,
    unit: Unit | None = None,
    **facts: Any,
) -> Taken:
    """Raises one problem for one report or a group of them, or returns the one that already stands for any of them.

    `facts` are those of `raise_problem`; `unit` says for whom a run of the machine (`system`) raises it. Reports of the group that
    are new join the problem that is there. NotNow when the group's reports already stand under different problems.
    """
    given = [reports] if isinstance(reports, Report) else list(reports)
    _check(source, given)
    who = _on_behalf(actor, unit)
    require(who, "problem.raise")
    known = _known(source, given)
    standing = [finding.problem.merged_into or finding.problem for finding in known.values()]
    problems = {problem.pk: problem for problem in standing}
    if len(problems) > 1:
        numbers = "、".join(sorted(p.number for p in problems.values()))
        raise NotNow(
            f"这一组里的情况已经分别登记为 {numbers}，不能再合成一件。请分开登记，或先把那几件并成一件。"
        )
    there = next(iter(problems.values()), None)
    problem = there or raise_problem(who, **facts)
    _attach(who, problem, source, [each for each in given if each.key not in known], new=there is None)
    return Taken(problem, there is None)


def known(source: str, keys: Iterable[str]) -> dict[str, Problem]:
    """Key -> the problem in sight that stands for it, for a preview; keys not yet raised are left out."""
    found = Finding.objects.filter(source=source, key__in=list(keys)).select_related("problem")
    return {finding.key: finding.problem for finding in found}


def seen_again(actor: Actor, source: str, keys: Iterable[str], on: date, *, run: str = "") -> int:
    """Notes that a later run or look saw these findings again; how many of them stand under a problem."""
    return _sight(actor, source, keys, Sighting.Kind.SEEN, on, run)


def vanished(actor: Actor, source: str, keys: Iterable[str], on: date, *, run: str = "") -> int:
    """Notes that these findings are no longer there: evidence for "put right", and nothing but evidence."""
    return _sight(actor, source, keys, Sighting.Kind.VANISHED, on, run)


def _check(source: str, given: Sequence[Report]) -> None:
    if source not in Finding.Source.values:
        raise ValueError(f"没有叫“{source}”的来源，请先写进 Finding.Source。")
    keys = [each.key for each in given]
    if not keys or not all(keys) or len(set(keys)) != len(keys) or max(map(len, keys)) > LONGEST_KEY:
        raise ValueError(
            f"每条情况要有自己的来源编号（不重复，最多 {LONGEST_KEY} 个字），现在是 {keys[:5]}。"
        )


def _on_behalf(actor: Actor, unit: Unit | None) -> Actor:
    """A run of the machine has no unit of its own; it raises for the unit it is told."""
    if unit is None or actor.role != "system":
        return actor
    return replace(actor, unit_id=unit.pk, unit_name=unit.short_name, chain=tuple(unit.chain))


def _known(source: str, given: Sequence[Report]) -> dict[str, Finding]:
    rows = Finding.objects.filter(source=source, key__in=[each.key for each in given])
    return {row.key: row for row in rows.select_related("problem__merged_into")}


def _attach(actor: Actor, problem: Problem, source: str, reports: Sequence[Report], *, new: bool) -> None:
    now = clock.now()
    rows = [
        Finding(problem=problem, source=source, key=each.key, text=each.text[:200], raised_at=now)
        for each in reports
    ]
    try:
        with transaction.atomic():
            Finding.objects.bulk_create(rows)
    except IntegrityError as taken:
        # The key is used by a problem out of sight, or by somebody who was faster just now.
        raise NotNow(
            "这条情况已经登记成问题，不在您能看到的范围内，或刚刚有人登记。这次没有登记；需要的话请问县帮扶办。"
        ) from taken
    if rows and not new:
        journal.write(actor, "problem.findings_joined", problem, count=len(rows), source=_label(source))


def _sight(actor: Actor, source: str, keys: Iterable[str], kind: str, on: date, run: str) -> int:
    """One line a finding, a day and a run: telling it twice says it once."""
    require(actor, "problem.raise")
    if on > clock.today():
        raise NotNow(f"日期 {on} 还没有到，请填实际查看的日子。")
    found = list(Finding.objects.filter(source=source, key__in=list(keys)).select_related("problem"))
    there = set(
        Sighting.objects.filter(finding__in=found, on=on, run=run).values_list("finding_id", flat=True)
    )
    fresh = [f for f in found if f.pk not in there]
    now = clock.now()
    Sighting.objects.bulk_create(
        [Sighting(problem=f.problem, finding=f, kind=kind, on=on, run=run, at=now) for f in fresh],
        ignore_conflicts=True,
    )
    code = "problem.finding_vanished" if kind == Sighting.Kind.VANISHED else "problem.finding_seen"
    for problem in {f.problem_id: f.problem for f in fresh}.values():
        count = sum(f.problem_id == problem.pk for f in fresh)
        journal.write(actor, code, problem, count=count, source=_label(source), on=on.isoformat(), run=run)
    return len(found)


def _label(source: str) -> str:
    return str(Finding.Source(source).label)
