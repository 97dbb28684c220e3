"""Forms that look after evidence already there."""

from __future__ import annotations

from django import forms

from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.fields import words_field
from bihuan.web.ui.words import cn_date


class OwnEvidenceForm(ActForm):
    """One of the pieces of evidence that the reader's unit sent in."""

    piece = forms.TypedChoiceField(label="哪一份佐证", coerce=int)

    def offer(self) -> None:
        own = [
            e for e in self.problem.evidence.all() if e.counts and e.uploaded_unit_id == self.actor.unit_id
        ]
        choices = [(e.pk, f"{e.caption or e.name}（{cn_date(e.taken_at)}）") for e in own]
        self.fields["piece"].choices = choices  # type: ignore[attr-defined]


class WithdrawEvidenceForm(OwnEvidenceForm):
    reason = words_field("为什么撤下", 2, help_text="撤下的仍然看得到，注明理由，但不再算数。")


class ArrangeEvidenceForm(OwnEvidenceForm):
    caption = forms.CharField(label="改成什么说明", max_length=80)
    order = forms.IntegerField(
        label="排在第几",
        required=False,
        min_value=1,
        max_value=999,
        help_text="在同一项措施里排；不填就不动。",
    )
