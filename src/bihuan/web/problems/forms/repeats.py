"""Whether a problem is one already known."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.fields import day_field, words_field
from bihuan.web.problems.repeats import proposals
from bihuan.web.problems.services.repeats import VERDICTS


class RepeatForm(ActForm):
    other = forms.TypedChoiceField(label="哪一件", coerce=int, widget=forms.RadioSelect)
    verdict = forms.ChoiceField(
        label="是不是同一件", choices=list(VERDICTS.items()), widget=forms.RadioSelect
    )
    note = words_field("说明", 2, required=False)
    due = day_field("重新打开的，重新整改到哪天", required=False)

    def offer(self) -> None:
        found = proposals(self.problem)
        self.fields["other"].choices = [(p.repeat.pk, p.words) for p in found]  # type: ignore[attr-defined]
        if len(found) == 1:
            self.fields["other"].initial = found[0].repeat.pk
        self.fields["note"].help_text = "重新打开的，写在哪里又发现、是什么情况；其他可不写。"
        self.fields["due"].help_text = "只在重新打开时填；原来的首次时限仍然显示。"

    def clean(self) -> dict[str, Any]:
        """Reopening needs a new day and words."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("verdict") == "reopened":
            if not given.get("due"):
                self.add_error("due", "重新打开要定新的时限。")
            if not (given.get("note") or "").strip():
                self.add_error("note", "请写在哪里又发现、是什么情况。")
        return given
