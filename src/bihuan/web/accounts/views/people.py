"""People and posts, for the administrator."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bihuan.web.access.views import may
from bihuan.web.accounts import services
from bihuan.web.accounts.forms import GrantForm, HandOverForm, PersonForm
from bihuan.web.accounts.models import Grant, Person
from bihuan.web.config import clock


@may("people.manage")
def listing(request: HttpRequest) -> HttpResponse:
    """People by unit, searched by name, initials or unit."""
    asked = request.GET.get("q", "").strip()
    rows = Person.objects.select_related("unit", "account").prefetch_related("grants")
    if asked:
        rows = rows.filter(
            Q(name__contains=asked) | Q(initials__startswith=asked.lower()) | Q(unit__name__contains=asked)
        )
    if request.GET.get("left"):
        rows = rows.exclude(left_on=None)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "q": asked, "today": clock.today()})


@may("people.manage")
@never_cache
def new_person(request: HttpRequest) -> HttpResponse:
    """Adds a person with account and first post; the first password is shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, password = services.add_person(request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        return render(request, "accounts/first_password.html", {"person": person, "password": password})
    return render(request, "accounts/person_form.html", {"form": form})


@may("people.manage")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: posts, account, and what to do when they leave."""
    found = get_object_or_404(Person.objects.select_related("unit", "account"), pk=pk)
    grants = found.grants.select_related("unit").order_by("-valid_from")
    context = {
        "person": found,
        "grants": [(given, given.holds_on(clock.today())) for given in grants],
        "grant_form": GrantForm(),
        "hand_over_form": HandOverForm(found),
    }
    return render(request, "accounts/person.html", context)


@may("people.manage")
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a post."""
    found = get_object_or_404(Person, pk=pk)
    form = GrantForm(request.POST)
    if not form.is_valid():
        context = {"person": found, "grants": [], "grant_form": form, "hand_over_form": HandOverForm(found)}
        return render(request, "accounts/person.html", context)
    services.grant(request.actor, found, **form.cleaned_data)  # type: ignore[attr-defined]
    messages.success(request, f"{found.name} 的身份已授予。")
    return redirect("accounts:person", pk=pk)


@may("people.manage")
@require_POST
def end_grant(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    """Takes a post back."""
    given = get_object_or_404(Grant.objects.select_related("person"), pk=grant_pk, person_id=pk)
    services.end_grant(request.actor, given)  # type: ignore[attr-defined]
    messages.success(request, f"已收回 {given.person.name} 的“{given.role_label}”。")
    return redirect("accounts:person", pk=pk)


@may("people.manage")
@require_POST
@never_cache
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets a new first password and shows it once."""
    found = get_object_or_404(Person, pk=pk)
    password = services.reset_password(request.actor, found)  # type: ignore[attr-defined]
    return render(request, "accounts/first_password.html", {"person": found, "password": password})


@may("people.manage")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The leaver's work passes to a successor in one action."""
    leaver = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    form = HandOverForm(leaver, request.POST)
    if not form.is_valid():
        messages.error(request, "请选择接手的同志。")
        return redirect("accounts:person", pk=pk)
    successor = form.cleaned_data["successor"]
    count = services.hand_over(request.actor, leaver, successor)  # type: ignore[attr-defined]
    messages.success(request, f"{leaver.name} 已离岗，{count} 件工作交给 {successor.name}，账号已停用。")
    return redirect("accounts:person", pk=pk)
