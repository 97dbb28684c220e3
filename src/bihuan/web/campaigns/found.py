"""From "found" to a problem: where it is, what it is, photos; the loop takes it from there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet

from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Area
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.campaigns.todo import short
from bihuan.web.config import clock
from bihuan.web.problems import services as loop
from bihuan.web.problems.models import Problem
from bihuan.web.ui.forms import LookForm

PHOTOS = ("photo1", "photo2", "photo3")
_KINDS = {kind.value for kind in Problem.DeadlineKind}


class ProblemForm(LookForm):
    """The problem that was found: its title, place, due day and up to three photos."""

    problem_title = forms.CharField(label="是什么问题", max_length=120)
    place = forms.TypedChoiceField(label="在哪里", coerce=int)
    due = forms.DateField(
        label="整改时限", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    photo1 = forms.FileField(label="照片", required=False)
    photo2 = forms.FileField(label="照片", required=False)
    photo3 = forms.FileField(label="照片", required=False)

    def __init__(self, actor: Actor, answer: Answer, *args: Any, **kwargs: Any) -> None:
        places = [(a.code, a.name) for a in places_of(answer)]
        dated = (answer.check_item.deadline or {}).get("date")
        day = date.fromisoformat(dated) if dated else None
        kwargs.setdefault("initial", {
            "problem_title": short(answer.check_item.text, 60) if answer.check_item.kind == "problem" else "",
            "place": answer.area_code, "due": day if day and day >= clock.today() else None,
        })  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    @property
    def photos(self) -> list[UploadedFile]:
        return [self.cleaned_data[name] for name in PHOTOS if self.cleaned_data.get(name)]


def places_of(answer: Answer) -> QuerySet[Area]:
    """The answering unit's place and those below it; for a county unit the townships too."""
    area = answer.unit.area
    return Area.objects.filter(Q(pk=area.pk) | Q(parent=area), valid_to=None)


def raise_from(actor: Actor, answer: Answer, said: Said, form: ProblemForm) -> Problem:
    """Raises the problem of an answer and adds its photos, all or nothing; Refused or Unfit say why not."""
    item, given = answer.check_item, form.cleaned_data
    deadline = item.deadline or {}
    kind = deadline.get("kind") if deadline.get("kind") in _KINDS else Problem.DeadlineKind.DATED
    problem = loop.raise_problem(
        actor,
        title=given["problem_title"],
        area_code=given["place"],
        text=said.text,
        source=Problem.Source.SELF,
        target=item.target,
        deadline=(deadline.get("text") or "")[:80],
        deadline_kind=str(kind),
        due=given["due"],
        campaign=answer.campaign,
        check_item=item,
    )
    for photo in form.photos:
        loop.add_evidence(actor, problem.pk, photo.file, photo.name or "照片", source="排查时拍")  # type: ignore[arg-type]
    return problem


def problems_of(answer: Answer) -> list[Problem]:
    """Problems registered for the same check item in the answering unit's place."""
    area = answer.unit.area
    rows = Problem.objects.filter(
        check_item=answer.check_item_id, area_code__gte=area.lo, area_code__lt=area.hi
    )
    return list(rows.order_by("-pk")[:20])
