"""Asking and answering in a sweep."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.problems import services
from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.fields import UnitField, UnitsField, day_field, words_field
from bihuan.web.problems.forms.raising import places_for
from bihuan.web.problems.models import Problem, SweepAsk
from bihuan.web.problems.services.sweeping import ASKED_KINDS, Local
from bihuan.web.ui.forms import LookForm, speak

GROUPS = {"township": "所有乡镇", "village": "所有村", "department": "所有部门"}
LINES = 5


def askable(actor: Actor) -> Any:
    """Units the actor may ask: the office all, a township those below it."""
    units = Unit.objects.filter(closed_on=None, kind__in=ASKED_KINDS).select_related("area")
    if actor.role == "office":
        return units
    return units.filter(chain__contains=[actor.unit_id]).exclude(pk=actor.unit_id)


class SweepAskForm(ActForm):
    question = words_field("查什么", 3)
    groups = forms.MultipleChoiceField(
        label="问谁", choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    units = UnitsField(label="另选单位", queryset=Unit.objects.none(), required=False)
    due = day_field("哪天前答复")

    def offer(self) -> None:
        units = askable(self.actor)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        kinds = GROUPS if self.actor.role == "office" else {"village": "本乡镇所有村"}
        self.fields["groups"].choices = list(kinds.items())  # type: ignore[attr-defined]
        self.fields["question"].initial = f"有没有同样的情况：{self.problem.title}"
        self.fields["question"].help_text = "被问的单位只看到这段话，看不到原来那件。请不要写户名、人名。"
        self.fields["due"].initial = parameter("dated_days").after(clock.today())

    def clean(self) -> dict[str, Any]:
        """The groups' units and those picked, the lead unit left out of a group."""
        given: dict[str, Any] = super().clean() or {}
        picked = {u.pk: u for u in given.get("units") or ()}
        lead = self.case.lead
        held = set(self.problem.sweep_asks.exclude(state="withdrawn").values_list("unit", flat=True)) | (
            {lead.unit} if lead else set()
        )
        for unit in askable(self.actor).filter(kind__in=given.get("groups") or ()):
            if unit.pk not in held:
                picked[unit.pk] = unit
        if not picked:
            self.add_error("groups", "请选要查的单位。")
        given["asked"] = list(picked.values())
        return given


class SweepWithdrawForm(ActForm):
    unit = UnitField(label="不用查的单位", queryset=Unit.objects.none())
    reason = words_field("为什么不用查了", 2)

    def offer(self) -> None:
        left = self.problem.sweep_asks.filter(state="open").values("unit")
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=left)  # type: ignore[attr-defined]


class SweepAnswerForm(LookForm):
    """One unit's answer: how, where, how many; and what was found, a line a problem."""

    how = forms.MultipleChoiceField(
        label="怎么查的", choices=SweepAsk.How.choices, widget=forms.CheckboxSelectMultiple
    )
    looked_at = words_field("查了哪些", 2, help_text="哪些地方、多少户、哪本台账。")
    result = forms.ChoiceField(
        label="有没有", choices=(("none", "查过，没有"), ("found", "另查出")), widget=forms.RadioSelect
    )
    count = forms.IntegerField(label="查出几处", min_value=1, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    done = "已答复，由您负责。"

    def __init__(self, *args: Any, actor: Actor, raised: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.raised = raised
        places = places_for(actor)
        for place in range(1, LINES + 1):
            title = forms.CharField(label=f"第 {place} 件：什么问题", max_length=120, required=False)
            where = forms.TypedChoiceField(label="在哪里", coerce=int, required=False, empty_value=None)
            where.choices = places if len(places) == 1 else [("", "请选"), *places]
            if len(places) == 1:
                where.initial, where.widget = places[0][0], forms.HiddenInput()
            self.fields[f"title_{place}"], self.fields[f"place_{place}"] = title, where
            for field in (title, where):
                speak(field, str(field.label))

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """(title, place) as bound fields."""
        return [(self[f"title_{n}"], self[f"place_{n}"]) for n in range(1, LINES + 1)]

    def clean(self) -> dict[str, Any]:
        """What was found is written down, at least one with its place; what was not is not."""
        given: dict[str, Any] = super().clean() or {}
        found = []
        for n in range(1, LINES + 1):
            title, where = (given.get(f"title_{n}") or "").strip(), given.get(f"place_{n}")
            if title and not where:
                self.add_error(f"place_{n}", "请选在哪里。")
            if title and where:
                found.append(Local(title, where))
        if given.get("result") == "found":
            if not found and not self.raised and "place_1" not in self.errors:
                self.add_error("title_1", "查出的请至少写一件，写清哪里、什么、多少。")
            given["count"] = given.get("count") or len(found) + self.raised
        elif given.get("result") == "none":
            if found:
                self.add_error("result", "下面写了问题，请选“另查出”，或把下面清空。")
            given["count"] = 0
        given["found"] = found
        return given

    def answer(self, actor: Actor, ask_id: int) -> list[Problem]:
        """Gives the answer; returns the problems it raised."""
        return services.answer_sweep(actor, ask_id, **self._words())

    def _words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("how", "looked_at", "count", "found", "version")}


class SweepCorrectForm(SweepAnswerForm):
    """Another answer in the place of the one given; it starts with what was said, and lines are for what was found besides."""

    reason = words_field("为什么更正", 2, help_text="原来的答复和这里写的理由都留着，布置单位会收到通知。")
    done = "已更正，由您负责；布置单位会收到通知。"

    def answer(self, actor: Actor, ask_id: int) -> list[Problem]:
        """Corrects the answer; returns the problems it raised besides."""
        return services.correct_sweep(actor, ask_id, reason=self.cleaned_data["reason"], **self._words())


def initial_of(ask: SweepAsk) -> dict[str, Any]:
    """What the form starts with: the answer there is."""
    given: dict[str, Any] = {"version": ask.version}
    if ask.answered:
        given |= {"how": ask.how, "looked_at": ask.looked_at, "result": ask.state, "count": ask.count or None}
    return given
