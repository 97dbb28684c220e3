"""Forms and steps that correct what is known of a problem, and that make two registrations one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bihuan.web.access import Actor
from bihuan.web.problems import services, tags
from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.fields import words_field
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services.evidence import ADDING
from bihuan.web.problems.services.facts import KEEPERS


class TagsField(forms.CharField):
    """Tags on one line; cleans to a list."""

    def clean(self, value: Any) -> Any:
        given = tags.split(super().clean(value))
        wrong = tags.faults(given)
        if wrong:
            raise ValidationError(wrong)
        return given


def offer_tags(field: forms.Field) -> None:
    """Says which tags are used already, so that one thing does not get two names."""
    used = tags.suggestions()
    known = f"常用的：{'、'.join(used)}。" if used else ""
    field.help_text = f"短词，几个用顿号隔开。{known}"


class DescribeForm(ActForm):
    category = forms.CharField(label="类别", max_length=40, required=False)
    project = forms.CharField(label="项目", max_length=120, required=False, help_text="项目库里的名称。")
    found_by = forms.CharField(label="发现人", max_length=80, required=False, help_text="单位和姓名。")
    tags = TagsField(label="标签", required=False)
    remark = words_field("备注", 2, required=False)

    def offer(self) -> None:
        own = self.problem.raised_unit_id == self.actor.unit_id
        if self.problem.over or not (own or self.actor.role in KEEPERS):
            for name in ("category", "project", "found_by"):
                del self.fields[name]
        for name in self.fields.keys() - {"version", "tags"}:
            self.fields[name].initial = getattr(self.problem, name)
        self.fields["tags"].initial = "、".join(self.problem.tags)
        offer_tags(self.fields["tags"])


class SeverityForm(ActForm):
    reason = words_field("理由", 2)

    def offer(self) -> None:
        word = "一般" if self.problem.severe else "严重"
        self.fields["reason"].label = f"为什么改为“{word}”"
        self.fields["reason"].help_text = (
            "改为一般后，可由乡镇核验。"
            if self.problem.severe
            else "严重的由县里核验；乡镇已过的关要重新核验。"
        )


class MergeForm(ActForm):
    number = forms.CharField(
        label="并入哪一件", max_length=20, help_text="填那一件的编号，如 2026-0415；后四位也行。"
    )
    reason = words_field("为什么并入", 2)

    def clean_number(self) -> Problem:
        words = self.cleaned_data["number"].strip()
        found = list(Problem.objects.filter(number__endswith=words).exclude(pk=self.problem.pk)[:2])
        if len(found) != 1:
            raise ValidationError(
                "没有这个编号的另一件。" if not found else "不止一件是这几位，请填完整的编号。"
            )
        return found[0]


class SplitForm(ActForm):
    reason = words_field("为什么拆开", 2)


def _describe(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    given = {name: d[name] for name in ("category", "project", "found_by", "tags", "remark") if name in d}
    return services.describe(actor, problem, **given, version=version)


def _severity(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    to = Problem.Severity.NORMAL if problem.severe else Problem.Severity.SEVERE
    return services.set_severity(actor, problem, to, d["reason"], version=version)


def _merge(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.merge(actor, problem, d["number"], d["reason"], version=version)


def _split(actor: Actor, problem: Problem, d: Any, version: int) -> object:
    return services.split(actor, problem, d["reason"], version=version)


# As `actions.Action` takes them: key, right, form, what is done, the button, what is said then, icon.
# icons: pencil alert-circle arrow-merge arrow-back-up
STEPS: tuple[tuple[Any, ...], ...] = (
    ("describe", ADDING, DescribeForm, _describe, "存下", "已补正。", "pencil"),
    ("severity", "problem.grade", SeverityForm, _severity, "改程度", "程度已改，理由记在经过里。", "alert-circle"),
    ("merge", "problem.assign", MergeForm, _merge, "并入", "已并入，请到那一件接着办。", "arrow-merge"),
    ("split", "problem.assign", SplitForm, _split, "拆开", "已拆开，等交办。", "arrow-back-up"),
)  # fmt: skip
