"""From a claim to local problems in one step: each place with its number, measures, lead, target and deadline of the plan item."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from bihuan.web.access import Refused
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, AnswerPlace, CheckItem
from bihuan.web.campaigns.services.answers.base import locked
from bihuan.web.problems import services as loop
from bihuan.web.problems.models import Problem

_KINDS = {kind.value for kind in Problem.DeadlineKind}


@transaction.atomic
def register(actor: Actor, answer_id: int, title: str, due: date | None = None) -> list[Problem]:
    """Makes a problem of every place of the answer that is none yet; Refused when nothing was found or no place is named.

    What the plan states (kind `problem`) is taken on by the unit that claims it; what a unit found itself waits for dispatch.
    """
    answer = locked(actor, [answer_id])[0]
    if answer.state != Answer.State.FOUND:
        raise Refused("答了“发现问题”才能登记问题。")
    places = list(answer.places.filter(live=True, problem=None))
    if not places:
        raise Refused("请先写明在哪里：至少一个地方。已登记过的不用再登记。")
    return [_of_place(actor, answer, place, title, due) for place in places]


def _of_place(actor: Actor, answer: Answer, place: AnswerPlace, title: str, due: date | None) -> Problem:
    item = answer.check_item
    stated = item.kind == CheckItem.Kind.PROBLEM
    deadline = item.deadline or {}
    problem = loop.raise_problem(
        actor,
        title=title,
        area_code=place.place_code,
        text=_text(answer, place),
        source=Problem.Source.PLAN if stated else Problem.Source.SELF,
        higher_level=stated,
        target=item.target,
        due=due,
        campaign=answer.campaign,
        check_item=item,
        deadline=(deadline.get("text") or "")[:80],
        deadline_kind=_kind(deadline),
    )
    place.problem = problem
    place.save(update_fields=["problem"])
    if not stated:
        return problem
    measures = [str(measure["text"]) for measure in item.measures]
    leads = list(Unit.objects.filter(pk__in=item.leads, closed_on=None))
    return loop.take_on(
        actor, problem, answer.unit, leads=leads, measures=measures, official=item.persons[:60],
        issuer=answer.campaign.unit,
    )  # fmt: skip


def _kind(deadline: dict[str, Any]) -> str:
    """The deadline's kind as problems know it; a plan that says none sets a day."""
    kind = str(deadline.get("kind"))
    return kind if kind in _KINDS else str(Problem.DeadlineKind.DATED)


def due_of(item: CheckItem) -> date | None:
    """Returns the plan item's day; None where it names none."""
    dated = (item.deadline or {}).get("date")
    return date.fromisoformat(dated) if dated else None


def _text(answer: Answer, place: AnswerPlace) -> str:
    """What is there: the place's own words and number, else the answer's."""
    return place.words if place.text or place.number is not None else answer.text
