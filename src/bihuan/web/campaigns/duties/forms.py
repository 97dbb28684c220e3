"""Forms of returns and counted duties."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django import forms

from bihuan.web.campaigns.duties.counting import Work
from bihuan.web.campaigns.duties.sheets.editing import Words
from bihuan.web.campaigns.models.duties import CARRIES
from bihuan.web.config import clock
from bihuan.web.problems.forms.fields import FilesField
from bihuan.web.ui.forms import LookForm
from bihuan.web.ui.words import cn_date


class HandInForm(LookForm):
    """Handing in: who signs, and a word about it."""

    signed = forms.CharField(label="签字", max_length=40, required=False)
    note = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(LookForm):
    """Sending back: why, and by when it is due again."""

    reason = forms.CharField(label="退回原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    again_due = forms.DateField(
        label="哪天前重报", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class RowForm(LookForm):
    """One row of a return in the unit's own words. `stamp` tells what stood there when the form was opened."""

    situation = forms.CharField(label="排查情况", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    measures = forms.CharField(label="整改措施", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    progress = forms.CharField(label="整改进度", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.DecimalField(label="数量", required=False, max_digits=12, decimal_places=2)
    counted_in = forms.CharField(label="数量的单位", required=False, max_length=20)
    stamp = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs.update({"inputmode": "decimal", "step": "any"})
        self.fields["number"].error_messages["invalid"] = "请填数字，比如 3。"

    def words(self) -> Words:
        """What the person wrote; call it on a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "stamp"}
        return Words(**given)


class CorrectForm(LookForm):
    """Correcting a frozen return: why."""

    why = forms.CharField(label="为什么更正", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ScanForm(LookForm):
    """Scans of the stamped paper."""

    scans = FilesField(label="盖章扫描件")


class CarriesForm(LookForm):
    """What the returns of an obligation hold."""

    carries = forms.ChoiceField(label="里面填什么", choices=list(CARRIES.items()))


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
