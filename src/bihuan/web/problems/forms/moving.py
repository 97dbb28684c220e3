"""Forms of passing on: to a colleague, to another township."""

from __future__ import annotations

from django import forms

from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.fields import UnitField, day_field, words_field
from bihuan.web.problems.parts import own_part


class HandOnForm(ActForm):
    person = forms.ModelChoiceField(label="交给谁", queryset=Person.objects.none(), empty_label="请选")
    reason = words_field("说明", 2, required=False)

    def offer(self) -> None:
        part = own_part(self.problem, self.actor)
        mine = Person.objects.filter(unit=self.actor.unit_id, left_on=None, system=False)
        self.fields["person"].queryset = mine.exclude(pk=part.owner_id or 0) if part else mine  # type: ignore[attr-defined]
        self.fields["person"].help_text = "只列本单位在岗的同志。时限照走，接手的人会看到前面办了什么。"


class MoveForm(ActForm):
    place = UnitField(label="转到哪个乡镇", queryset=Unit.objects.none())
    due = day_field("整改时限", required=False)
    reason = words_field("为什么转", 2)

    def offer(self) -> None:
        towns = Unit.objects.filter(kind=Unit.Kind.TOWNSHIP, closed_on=None).exclude(
            area__code=self.problem.area_code // 1000 * 1000
        )
        self.fields["place"].queryset = towns.select_related("area")  # type: ignore[attr-defined]
        self.fields["due"].initial = self.problem.due
        self.fields["due"].help_text = "不改就照原时限；往后定的记为一次延期，首次时限仍然显示。"
        self.fields["reason"].help_text = "一次办完：撤回原来的交办，转过去，交给那个乡镇。材料和经过都留着。"
