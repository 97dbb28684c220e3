"""People and posts, for the administrator."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bihuan.web.access.refusal import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.roles import ROLES
from bihuan.web.access.views import may
from bihuan.web.accounts import services
from bihuan.web.accounts.forms import GrantForm, HandOverForm, PersonForm
from bihuan.web.accounts.models import Grant, Person
from bihuan.web.areas.views import options
from bihuan.web.config import clock
from bihuan.web.ui.links import query_with
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.tables.workbook import Sheet, workbook


def _posts(person: Person) -> str:
    held = [g.role_label for g in person.grants.all() if g.holds_on(clock.today())]
    return "、".join(held) or "没有岗位"


def _account(person: Person) -> str:
    account = getattr(person, "account", None)
    if account is None:
        return "没有账号"
    return account.username if account.is_active else f"{account.username}（停用）"


def _table(request: Request) -> Table:
    rows = Person.objects.filter(system=False).select_related("unit", "account").prefetch_related("grants")
    return Table(
        request,
        rows,
        [
            Column("name", "姓名", render="accounts/cells/person.html", value="name", sort="pinyin"),
            Column("unit", "单位", value="unit.short_name", sort="unit__pinyin"),
            Column("post", "职务", value="post", phone_hide=True),
            Column("posts", "岗位", value=_posts),
            Column("account", "账号", value=_account, sort="account__username", phone_hide=True),
        ],
        filters=[Filter("role", "角色", [(r.key, r.label) for r in ROLES.values()], apply="grants__role")],
        saved=[
            Saved("here", "在岗", Q(left_on=None)),
            Saved("fresh", "没登录过", Q(account__is_active=True, account__last_login=None)),
            Saved("closed", "账号停用", Q(account__is_active=False)),
            Saved("left", "已离岗", Q(left_on__isnull=False)),
        ],
        default_saved="here",
        default_sort="name",
        export_name="人员",
        search=(
            "name__contains",
            "initials__startswith",
            "unit__name__contains",
            "account__username__startswith",
        ),
        search_label="姓名、拼音首字母、单位、账号",
        noun="人",
        pick=lambda person: person.name,
        row_url=lambda person: reverse("accounts:person", args=[person.pk]),
    )


@may("people.manage")
def listing(request: Request) -> HttpResponse:
    """People with unit, posts held today and account; leavers in a tab of their own."""
    context = {"bulk_url": reverse("accounts:first_passwords") + query_with(request.GET)}
    return _table(request).respond("accounts/people.html", context)


@may("people.manage")
@require_POST
@never_cache
def first_passwords(request: Request) -> HttpResponse:
    """New first passwords for the people ticked, as a workbook that exists only in this answer."""
    people = list(_table(request).chosen().select_related("unit", "account"))
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            made = services.first_passwords(request.actor, people)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("accounts:root")
    sheet = Sheet(
        name="初始密码",
        heads=["单位", "姓名", "账号", "初始密码"],
        rows=[[p.unit.short_name, p.name, p.account.username, word] for p, word in made],
        facts=[("用法", "只此一份，请当面发给本人，发完销毁。第一次登录必须改。")],
    )
    return workbook(sheet)


@may("people.manage")
@never_cache
def new_person(request: Request) -> HttpResponse:
    """Adds a person with account and first post; the first password is shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, password = services.add_person(request.actor, **form.cleaned_data)
        return render(request, "accounts/first_password.html", {"person": person, "password": password})
    context = {"form": form, "units": options(), "chosen": _chosen(form)}
    return render(request, "accounts/person_form.html", context, status=422 if form.errors else 200)


def _chosen(form: forms.Form) -> list[int]:
    """The unit that is ticked in the picker."""
    value = str(form["unit"].value() or "")
    return [int(value)] if value.isdigit() else []


@may("people.manage")
def person(request: Request, pk: int) -> HttpResponse:
    """One person: posts, account, and what to do when they leave."""
    found = get_object_or_404(Person.objects.select_related("unit", "account"), pk=pk)
    return _show(request, found, GrantForm(initial={"unit": found.unit_id, "valid_from": clock.today()}))


def _show(request: Request, found: Person, grant_form: GrantForm, status: int = 200) -> HttpResponse:
    grants = found.grants.select_related("unit").order_by("-valid_from")
    context = {
        "person": found,
        "grants": [(given, given.holds_on(clock.today())) for given in grants],
        "grant_form": grant_form,
        "units": options(),
        "chosen": _chosen(grant_form),
        "hand_over_form": HandOverForm(found),
    }
    return render(request, "accounts/person.html", context, status=status)


@may("people.manage")
@require_POST
def grant(request: Request, pk: int) -> HttpResponse:
    """Gives a post."""
    found = get_object_or_404(Person.objects.select_related("unit", "account"), pk=pk)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    services.grant(request.actor, found, **form.cleaned_data)
    messages.success(request, f"{found.name} 的身份已授予。")
    return redirect("accounts:person", pk=pk)


@may("people.manage")
@require_POST
def end_grant(request: Request, pk: int, grant_pk: int) -> HttpResponse:
    """Takes a post back."""
    given = get_object_or_404(Grant.objects.select_related("person"), pk=grant_pk, person_id=pk)
    services.end_grant(request.actor, given)
    messages.success(request, f"已收回 {given.person.name} 的“{given.role_label}”。")
    return redirect("accounts:person", pk=pk)


@may("people.manage")
@require_POST
@never_cache
def reset_password(request: Request, pk: int) -> HttpResponse:
    """Sets a new first password and shows it once."""
    found = get_object_or_404(Person, pk=pk)
    password = services.reset_password(request.actor, found)
    return render(request, "accounts/first_password.html", {"person": found, "password": password})


@may("people.manage")
@require_POST
def forget_phones(request: Request, pk: int) -> HttpResponse:
    """A lost phone: the next sign-in sets up a new one."""
    found = get_object_or_404(Person, pk=pk)
    services.reset_second_factor(request.actor, found)
    messages.success(request, f"{found.name} 的手机验证器已解除，下次登录重新绑定。")
    return redirect("accounts:person", pk=pk)


@may("people.manage")
@require_POST
def sign_out_person(request: Request, pk: int) -> HttpResponse:
    """Ends the person's sessions on every device."""
    found = get_object_or_404(Person, pk=pk)
    services.sign_out_person(request.actor, found)
    messages.success(request, f"{found.name} 在各处的登录都已退出，要重新登录。")
    return redirect("accounts:person", pk=pk)


@may("people.manage")
@require_POST
def hand_over(request: Request, pk: int) -> HttpResponse:
    """The leaver's work passes to a successor in one action."""
    leaver = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    form = HandOverForm(leaver, request.POST)
    if not form.is_valid():
        messages.error(request, "请选择接手的同志。")
        return redirect("accounts:person", pk=pk)
    successor = form.cleaned_data["successor"]
    count = services.hand_over(request.actor, leaver, successor)
    messages.success(request, f"{leaver.name} 已离岗，{count} 件工作交给 {successor.name}，账号已停用。")
    return redirect("accounts:person", pk=pk)
