"""From "found" to problems: the places as they were written, the form of what is registered, problems of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import QueryDict

from bihuan.web.access import Refused
from bihuan.web.areas.models import WIDTH, Area, Unit
from bihuan.web.campaigns.models import Answer, CheckItem
from bihuan.web.campaigns.services.answers import At
from bihuan.web.campaigns.services.answers.taking import due_of
from bihuan.web.campaigns.todo import short
from bihuan.web.config import clock
from bihuan.web.problems.models import Problem
from bihuan.web.ui.forms import LookForm

PHOTOS = ("photo1", "photo2", "photo3")


class ProblemForm(LookForm):
    """What is registered of an answer: the problem's name and its due day; the places stand beside."""

    problem_title = forms.CharField(label="是什么问题", max_length=120)
    due = forms.DateField(
        label="整改时限", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, answer: Answer, *args: Any, **kwargs: Any) -> None:
        item, day = answer.check_item, due_of(answer.check_item)
        kwargs.setdefault("initial", {
            "problem_title": short(item.text, 60) if item.kind == CheckItem.Kind.PROBLEM else "",
            "due": day if day and day >= clock.today() else None,
        })  # fmt: skip
        super().__init__(*args, **kwargs)


class FilesForm(LookForm):
    """Photos and papers behind the answer."""

    photo1 = forms.FileField(label="照片或材料", required=False)
    photo2 = forms.FileField(label="照片或材料", required=False)
    photo3 = forms.FileField(label="照片或材料", required=False)

    @property
    def sent(self) -> list[UploadedFile]:
        return [self.cleaned_data[name] for name in PHOTOS if self.cleaned_data.get(name)]


def places_of(answer: Answer) -> QuerySet[Area]:
    """The answering unit's place and those below it; for a county unit the townships too."""
    area = answer.unit.area
    return Area.objects.filter(Q(pk=area.pk) | Q(parent=area), valid_to=None)


def places_given(post: QueryDict) -> tuple[At, ...]:
    """Returns the places of the form: its rows place, place_number, place_text. Refused names the row that cannot be read."""
    rows = zip(
        post.getlist("place"), _padded(post, "place_number"), _padded(post, "place_text"), strict=False
    )
    return tuple(_place(at, *row) for at, row in enumerate(rows, start=1) if row[0].strip())


def _padded(post: QueryDict, name: str) -> list[str]:
    """As many values as there are places: a form without the column leaves them empty."""
    held = post.getlist(name)
    return held + [""] * (len(post.getlist("place")) - len(held))


def _place(at: int, code: str, number: str, text: str) -> At:
    if not code.strip().isdecimal():
        raise Refused(f"第 {at} 处的地点看不懂，请从列出的里面选。")
    return At(int(code), number_given(number, f"第 {at} 处的数量"), text.strip()[:200])


def number_given(words: str, what: str) -> Decimal | None:
    """Returns the number typed; None for nothing; Refused for what is no number."""
    plain = words.strip().replace(",", "").replace("，", "")
    if not plain:
        return None
    try:
        made = Decimal(plain)
    except InvalidOperation:
        made = Decimal("NaN")
    if not made.is_finite() or abs(made) >= 10**12 or made != round(made, 2):
        raise Refused(f"{what}要填数字，最多两位小数，现在是“{words.strip()[:20]}”。")
    return made


def problems_of(answer: Answer) -> list[Problem]:
    """Problems registered for the same check item in the answering unit's place, the newest first."""
    return list(_problems([answer]).order_by("-pk")[:20])


def found_later(answers: Sequence[Answer]) -> dict[int, list[Problem]]:
    """Returns, by the answer's id, the problems registered at its unit's place after it said that nothing was found."""
    said = [a for a in answers if a.state == Answer.State.NONE_FOUND and a.answered_at]
    if not said:
        return {}
    problems = list(_problems(said).order_by("raised_at"))
    found = {a.pk: [p for p in problems if _later(a, p)] for a in said}
    return {pk: rows for pk, rows in found.items() if rows}


def _later(answer: Answer, problem: Problem) -> bool:
    return (
        problem.check_item_id == answer.check_item_id
        and problem.raised_at > (answer.answered_at or problem.raised_at)
        and _stands_for(answer.unit, problem)
    )


def _stands_for(unit: Unit, problem: Problem) -> bool:
    """Whether the unit answers for where the problem is: townships and villages by place, county units by who has it."""
    if unit.area.level == Area.Level.COUNTY:
        return unit.pk in (problem.lead_unit_id, problem.raised_unit_id)
    return unit.area.lo <= problem.area_code < unit.area.hi


def _problems(answers: Sequence[Answer]) -> QuerySet[Problem]:
    """Problems of the answers' items at their units' places."""
    where = Q()
    for area in {a.unit.area for a in answers}:
        where |= Q(area_code__gte=area.lo, area_code__lt=area.hi)
    return Problem.objects.filter(where, check_item__in={a.check_item_id for a in answers})


def said_none_before(problem: Problem) -> list[Answer]:
    """Returns the answers that said, before this problem was raised, that nothing was found where it is; visible ones only."""
    if problem.check_item_id is None:
        return []
    rows = Answer.objects.filter(
        check_item=problem.check_item_id, state=Answer.State.NONE_FOUND, answered_at__lt=problem.raised_at
    ).select_related("unit__area", "answered_by")
    township = problem.area_code // WIDTH["township"] * WIDTH["township"]
    here = Q(area_code__in={problem.area_code, township}) | Q(
        unit__in={problem.lead_unit_id, problem.raised_unit_id} - {None}
    )
    return [a for a in rows.filter(here).order_by("answered_at") if _stands_for(a.unit, problem)]
