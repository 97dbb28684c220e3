"""Merging two registrations of one thing, and taking them apart again. The rules and why: docs/decisions/0060-merging.md."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from bihuan.web.access import Actor
from bihuan.web.areas.models import Area
from bihuan.web.problems.models import Assignment, Problem
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.facts import ask_again, grade
from bihuan.web.problems.states import Case

# How much a way of closing asks for; what is merged may not get away with less.
STRICTNESS = {"data": 0, "on_the_spot": 1, "general": 2, "household": 3}
UNFINISHED = ("issued", "acknowledged", "working", "forwarded", "returned")


@transaction.atomic
def merge(
    actor: Actor, problem: Problem | int, into: Problem | int, reason: str, *, version: int | None = None
) -> Problem:
    """Merges `problem` into `into`, which goes on for both; returns `into`.

    1. Both are locked in the order of their ids, so that two who merge crosswise do not wait for each other.
    2. NotNow unless nothing is lost by it: see `_faults`.
    3. What makes verification stricter (severe, higher level, sweep asked) passes over; parts in hand of the merged one end.
    """
    pk, target = _pk(problem), _pk(into)
    if pk == target:
        raise NotNow("不能并入它自己，请填另一件的编号。")
    first = change(actor, min(pk, target), "problem.assign", version if pk < target else None)
    second = change(actor, max(pk, target), "problem.assign", None if pk < target else version)
    gone, kept = (first, second) if pk < target else (second, first)
    why, faults = wanted(reason, "为什么并入"), _faults(gone, kept)
    if faults:
        raise NotNow(f"不能并入 {kept.problem.number}：{'；'.join(faults)}。")
    _pass_over(gone, kept, why)
    _end_parts(gone, why, kept.problem.number)
    gone.problem.merged_into = kept.problem
    gone.problem.save()  # the state is derived from it
    gone.done("problem.merged", into=kept.problem.number, note=why)
    return kept.done("problem.merged_here", number=gone.problem.number, title=gone.problem.title, note=why)


@transaction.atomic
def split(actor: Actor, problem: Problem | int, reason: str, *, version: int | None = None) -> Problem:
    """Takes a merged problem out again: it waits to be dispatched, its first deadline as it was."""
    work = change(actor, problem, "problem.assign", version, merged_too=True)
    if work.problem.merged_into_id is None:
        raise NotNow("这件没有并入别的件，不用拆开。")
    why, kept = wanted(reason, "为什么拆开"), work.problem.merged_into
    work.problem.merged_into = None
    work.problem.save()  # the state is derived from it
    work.done("problem.split", into=kept.number, note=why)  # type: ignore[union-attr]
    left = change(actor, kept, "problem.assign", None)  # type: ignore[arg-type]
    rest = left.problem.merged.values_list("raised_unit_id", flat=True)
    left.problem.merged_units = sorted(set(rest))
    left.done("problem.split_here", number=work.problem.number, title=work.problem.title, note=why)
    return work.problem


def _pk(problem: Problem | int) -> int:
    return problem if isinstance(problem, int) else problem.pk


@dataclass(frozen=True)
class Two:
    """Both problems and their cases, read once."""

    gone: Problem
    kept: Problem
    case: Case
    other: Case


def _faults(gone: Change, kept: Change) -> list[str]:
    """Why these two may not become one, in Chinese; empty when nothing that was asked of the first gets lost."""
    two = Two(gone.problem, kept.problem, gone.case, kept.case)
    found = {**_own_faults(two), **_stage_faults(two), **_gate_faults(two), **_time_faults(two)}
    return [words for words, wrong in found.items() if wrong]


def _own_faults(two: Two) -> dict[str, bool]:
    p, q = two.gone, two.kept
    here = Area.objects.filter(code=q.area_code, valid_to=None).first()
    return {
        f"{p.number} 里已经并入了别的件，请反过来并": bool(p.merged_units),
        "两件不在一个地方": here is None or not here.lo <= p.area_code < here.hi,
        "两件是不同的户，各户要各自认可": p.household_id is not None and p.household_id != q.household_id,
        "两件不属于同一个专项行动": p.campaign_id is not None and p.campaign_id != q.campaign_id,
    }


def _stage_faults(two: Two) -> dict[str, bool]:
    """Only what nobody has in hand yet, or the same unit has; never what is finished or came back."""
    p, q, lead, other = two.gone, two.kept, two.case.lead, two.other.lead
    return {
        f"{p.number} 已经销号": p.over,
        f"{q.number} 已经销号，没有整改的件不能并进去": q.over,
        f"{p.number} 重新打开过，要单独看住": p.rounds > 0,
        f"{p.number} 已经交给别的单位": lead is not None and (other is None or other.unit != lead.unit),
        f"{p.number} 已经报完成，请先核验": lead is not None and lead.state not in UNFINISHED,
        f"{q.number} 已经报完成，没有整改的件不能并进去": other is not None and other.state not in UNFINISHED,
        f"{p.number} 的延期申请还没有批": two.case.extension_asked is not None,
    }


def _gate_faults(two: Two) -> dict[str, bool]:
    """What goes on must ask for as much: the same gates, as strict a way of closing, a cause not yet passed where a sweep is asked."""
    p, q = two.gone, two.kept
    asked, offered = ({g.kind for g in case.gates} for case in (two.case, two.other))
    found_out = two.other.gate("found_out")
    swept = bool(found_out and found_out.done) and p.sweep_asked and not q.sweep_asked
    return {
        "那一件少设了关": not asked <= offered,
        "那一件的销号方式更宽": not _as_strict(p.profile, q.profile),
        "那一件“问题查清”已过，而这一件要求举一反三": swept,
    }


def _time_faults(two: Two) -> dict[str, bool]:
    """Nobody wins time by it: the one that goes on is due no later."""
    p, q = two.gone, two.kept
    later = p.due is not None and (q.due is None or q.due > p.due)
    return {f"{q.number} 的时限更晚，并进去等于延期，请反过来并": later}


def _as_strict(gone: str, kept: str) -> bool:
    if gone == kept:
        return True
    return gone in STRICTNESS and kept in STRICTNESS and STRICTNESS[kept] >= STRICTNESS[gone]


def _pass_over(gone: Change, kept: Change, why: str) -> None:
    p, q = gone.problem, kept.problem
    if p.severe and not q.severe:
        grade(kept, p.severity, f"并入的 {p.number} 是严重问题：{p.severity_reason or why}")
    if p.higher_level and not q.higher_level:
        q.higher_level = True
        ask_again(kept)
    q.sweep_asked = q.sweep_asked or p.sweep_asked
    q.tags = list(dict.fromkeys([*q.tags, *p.tags]))
    q.merged_units = sorted({*q.merged_units, p.raised_unit_id})
    q.save()  # who verifies is derived from it


def _end_parts(gone: Change, why: str, number: str) -> None:
    parts = Assignment.objects.filter(problem=gone.problem, round=gone.problem.rounds)
    for part in parts.exclude(state__in=("withdrawn", "accepted")):
        if part.state != "submitted":
            gone.move(part, "withdraw", note=f"并入 {number}：{why}")
