"""The periodic check of what was made routine: its own form."""

from __future__ import annotations

from django import forms

from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.fields import day_field, words_field

OUTCOMES = (("holds", "机制在运行"), ("found_again", "没有运行，重新打开"), ("moved", "没有查成，改期"))


class RoutineCheckForm(ActForm):
    """Whether the mechanism works, seen in what; a failed check reopens the problem with a new day."""

    outcome = forms.ChoiceField(label="检查结果", choices=OUTCOMES, widget=forms.RadioSelect)
    looked_at = forms.CharField(
        label="查了哪些记录", max_length=200, help_text="哪几个月的、哪本台账、几份。"
    )
    note = words_field("看到什么", 2, help_text="没有查成的，写为什么。")
    due = day_field("新的日子", required=False)

    def offer(self) -> None:
        self.fields["due"].help_text = "没有运行的，写重新整改到哪天；没有查成的，写改到哪天查。"
        if self.problem.mechanism:
            self.fields["outcome"].help_text = f"机制：{self.problem.mechanism}"
