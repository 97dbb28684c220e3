"""One act on several problems: the same services as on their pages, one after the other, each whole or not at all.

Problems are taken in the order of their ids, so that two people acting on the same ones never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bihuan.web.access import Actor, Conflict, Refused
from bihuan.web.areas.models import Unit
from bihuan.web.problems import services
from bihuan.web.problems.forms import many as forms
from bihuan.web.problems.models import Extension, Problem
from bihuan.web.problems.services import NotNow

MOST = 200


@dataclass(frozen=True)
class Many:
    """An act on several: `verbs`, one of which the role needs; `fits` says of a problem why it would be refused, or nothing."""

    title: str
    button: str
    verbs: tuple[str, ...]
    form: type[forms.ManyForm]
    run: Callable[[Actor, Problem, dict[str, Any], int], object]
    icon: str


@dataclass(frozen=True)
class Outcome:
    """What became of one problem."""

    problem: Problem
    done: bool
    words: str


def perform(actor: Actor, act: Many, seen: dict[int, int], given: dict[str, Any]) -> list[Outcome]:
    """Performs the act on each problem of `seen` (id -> version the reader saw) and returns what became of each, in order of id."""
    found = Problem.objects.select_related("lead_unit").in_bulk(seen)
    return [_one(actor, act, found[pk], seen[pk], given) for pk in sorted(found)]


def _one(actor: Actor, act: Many, problem: Problem, version: int, given: dict[str, Any]) -> Outcome:
    try:
        with transaction.atomic():
            act.run(actor, problem, given, version)
    except (Refused, Conflict) as refused:
        return Outcome(problem, False, str(refused))
    return Outcome(problem, True, "已办")


def versions(pairs: Iterable[str]) -> dict[int, int]:
    """{id: version} of "17:3"; what is written otherwise is left out."""
    made = {}
    for pair in pairs:
        pk, _, version = pair.partition(":")
        if pk.isdecimal() and version.isdecimal():
            made[int(pk)] = int(version)
    return made


def _assign(actor: Actor, problem: Problem, given: dict[str, Any], version: int) -> None:
    lead = _township_of(problem) if given.get("by_place") else given["lead"]
    services.assign(
        actor,
        problem,
        lead,
        due=given["due"],
        target="" if problem.target.strip() else given["target"],
        note=given["note"],
        version=version,
    )


def _township_of(problem: Problem) -> Unit:
    code = problem.area_code // 1000 * 1000
    found = Unit.objects.filter(kind=Unit.Kind.TOWNSHIP, closed_on=None, area__code=code).first()
    if found is None:
        raise NotNow(f"{problem.place}不在哪个乡镇里，请单独交办。")
    return found


def _ask(actor: Actor, problem: Problem, given: dict[str, Any], version: int) -> None:
    services.request_extension(actor, problem, given["to"], given["reason"], version=version)


def _decide(actor: Actor, problem: Problem, given: dict[str, Any], version: int) -> None:
    """The problem's own request where the role decides about it, and those of parts the unit gave out."""
    approve, note, seen = given["approve"] == "yes", given["note"], version
    asked = Extension.objects.filter(problem=problem, state=Extension.State.ASKED)
    parts = list(asked.filter(part__issued_unit=actor.unit_id).order_by("pk").values_list("pk", flat=True))
    whole = actor.role == "office" and asked.filter(part=None).exists()
    if not parts and not whole:
        raise NotNow("没有等本单位批的延期申请。")
    if whole:
        seen = services.decide_extension(actor, problem, approve, note, version=seen).version
    for pk in parts:
        seen = services.decide_part_extension(actor, problem, pk, approve, note, version=seen).version


# For the sprite, icons: send calendar-plus check
ACTS: dict[str, Many] = {
    "assign": Many("交办", "交办", ("problem.assign",), forms.AssignManyForm, _assign, "send"),
    "ask": Many("申请延期", "申请延期", ("problem.submit",), forms.AskManyForm, _ask, "calendar-plus"),
    "decide": Many(
        "批延期", "定下来", ("problem.extend", "problem.extend_part"), forms.DecideManyForm, _decide, "check"
    ),
}
