"""One act on several problems: the same services as on their pages, one after the other, each whole or not at all.

Problems are taken in the order of their ids, so that two people acting on the same ones never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from bihuan.web.access import Actor, Conflict, Refused, require
from bihuan.web.areas.models import Unit
from bihuan.web.jobs import JobError, Running, job
from bihuan.web.problems import services
from bihuan.web.problems.forms import many as forms
from bihuan.web.problems.models import Extension, Problem
from bihuan.web.problems.services import NotNow

MOST = 1000
STEP = 20
AT_ONCE = 40  # more than a request of two seconds takes (decision 0095); above it a job


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


def perform(
    actor: Actor,
    act: Many,
    seen: dict[int, int],
    given: dict[str, Any],
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> list[Outcome]:
    """Performs the act on each problem of `seen` (id -> version the reader saw) and returns what became of each, in order of id.

    `tell` hears how many of how many are done.
    """
    found = Problem.objects.select_related("lead_unit").in_bulk(seen)
    made = []
    for place, pk in enumerate(sorted(found)):
        if place % STEP == 0:
            tell(place, len(found))
        made.append(_one(actor, act, found[pk], seen[pk], given))
    return made


def _one(actor: Actor, act: Many, problem: Problem, version: int, given: dict[str, Any]) -> Outcome:
    try:
        with transaction.atomic():
            act.run(actor, problem, given, version)
    except (Refused, Conflict) as refused:
        return Outcome(problem, False, str(refused))
    return Outcome(problem, True, "已办")


def versions(pairs: Iterable[str]) -> dict[int, int]:
    """{id: version} of "17:3", of several between blanks too; what is written otherwise is left out."""
    made = {}
    for pair in (each for words in pairs for each in words.split()):
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


@job("一次办多件")
def act_on_many(run: Running, key: str, seen: dict[str, int], posted: str) -> dict[str, Any]:
    """Performs an act on many, the form's fields as they were posted; what became of each is kept by id alone."""
    act = ACTS[key]
    form = act.form(QueryDict(posted), actor=run.actor)
    if not form.is_valid():
        raise JobError("填的内容现在用不上了（单位或日期变了），一件也没有办。请回到清单重新勾选再办。")
    outcomes = perform(
        run.actor,
        act,
        {int(pk): version for pk, version in seen.items()},
        form.cleaned_data,
        lambda done, total: run.progress(done, total, f"已看 {done} 件"),
    )
    left = [[o.problem.pk, o.words] for o in outcomes if not o.done]
    done = [o.problem.pk for o in outcomes if o.done]
    message = f"{act.title}：办成 {len(done)} 件" + (f"，没有办成 {len(left)} 件。" if left else "。")
    url = reverse("problems:many_done", args=[run.run_id])
    return {"url": url, "message": message, "key": key, "done": done, "left": left}


def outcomes_of(result: dict[str, Any]) -> list[Outcome]:
    """What became of each, from a job's result; those out of the reader's sight by now are left out."""
    words = dict(result["left"]) | dict.fromkeys(result["done"], "")
    found = Problem.objects.filter(pk__in=words).order_by("pk")
    return [Outcome(problem, not words[problem.pk], words[problem.pk] or "已办") for problem in found]


@job("记下催办")
def note_reminders(run: Running, picked: list[int]) -> dict[str, Any]:
    """Notes that the words for these problems were copied."""
    require(run.actor, "problem.remind")
    for place, pk in enumerate(sorted(picked)):
        if place % STEP == 0:
            run.progress(place, len(picked), f"已记 {place} 件")
        services.remind(run.actor, pk)
    return {"message": f"记下催办 {len(picked)} 件。"}


# For the sprite, icons: send calendar-plus check
ACTS: dict[str, Many] = {
    "assign": Many("交办", "交办", ("problem.assign",), forms.AssignManyForm, _assign, "send"),
    "ask": Many("申请延期", "申请延期", ("problem.submit",), forms.AskManyForm, _ask, "calendar-plus"),
    "decide": Many(
        "批延期", "定下来", ("problem.extend", "problem.extend_part"), forms.DecideManyForm, _decide, "check"
    ),
}
