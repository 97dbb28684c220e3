"""Registering a problem, and the on-the-spot form."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.web.access import Actor
from bihuan.web.areas.models import Area, Unit
from bihuan.web.campaigns.models import Campaign, CheckItem
from bihuan.web.campaigns.models.campaign import PROFILES
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.problems.forms.facts import TagsField, offer_tags
from bihuan.web.problems.forms.fields import day_field, words_field
from bihuan.web.problems.lines import Item
from bihuan.web.problems.models import Problem
from bihuan.web.ui.forms import LookForm, speak


def places_for(actor: Actor) -> list[tuple[int, str]]:
    """Places the actor may write about, as (code, words): the county's roles everywhere, others at home."""
    areas = Area.objects.select_related("parent").filter(valid_to=None).order_by("code")
    if actor.role not in ("office", "clerk", "inspector", "department"):
        home = Unit.objects.select_related("area").get(pk=actor.unit_id).area
        areas = areas.filter(code__gte=home.lo, code__lt=home.hi)
    words = {"county": "全县", "township": "{0}（全乡镇）", "village": "{1} {0}"}
    return [(a.code, words[a.level].format(a.name, a.parent or "")) for a in areas]


def item_words(item: CheckItem | Item) -> str:
    """11 项目资金."""
    return f"{item.no} {item.category or item.text[:20]}".strip()


SELDOM = ("target", "found_by", "campaign", "profile_key", "category", "project", "tags")


class RaiseForm(LookForm):
    """A problem found: what, where, when, how bad."""

    title = forms.CharField(label="问题", max_length=120, help_text="一句话：哪里、什么、多少。")
    text = words_field("具体情况", 3, required=False)
    area_code = forms.TypedChoiceField(label="在哪里", coerce=int)
    campaign = forms.ModelChoiceField(
        label="专项行动", queryset=Campaign.objects.none(), required=False, empty_label="不属于专项行动"
    )
    check_item = forms.ModelChoiceField(
        label="排查项目", queryset=CheckItem.objects.none(), required=False, empty_label="没有对应的"
    )
    source = forms.ChoiceField(label="来源", choices=Problem.Source.choices)
    discovered_on = day_field("发现日期")
    found_by = forms.CharField(label="发现人", max_length=80, required=False, help_text="不填就是您。")
    severity = forms.ChoiceField(label="程度", choices=Problem.Severity.choices, widget=forms.RadioSelect)
    severity_reason = words_field("严重的理由", 2, required=False, help_text="定为严重的要写。")
    higher_level = forms.BooleanField(label="上级交办的", required=False)
    profile_key = forms.ChoiceField(
        label="销号方式", choices=[(k, v) for k, v in PROFILES.items() if k not in ("on_the_spot", "data")]
    )
    target = words_field(
        "成效目标", 2, required=False, help_text="做到什么程度算达标；现在不清楚可在交办时定。"
    )
    deadline_kind = forms.ChoiceField(label="时限类型", choices=Problem.DeadlineKind.choices)
    due = day_field("整改时限", required=False)
    event = forms.CharField(label="等什么事项", max_length=120, required=False)
    event_days = forms.IntegerField(
        label="事项发生后几天整改完",
        min_value=0,
        max_value=730,
        required=False,
        help_text="现在说不准的不填，事项发生时再定。",
    )
    sweep_asked = forms.BooleanField(label="要求举一反三", required=False)
    category = forms.CharField(
        label="类别", max_length=40, required=False, help_text="不填就用排查项目的类别。"
    )
    project = forms.CharField(label="项目", max_length=120, required=False, help_text="项目库里的名称。")
    tags = TagsField(label="标签", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = places_for(actor)
        offered = places if len(places) == 1 else [("", "请选"), *places]
        self.fields["area_code"].choices = offered  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = Campaign.objects.filter(state="running")  # type: ignore[attr-defined]
        self.fields["check_item"].queryset = CheckItem.objects.filter(campaign__state="running")  # type: ignore[attr-defined]
        self.fields["check_item"].label_from_instance = item_words  # type: ignore[attr-defined]
        offer_tags(self.fields["tags"])
        today = clock.today()
        starts = {
            "discovered_on": today,
            "due": parameter("dated_days").after(today),
            "severity": "normal",
            "profile_key": "general",
        }
        starts |= {"deadline_kind": "dated", "source": "inspection" if actor.role == "inspector" else "self"}
        for name, value in starts.items():
            self.fields[name].initial = value
        for name, field in self.fields.items():
            speak(field, str(field.label or name))

    def seldom(self) -> list[forms.BoundField]:
        """Returns the fields that stand folded below the others."""
        return [self[name] for name in SELDOM]

    def seldom_refused(self) -> bool:
        """Returns whether one of them must be seen because it was refused."""
        return any(name in self.errors for name in SELDOM)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        item = given.get("check_item")
        if item is not None:
            given["campaign"] = item.campaign
        if given.get("severity") == "severe" and len(given.get("severity_reason", "").strip()) < 4:
            self.add_error("severity_reason", "定为严重的要写理由（至少 4 个字）。")
        if given.get("deadline_kind") in ("standing", "event"):
            given["due"] = None
        if given.get("deadline_kind") == "event" and not given.get("event"):
            self.add_error("event", "请写明等什么事项，例如“上级资金下达”。")
        return given
