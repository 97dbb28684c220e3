"""Forms of sign-in and of people's administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from bihuan.web.access.roles import ROLES
from bihuan.web.accounts.models import Account, Person
from bihuan.web.areas.models import Unit
from bihuan.web.ui.forms import LookForm


class SignInForm(LookForm):
    """Name and password. The one error does not say which was wrong."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    wrong = "账号或密码不对。连错五次会锁 15 分钟；忘了密码请找本县系统管理员重置。"

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.account: Account | None = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("username") and values.get("password"):
            found = authenticate(self.request, username=values["username"], password=values["password"])
            self.account = found if isinstance(found, Account) else None
            if self.account is None:
                raise forms.ValidationError(self.wrong)
        return values


class TokenForm(LookForm):
    """Six figures from the phone."""

    token = forms.RegexField(
        r"^\d{6}$",
        label="动态口令",
        error_messages={"invalid": "动态口令是 6 位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


class PasswordForm(LookForm):
    """A new password, after the old one."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 位，同时有字母和数字（或符号）。",
    )
    again = forms.CharField(
        label="再输一遍", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(data)
        self.account = account

    def clean_old(self) -> str:
        if not self.account.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("现在的密码不对。")
        return str(self.cleaned_data["old"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("new") and values.get("new") != values.get("again"):
            self.add_error("again", "两次输入的新密码不一样。")
        elif values.get("new"):
            try:
                validate_password(values["new"], self.account)
            except forms.ValidationError as weak:
                self.add_error("new", weak)
        return values


class PersonForm(LookForm):
    """A new person with account and first post."""

    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位")
    post = forms.CharField(label="职务", max_length=60, required=False)
    phone = forms.RegexField(
        r"^1\d{10}$",
        label="手机号",
        required=False,
        error_messages={"invalid": "手机号是 1 开头的 11 位数字。"},
    )
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$",
        label="账号",
        error_messages={"invalid": "账号用小写字母、数字和 . _ -，3 位以上。"},
    )
    role = forms.ChoiceField(label="角色", choices=[(r.key, r.label) for r in ROLES.values()])

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.filter(closed_on=None)


class GrantForm(LookForm):
    """A post: role, unit, from, to, and the villages of a linked leader."""

    role = forms.ChoiceField(label="角色", choices=[(r.key, r.label) for r in ROLES.values()])
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位")
    valid_from = forms.DateField(
        label="起", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    valid_to = forms.DateField(
        label="止",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="考核评估人员必须填。",
    )
    area_codes = forms.CharField(label="所联系的村（12 位代码，空格隔开）", required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.filter(closed_on=None)

    def clean_area_codes(self) -> list[int]:
        parts = str(self.cleaned_data["area_codes"]).split()
        wrong = [p for p in parts if not (p.isdigit() and len(p) == 12)]
        if wrong:
            raise forms.ValidationError(f"村的代码是 12 位数字，这些不是：{'、'.join(wrong[:5])}。")
        return [int(p) for p in parts]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        role = ROLES.get(values.get("role", ""))
        if role and role.limited and not values.get("valid_to"):
            self.add_error("valid_to", f"“{role.label}”只能限期授予，请填截止日期。")
        if values.get("valid_to") and values.get("valid_from") and values["valid_to"] < values["valid_from"]:
            self.add_error("valid_to", "截止日期早于起始日期。")
        return values


class HandOverForm(LookForm):
    """Who takes over a leaver's work."""

    successor = forms.ModelChoiceField(Person.objects.none(), label="交接给")

    def __init__(self, leaver: Person, data: Any = None) -> None:
        super().__init__(data)
        people: Any = self.fields["successor"]
        people.queryset = (
            Person.objects.filter(left_on=None, system=False, unit_id__in=leaver.unit.chain)
            .exclude(pk=leaver.pk)
            .select_related("unit")
        )
