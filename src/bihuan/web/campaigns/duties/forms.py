"""Forms of returns and counted duties."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django import forms

from bihuan.web.campaigns.duties.counting import Work
from bihuan.web.config import clock
from bihuan.web.ui.forms import LookForm
from bihuan.web.ui.words import cn_date


class HandInForm(LookForm):
    """Handing in: a word about it."""

    note = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(LookForm):
    """Sending back: why, and by when it is due again."""

    reason = forms.CharField(label="退回原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    again_due = forms.DateField(
        label="哪天前重报", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class LevelForm(LookForm):
    """Who does it."""

    level = forms.ChoiceField(label="由谁办")

    def __init__(self, choices: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class WorkForm(LookForm):
    """Work done for one counter."""

    number = forms.DecimalField(label="这次办了", max_digits=12, decimal_places=2)
    on = forms.DateField(label="哪天办的", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    note = forms.CharField(label="说明", required=False, max_length=300)
    idem = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, first: date, last: date | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        upto = min(last, today) if last else today
        self.fields["on"].initial = upto
        self.fields["on"].help_text = f"{cn_date(first)}到{cn_date(upto)}之间。" if first < upto else ""
        self.fields["number"].widget.attrs.update({"inputmode": "decimal", "step": "any"})
        self.fields["number"].error_messages["invalid"] = "请填数字，比如 3。"

    def work(self) -> Work:
        """What the person wrote; call it on a valid form."""
        given = self.cleaned_data
        return Work(Decimal(given["number"]), given["on"], given["note"])

    def key(self) -> uuid.UUID:
        """The key by which the form sent twice is one entry."""
        key: uuid.UUID | None = self.cleaned_data.get("idem")
        return key or uuid.uuid4()
