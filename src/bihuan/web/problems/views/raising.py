"""Registering a problem."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.web.access import Actor, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.problems import services
from bihuan.web.problems.forms import RaiseForm
from bihuan.web.problems.models import Problem


@needs("problem.raise")
def raise_problem(request: Request) -> HttpResponse:
    """The form, and the problem it makes. `?origin=` links it to the problem whose sweep found it."""
    actor: Actor = request.actor
    asked = request.GET.get("origin", "")
    origin = Problem.objects.filter(pk=int(asked)).first() if asked.isdecimal() else None
    form = RaiseForm(request.POST or None, actor=actor)
    if request.method == "POST":
        made = _raise(request, actor, form, origin)
        if made is not None:
            return redirect(made)
    return render(
        request,
        "problems/raise.html",
        {"form": form, "origin": origin, "may_bulk": may(actor.role, "problem.bulk")},
        status=422 if request.method == "POST" else 200,
    )


def _raise(request: Request, actor: Actor, form: RaiseForm, origin: Problem | None) -> Any:
    if not form.is_valid():
        return None
    if not first_time(request):
        return "problems:list"
    try:
        made = services.raise_problem(actor, origin=origin, **form.cleaned_data)
    except services.NotNow as refused:
        form.add_service_error(refused)
        return None
    messages.success(request, f"已登记，编号 {made.number}。")
    return made
