"""The forms: a run, an answer, a decision, problems from groups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from bihuan.web.access import Actor
from bihuan.web.areas.imports.views import UploadForm
from bihuan.web.config import clock
from bihuan.web.problems.forms.fields import day_field
from bihuan.web.quality.models import Finding
from bihuan.web.quality.services.answering import LIMIT, Said
from bihuan.web.quality.services.exempting import longest
from bihuan.web.ui.forms import LookForm


class RunForm(LookForm):
    """As of which day the registry is checked, and by which pack."""

    as_of = day_field("数据日期", help_text="户档案在这一天的样子；年龄、月数和收入线都按这一天算。")
    pack = forms.ChoiceField(label="核查哪些", required=False)

    def __init__(self, *args: Any, packs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pack"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = packs
        if len(packs) < 2:
            field.widget = forms.HiddenInput()


class AnswerForm(LookForm):
    """What somebody found when looking."""

    verdict = forms.ChoiceField(label="是否属实", choices=Finding.Verdict.choices, widget=forms.RadioSelect)
    looked = forms.CharField(
        label="核实情况", required=False, max_length=LIMIT, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="怎么核的、看到什么，例如“入户看过户口本”。",
    )  # fmt: skip
    note = forms.CharField(
        label="说明", required=False, max_length=LIMIT, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选“数据无误”的，写清凭什么，作为豁免的理由；选“暂时核不清”的，写接下来怎么核。",
    )  # fmt: skip
    by_name = forms.CharField(label="核实人", max_length=60)
    on = day_field("核实日期")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, finding: Finding, **kwargs: Any) -> None:
        first = {"by_name": actor.name, "on": clock.today(), "seen": finding.answers_count}
        super().__init__(*args, initial=first, **kwargs)

    def said(self) -> Said:
        """What was filled in."""
        given = self.cleaned_data
        return Said(given["verdict"], given["by_name"], given["on"], given["looked"], given["note"])


class ReasonForm(LookForm):
    """Why a finding may be let pass, or why an exemption ends early."""

    reason = forms.CharField(label="理由", max_length=LIMIT, widget=forms.Textarea(attrs={"rows": 2}))


class DecideForm(LookForm):
    """One decision for the ticked requests."""

    until = day_field("豁免到", required=False, help_text="同意的要定到哪一天；到期再出现。")
    words = forms.CharField(
        label="批语", required=False, max_length=LIMIT, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的写清为什么，申请的人看得到。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"until": longest()}, **kwargs)


class RaiseForm(LookForm):
    """Until when the problems are to be put right, and whether they go to the townships at once."""

    due = day_field("整改时限")
    assign = forms.BooleanField(label="同时交办给乡镇", required=False, initial=True)

    def __init__(self, *args: Any, first: date | None = None, **kwargs: Any) -> None:
        super().__init__(
            *args, initial={"due": first or clock.today() + timedelta(days=15), "assign": True}, **kwargs
        )


class AnswersForm(UploadForm):
    """One sheet that came back."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label, self.fields["file"].help_text = "填好的疑点清单", ""


class PackForm(LookForm):
    """Until when the townships are asked to hand their sheets in; stands on top of each."""

    due = day_field("请几号前交回", required=False)
