"""Forms of the administrator's pages for other systems."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from bihuan.web.access.roles import ROLES, may
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.interfaces.models import System
from bihuan.web.interfaces.scopes import FOR_PEOPLE, SCOPES
from bihuan.web.problems.forms.fields import UnitField, day_field
from bihuan.web.ui.forms import LookForm


class SystemForm(LookForm):
    """Another system: what it is, for whom it acts."""

    name = forms.CharField(
        label="系统名称", max_length=40, help_text="记在经过里的就是它，例如“县大数据平台”。"
    )
    purpose = forms.CharField(label="用来做什么", max_length=200)
    contact = forms.CharField(label="谁负责", max_length=80, help_text="单位、姓名，出了问题找得到人。")
    unit = UnitField(label="代表哪个单位", queryset=Unit.objects.none())
    role = forms.ChoiceField(
        label="角色",
        choices=[(r.key, r.label) for r in ROLES.values() if r.key not in FOR_PEOPLE],
        help_text="看得到什么、改得动什么，和这个单位担任同一角色的人一样。",
    )
    valid_to = day_field("岗位到哪天", required=False, help_text="考核评估必须填；不填就一直有效。")
    per_minute = forms.IntegerField(label="每分钟最多请求", min_value=1, max_value=6000, initial=300)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(closed_on=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An assessor's system ends one day."""
        given: dict[str, Any] = super().clean() or {}
        role = ROLES.get(given.get("role", ""))
        if role and role.limited and not given.get("valid_to"):
            self.add_error("valid_to", f"“{role.label}”只能限期，请填到哪天。")
        return given


class TokenForm(LookForm):
    """A key: for whom, for what, until when. Only scopes that the system's role can use are offered."""

    name = forms.CharField(label="给谁用", max_length=40, help_text="例如“正式环境”“测试”。")
    scopes = forms.MultipleChoiceField(label="可以做什么", widget=forms.CheckboxSelectMultiple)
    until = day_field("用到哪天")

    def __init__(self, system: System, data: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": clock.today() + timedelta(days=180)})
        super().__init__(data, **kwargs)
        role = system.grant.role
        fits = [s for s in SCOPES.values() if any(may(role, verb) for verb in s.verbs)]
        self.fields["scopes"].choices = [(s.key, s.label) for s in fits]  # type: ignore[attr-defined]
        self.fields["until"].help_text = "最长一年。到期前重新发一个，换上以后再收回旧的。"
