"""Putting papers into a dossier, and the list of what there should be."""

from __future__ import annotations

from django import forms

from bihuan.web.problems.forms.fields import words_field
from bihuan.web.registry.models import PaperKind
from bihuan.web.ui.forms import LookForm


class PaperForm(LookForm):
    """A paper, or a department's refusal in its place."""

    kind = forms.ModelChoiceField(PaperKind.objects.filter(retired_on=None), label="哪种材料")
    file = forms.FileField(label="文件")
    refused = forms.BooleanField(label="这是部门书面不予办理的告知书", required=False)
    department = forms.CharField(label="哪个部门", max_length=60, required=False)
    why = forms.CharField(label="为什么不予办理", max_length=200, required=False)


class KindForm(LookForm):
    """A paper that dossiers should hold."""

    name = forms.CharField(label="材料名称", max_length=60)
    holder = forms.ChoiceField(label="放在哪里", choices=PaperKind.Holder.choices)
    wanted_of = forms.ChoiceField(label="哪些户要有", choices=PaperKind.For.choices)
    source = forms.CharField(
        label="依据", max_length=120, help_text="哪个文件、哪一条；没有文件的写“本县要求”。"
    )


class WhyForm(LookForm):
    """Why whole numbers are looked at."""

    why = words_field("为什么要看完整号码", rows=2)
