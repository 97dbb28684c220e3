"""Pages: systems and their tokens for the administrator; the interface's description for whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access.refusal import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may, redirect_to_sign_in, signed_in
from bihuan.web.areas.views import options
from bihuan.web.config import clock
from bihuan.web.idempotency import first_time
from bihuan.web.interfaces import faults, services
from bihuan.web.interfaces.forms import SystemForm, TokenForm
from bihuan.web.interfaces.models import System, Token
from bihuan.web.interfaces.scopes import SCOPES
from bihuan.web.ui.forms import LookForm


@require_GET
@may("people.manage")
def listing(request: Request) -> HttpResponse:
    """The systems, those in use first."""
    live = Q(tokens__revoked_at=None, tokens__expires_at__gt=clock.now())
    rows = System.objects.select_related("grant__unit").annotate(
        live=Count("tokens", filter=live), used=Max("tokens__last_used_at")
    )
    ordered = sorted(rows, key=lambda row: (row.ended_at is not None, row.name))
    in_use = sum(row.ended_at is None for row in ordered)
    return render(request, "interfaces/list.html", {"systems": ordered, "in_use": in_use})


@may("people.manage")
def new(request: Request) -> HttpResponse:
    """Registers a system."""
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and first_time(request):
        made = _tried(form, lambda: services.add_system(request.actor, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"已登记“{made.name}”。现在给它发令牌。")
            return redirect(made)
    chosen = str(form["unit"].value() or "")
    context = {"form": form, "units": options(), "chosen": [int(chosen)] if chosen.isdecimal() else []}
    return render(request, "interfaces/new.html", context, status=422 if form.errors else 200)


@require_GET
@may("people.manage")
def system(request: Request, pk: int) -> HttpResponse:
    """One system: for whom it acts, its tokens, a form for another."""
    held = _get(pk)
    return _show(request, held, TokenForm(held))


def _get(pk: int) -> System:
    return get_object_or_404(System.objects.select_related("grant__unit", "created_by"), pk=pk)


def _show(request: Request, held: System, form: TokenForm) -> HttpResponse:
    tokens = [
        (token, [SCOPES[key].label for key in token.scopes])
        for token in held.tokens.select_related("created_by")
    ]
    context = {"system": held, "tokens": tokens, "form": form}
    return render(request, "interfaces/system.html", context, status=422 if form.errors else 200)


@may("people.manage")
@require_POST
@never_cache
def token(request: Request, pk: int) -> HttpResponse:
    """Makes a token and shows its secret, this once."""
    held = _get(pk)
    form = TokenForm(held, request.POST)
    if not form.is_valid():
        return _show(request, held, form)
    if not first_time(request):
        return redirect(held)
    given = form.cleaned_data
    made = _tried(
        form, lambda: services.make_token(request.actor, held, given["name"], given["scopes"], given["until"])
    )
    if made is None:
        return _show(request, held, form)
    return render(request, "interfaces/token.html", {"system": held, "token": made[0], "secret": made[1]})


def _tried(form: LookForm, step: Any) -> Any:
    """What the step gives; None when it was refused, with the reason on the form."""
    try:
        with transaction.atomic():
            return step()
    except Refused as refused:
        form.add_service_error(refused)
        return None


@may("people.manage")
@require_POST
def revoke(request: Request, pk: int, token: int) -> HttpResponse:
    """Takes a token back."""
    held = get_object_or_404(Token, pk=token, system=pk)
    services.revoke(request.actor, held)
    messages.success(request, f"令牌 {held.prefix}… 已收回，马上不能用。")
    return redirect("interfaces:system", pk)


@may("people.manage")
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Ends a system."""
    held = _get(pk)
    try:
        with transaction.atomic():
            count = services.end_system(request.actor, held)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"“{held.name}”已停用，收回令牌 {count} 个。它办过的事留着。")
    return redirect("interfaces:list")


@require_GET
@signed_in
def docs(request: Request) -> HttpResponse:
    """The interface's description as a page: addresses, fields, refusals."""
    from bihuan.web.interfaces.api.page import described

    context = {"groups": described(), "faults": faults.table(), "scopes": SCOPES.values()}
    return render(request, "interfaces/docs.html", context)


@require_GET
def description(request: Any) -> HttpResponse:
    """The same as OpenAPI 3.1, for a token or whoever is signed in."""
    if request.actor is None:
        return redirect_to_sign_in(request)
    from bihuan.web.interfaces.api.openapi import document

    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


description.access = "signed_in"  # type: ignore[attr-defined]
