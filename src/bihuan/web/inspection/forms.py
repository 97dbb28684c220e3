"""Forms of draws and of what was found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock
from bihuan.web.inspection.frames import Terms
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.problems.forms.fields import FilesField, UnitsField, day_field, words_field
from bihuan.web.ui.forms import LookForm


class DrawForm(LookForm):
    """From which closings, how many, by when. Share and minimum start as in the last draw; the first time the office fills them in."""

    title = forms.CharField(label="名称", max_length=80)
    closed_from = day_field("销号日期从")
    closed_to = day_field("到")
    campaign = forms.ModelChoiceField(
        label="专项行动", queryset=Campaign.objects.none(), required=False, empty_label="全部，不分专项行动"
    )
    townships = UnitsField(label="乡镇", queryset=Unit.objects.none(), required=False)
    percent = forms.IntegerField(label="每个乡镇抽百分之几", min_value=0, max_value=100)
    at_least = forms.IntegerField(
        label="每个乡镇至少几件", min_value=0, max_value=999, help_text="不够这个数的，全部抽。"
    )
    due = day_field("抽验到哪天")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, last = clock.today(), Draw.objects.first()
        self.fields["campaign"].queryset = Campaign.objects.all()  # type: ignore[attr-defined]
        self.fields["townships"].queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            kind=Unit.Kind.TOWNSHIP, closed_on=None
        ).order_by("pinyin")
        start = (
            last.closed_to + timedelta(days=1)
            if last and last.closed_to < today
            else today - timedelta(days=29)
        )
        self.initial = {
            "title": f"{today.month}月抽验",
            "closed_from": start,
            "closed_to": today,
            "percent": last.percent if last else None,
            "at_least": last.at_least if last else None,
            **self.initial,
        }

    def terms(self) -> Terms:
        """The values as the service takes them."""
        given = dict(self.cleaned_data)
        given["townships"] = [unit.pk for unit in given["townships"]]
        return Terms(**given)


class VoidForm(LookForm):
    reason = words_field("为什么作废", 2)


class ResultForm(LookForm):
    """What was found of one drawn problem. What each outcome wants is the services' business."""

    outcome = forms.ChoiceField(
        label="看的结果",
        choices=[(s.value, s.label) for s in (DrawItem.State.PASSED, DrawItem.State.FAILED)],
        widget=forms.RadioSelect,
    )
    gate_kind = forms.ChoiceField(label="不过的，是哪一关", required=False)
    note = words_field("看到什么", 3, help_text="到了哪里、问了谁、看了什么，一两句话。")
    photos = FilesField(label="照片", required=False)

    def __init__(self, *args: Any, gates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate_kind"].choices = [("", "通过的不用选"), *gates]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A failure names its gate."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") == DrawItem.State.FAILED and not given.get("gate_kind"):
            self.add_error("gate_kind", "请选是哪一关不过。")
        return given
