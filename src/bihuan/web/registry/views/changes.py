"""Changes of households: recorded by a person, or seen in an export and said what they are."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bihuan.web.access import Conflict, Refused, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.registry import services, tables
from bihuan.web.registry.forms.changes import FORMS, KINDS, Judgement, carry_out
from bihuan.web.registry.models import HouseholdEvent
from bihuan.web.registry.views.dossier import find


@needs("household.read")
@require_GET
def proposals(request: Request) -> HttpResponse:
    """Changes that wait for somebody to say what they are, and those on record."""
    return tables.changes(request).respond("registry/changes.html")


@needs("household.change")
def record(request: Request, pk: int) -> HttpResponse:
    """Chooses the kind of change, then asks for what it needs."""
    home = find(pk)
    kind = request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise BadRequest("没有这种变动。请从页面上列出的里面选。")
    if home.current_id is None:
        messages.error(request, f"{home}已经不在册，不能再记变动。")
        return redirect(home)
    form = FORMS[kind](home, request.POST or None) if kind else None
    if request.method == "POST" and form is not None and form.is_valid():
        if not first_time(request):
            return redirect(home)
        try:
            shown = carry_out(request.actor, home, kind, form.cleaned_data)
        except (Refused, Conflict) as refused:
            form.add_service_error(refused)
        else:
            messages.success(request, f"已记：{KINDS[kind]}。")
            return redirect(reverse("registry:household", args=[shown.pk]))
    status = 422 if form is not None and form.is_bound and form.errors else 200
    context = {"home": home, "kind": kind, "label": KINDS.get(kind, ""), "kinds": KINDS.items(), "form": form}
    return render(request, "registry/change.html", context, status=status)


@needs("household.read")
def judge(request: Request, pk: int) -> HttpResponse:
    """One change: what the export showed, and what it is."""
    event = get_object_or_404(
        HouseholdEvent.objects.select_related("home", "member", "other", "person", "unit", "batch"), pk=pk
    )
    open_ = event.state == HouseholdEvent.State.PROPOSED and may(request.actor.role, "household.change")
    form = Judgement(event, request.POST or None)
    if request.method == "POST" and open_ and form.is_valid():
        said = form.cleaned_data
        try:
            services.judge(request.actor, event.pk, said["kind"], said["on"], said["text"])
        except (Refused, Conflict) as refused:
            form.add_service_error(refused)
        else:
            messages.success(request, "已核实。")
            return redirect("registry:changes")
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "registry/judge.html", {"event": event, "open": open_, "form": form}, status=status
    )
