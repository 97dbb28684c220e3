"""Forms of papers."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.documents.papers import KINDS
from bihuan.web.areas.models import Unit
from bihuan.web.papers.models import Paper
from bihuan.web.ui.forms import LookForm


class NewPaperForm(LookForm):
    """Which kind, and to whom where it is written to one unit."""

    kind = forms.ChoiceField(label="种类", choices=[(k.key, k.label) for k in KINDS.values()])
    about = forms.ModelChoiceField(
        label="写给哪个单位", queryset=Unit.objects.none(), required=False, empty_label="通报、方案、总结不用选",
        help_text="反馈函、认领单要选。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(closed_on=None, kind__in=("township", "department")).order_by(
            "kind", "pinyin"
        )
        self.fields["about"].queryset = units  # type: ignore[attr-defined]
        self.fields["about"].label_from_instance = lambda unit: unit.short_name  # type: ignore[attr-defined]


class PaperForm(LookForm):
    """The words of a draft."""

    title = forms.CharField(label="标题", max_length=120, help_text="长标题排版时自动分行，词不拆开。")
    addressee = forms.CharField(label="主送", max_length=200, required=False)
    opening = forms.CharField(
        label="开头", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000
    )
    closing = forms.CharField(
        label="结尾和要求", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000
    )
    reply_by = forms.DateField(
        label="几日前回复", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    issuer = forms.CharField(label="署名", max_length=60)
    number = forms.CharField(
        label="发文字号", max_length=60, required=False, help_text="签发前要填，比如 云乡振〔2026〕12号。"
    )
    dated = forms.DateField(label="成文日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, paper: Paper, *args: Any, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if name != "version"]
        first = {**{name: getattr(paper, name) for name in names}, "version": paper.version}
        super().__init__(*args, initial=first, **kwargs)
        if paper.kind != "letter":
            del self.fields["reply_by"]


class FileForm(LookForm):
    """One file."""

    file = forms.FileField(label="文件")
