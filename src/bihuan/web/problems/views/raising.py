"""Registering a problem, and putting one right on the spot."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.web.access import Actor, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.models import Unit
from bihuan.web.idempotency import first_time
from bihuan.web.problems import services
from bihuan.web.problems.forms import RaiseForm, SpotForm
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import Shot
from bihuan.web.problems.snapshot import station_of


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


@needs("problem.spot")
def on_the_spot(request: Request) -> HttpResponse:
    """One form, two photos; then it waits for the township."""
    actor: Actor = request.actor
    form = SpotForm(request.POST or None, request.FILES or None, actor=actor)
    if request.method == "POST":
        made = _spot(request, actor, form)
        if made is not None:
            return redirect(made)
        form.keep_photos()
    unit = Unit.objects.select_related("parent__parent").get(pk=actor.unit_id)
    above = station_of(unit)
    context = {"form": form, "verifier": above[1] if above else "县里"}
    return render(
        request, "problems/on_the_spot.html", context, status=422 if request.method == "POST" else 200
    )


def _spot(request: Request, actor: Actor, form: SpotForm) -> Any:
    if not form.is_valid():
        return None
    if not first_time(request):
        return "problems:list"
    d = form.cleaned_data
    given = {
        name: d[name]
        for name in ("title", "area_code", "done", "accepted_by", "signed", "household", "check_item")
    }
    try:
        made = services.on_the_spot(
            actor, before=Shot(*form.shot("before")), after=Shot(*form.shot("after")), **given
        )
    except services.NotNow as refused:
        form.add_service_error(refused)
        return None
    messages.success(request, "已提交。核验后会通知您。")
    return made
