"""One form for several ticked problems."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.problems.forms.fields import UnitField, day_field, units_for, words_field
from bihuan.web.ui.forms import LookForm, speak


class ManyForm(LookForm):
    """Knows who fills it in."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.offer()
        for name, field in self.fields.items():
            speak(field, str(field.label or name))

    def offer(self) -> None:
        """Fills in choices."""


class AssignManyForm(ManyForm):
    by_place = forms.BooleanField(label="按地点交给各乡镇", required=False)
    lead = UnitField(label="都交给这一个单位", queryset=Unit.objects.none(), required=False)
    due = day_field("整改时限", required=False, help_text="不填的照各件原来写的时限。")
    target = words_field("成效目标", 2, required=False, help_text="只用在还没有目标的件上。")
    note = words_field("交代的话", 2, required=False)

    def offer(self) -> None:
        self.fields["lead"].queryset = units_for(self.actor)  # type: ignore[attr-defined]
        if self.actor.role != "office":
            del self.fields["by_place"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("by_place") and not given.get("lead"):
            self.add_error(
                "lead",
                "请选一个责任单位，或勾“按地点交给各乡镇”。"
                if "by_place" in self.fields
                else "请选一个责任单位。",
            )
        return given


class AskManyForm(ManyForm):
    to = day_field("申请延到")
    reason = words_field("为什么要延期", 2)


class DecideManyForm(ManyForm):
    approve = forms.ChoiceField(
        label="批不批", choices=(("yes", "准予"), ("no", "不准")), widget=forms.RadioSelect, initial="yes"
    )
    note = words_field("批语", 2, required=False, help_text="不准的要写明理由。")
