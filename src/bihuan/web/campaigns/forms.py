"""Forms of plans, campaigns and answers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings

from bihuan.web.access import Refused
from bihuan.web.campaigns.duties import schedule, who
from bihuan.web.campaigns.found import number_given
from bihuan.web.campaigns.gates import detect
from bihuan.web.campaigns.models import Answer, Plan, PlanItem
from bihuan.web.campaigns.models.campaign import GATES, LOOKBACKS, PROFILES, RHYTHMS
from bihuan.web.campaigns.services.answers import At, Said
from bihuan.web.campaigns.services.answers.base import NO_WAY
from bihuan.web.campaigns.services.periods import closing
from bihuan.web.campaigns.services.publish import Terms, report_of
from bihuan.web.campaigns.who import GROUPS
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.ui.forms import LookForm

DEFAULT_DAYS = 14
# Reports of these are the table of items itself; weekly news of the work is not.
_ABOUT_ITEMS = re.compile("表|排查|整改|问题")


class UploadForm(LookForm):
    """A file, or pasted text: one of the two."""

    file = forms.FileField(label="方案文件", required=False)
    title = forms.CharField(label="标题", required=False, max_length=120)
    text = forms.CharField(label="方案文字", required=False, widget=forms.Textarea(attrs={"rows": 8}))
    idem = forms.UUIDField(label="这次提交", widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Exactly one of file and text."""
        given: dict[str, Any] = super().clean() or {}
        file, text = given.get("file"), (given.get("text") or "").strip()
        if not file and not text and "file" not in self.errors:
            self.add_error("file", "请选一个文件，或把文字粘贴到下面。")
        if file and text:
            self.add_error("text", "文件和文字只要一样。请清空其中一样。")
        if file and file.size > settings.PLAN_MAX_BYTES:
            most = settings.PLAN_MAX_BYTES // 2**20
            self.add_error(
                "file",
                f"《{file.name}》有 {file.size / 2**20:.1f} 兆，超过 {most} 兆。请去掉大图片，或另存为 .docx 再传。",
            )
        return given


class PublishForm(LookForm):
    """What the publisher decides; the document's own gates and dates are offered."""

    title = forms.CharField(label="专项行动名称", max_length=200)
    number = forms.CharField(label="文号", max_length=60, required=False)
    gates = forms.MultipleChoiceField(
        label="销号要过的关",
        choices=[(k, f"{w}") for k, w in GATES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    profile = forms.ChoiceField(label="销号方式", choices=list(PROFILES.items()), widget=forms.RadioSelect)
    lookback_rule = forms.ChoiceField(
        label="销号后回头看", choices=list(LOOKBACKS.items()), widget=forms.RadioSelect
    )
    lookback_days = forms.IntegerField(label="销号后几天回头看", min_value=1, max_value=730)
    lookback_severe = forms.BooleanField(label="严重问题一律每季度看，看满一年", required=False)
    lookback_reason = forms.CharField(label="不约定的理由", max_length=200, required=False)
    answers_due = forms.DateField(
        label="各单位答完的日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rule = forms.ChoiceField(label="多久答一次", choices=list(RHYTHMS.items()))
    day = forms.IntegerField(label="每期第几天前答", required=False, min_value=1, max_value=31)
    until = forms.DateField(
        label="答到哪天为止",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    fallback = forms.MultipleChoiceField(
        label="没写责任单位的条目由谁答",
        choices=[(f"group:{k}", w) for k, w in GROUPS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, plan: Plan, items: list[PlanItem], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", defaults(plan, items))
        super().__init__(*args, **kwargs)
        for gate, words in GATES.items():
            self.fields[f"words_{gate}"] = forms.CharField(
                label=f"“{words}”叫作", max_length=20, required=False
            )
        self.without = sum(i.kind in ("check_item", "problem") and not i.who for i in items)
        if not self.without:
            del self.fields["fallback"]

    def clean_answers_due(self) -> date:
        """A day that has not passed."""
        day: date = self.cleaned_data["answers_due"]
        if closing(day) <= clock.now():
            raise forms.ValidationError("这一天的 17:30 已经过了，请定晚一些。")
        return day

    def clean(self) -> dict[str, Any]:
        """Whoever books no look-back says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("lookback_rule") == "none" and not (given.get("lookback_reason") or "").strip():
            self.add_error("lookback_reason", "不约定回头看，请写明理由，比如“纯数据更正，下月比对即可见”。")
        return given

    def terms(self) -> Terms:
        """The values as the service takes them."""
        given = self.cleaned_data
        return Terms(
            title=given["title"],
            number=given["number"],
            gates=given["gates"],
            gate_words={gate: given[f"words_{gate}"] for gate in GATES if given.get(f"words_{gate}")},
            profile=given["profile"],
            lookback_rule=given["lookback_rule"],
            lookback_days=given["lookback_days"],
            lookback_severe=given["lookback_severe"],
            lookback_reason=given["lookback_reason"],
            answers_due=closing(given["answers_due"]),
            fallback=given.get("fallback", []),
            rule=given["rule"],
            day=given["day"],
            until=given["until"],
        )


def defaults(plan: Plan, items: list[PlanItem]) -> dict[str, Any]:
    """What the document says about gates and dates, as first values of the form."""
    today = clock.today()
    days = [(i.data.get("due") or {}).get("date") for i in items if i.kind == "report"]
    days += [i.data.get("end") for i in items if i.kind == "phase"]
    coming = sorted(day for words in days if words and (day := date.fromisoformat(words)) > today)
    return {
        "title": plan.title,
        "number": plan.number,
        "gates": detect(plan.text),
        "profile": "general",
        "lookback_rule": "after_days",
        "lookback_days": amount("look_back_days"),
        "answers_due": coming[0] if coming else today + timedelta(days=DEFAULT_DAYS),
        "fallback": ["group:township"],
        **rhythm(plan, items),
    }


def rhythm(plan: Plan, items: list[PlanItem]) -> dict[str, Any]:
    """Returns how often the paper wants its table of items filled in: the rule of a note under the table first."""
    reports = [report_of(item) for item in items if item.kind == PlanItem.Kind.REPORT]
    reports = [report for report in reports if _ABOUT_ITEMS.search(report.text)]
    reports.sort(key=lambda report: not who.is_note_to_table(report.text))
    for report in reports:
        found = schedule.rhythm_of(report)
        if found and found.rule != "once":
            months = schedule.months(report, plan.dated or clock.today())
            return {"rule": found.rule, "day": found.day, "until": months[1] if months else None}
    return {"rule": "once", "day": None, "until": None}


class AnswerForm(LookForm):
    """One unit's answer to one check item: what, looked at how, how many."""

    state = forms.ChoiceField(
        label="排查结果",
        choices=[(s.value, s.label) for s in Answer.SAID],
        widget=forms.RadioSelect,
    )
    looked = forms.MultipleChoiceField(
        label="怎么查的", required=False, choices=Answer.Way.choices, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label="排查情况", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    number = forms.CharField(
        label="一共多少",
        required=False,
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    counted_in = forms.CharField(
        label="单位", required=False, max_length=10, widget=forms.TextInput(attrs={"list": "counted-in"})
    )
    measures = forms.CharField(
        label="整改措施", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    progress = forms.CharField(
        label="整改进度", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_number(self) -> Decimal | None:
        """A number, or nothing."""
        try:
            return number_given(self.cleaned_data["number"], "一共多少")
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """What was found must be written down, how it was looked at too, and why an item does not apply."""
        given: dict[str, Any] = super().clean() or {}
        state, text = given.get("state"), (given.get("text") or "").strip()
        if state == "found" and not text:
            self.add_error("text", "发现了问题，请写明在哪里、是什么情况。")
        if state == "not_applicable" and not text:
            self.add_error("text", "不涉及要写明理由，比如“本村没有易地搬迁户”。")
        if state in ("found", "none_found") and not given.get("looked"):
            self.add_error("looked", NO_WAY)
        return given

    def said(self, places: tuple[At, ...]) -> Said:
        """The values as the service takes them."""
        given = self.cleaned_data
        found = given["state"] == Answer.State.FOUND
        return Said(
            given["state"],
            given["text"],
            given["measures"],
            given["progress"],
            tuple(given["looked"]),
            given["number"] if found else None,
            given["counted_in"].strip() if found else "",
            places if found else (),
        )


class SendBackForm(LookForm):
    """Why an answer goes back, and until when it is given again."""

    reason = forms.CharField(label="退回原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    day = forms.DateField(
        label="哪天前重答", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
