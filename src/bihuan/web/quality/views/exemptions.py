"""Exemptions: what waits for a decision, and deciding many at once."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Refused, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.quality import tables
from bihuan.web.quality.forms import DecideForm, ReasonForm
from bihuan.web.quality.models import Exemption
from bihuan.web.quality.services import exempting
from bihuan.web.ui.links import query_with

MOST = 200


@needs("quality.read")
@require_GET
def exemptions(request: Request) -> HttpResponse:
    """Requests that wait first."""
    return tables.exemptions(request).respond("quality/exemptions.html", _context(request, DecideForm()))


def _context(request: Request, form: DecideForm) -> dict[str, object]:
    return {
        "form": form,
        "may_decide": may(request.actor.role, "exemption.decide"),
        "decide_url": reverse("quality:decide") + query_with(request.GET),
    }


@needs("exemption.decide")
@require_POST
def decide(request: Request) -> HttpResponse:
    """Approves or refuses the ticked requests; those that cannot be decided are named and the others are done."""
    form = DecideForm(request.POST)
    picked = list(tables.exemptions(request).chosen().filter(state=Exemption.State.ASKED)[:MOST])
    approve = request.POST.get("decision") == "approve"
    if not picked:
        form.add_error(None, "还没有勾选待批的申请。")
    elif form.is_valid() and approve and not form.cleaned_data["until"]:
        form.add_error("until", "同意的请填豁免到哪一天。")
    if not form.is_valid():
        for words in [error for held in form.errors.values() for error in held]:
            messages.error(request, str(words))
        return redirect(reverse("quality:exemptions") + query_with(request.GET))
    if first_time(request):
        _decided(request, picked, form, approve)
    return redirect(reverse("quality:exemptions") + query_with(request.GET))


def _decided(request: Request, picked: list[Exemption], form: DecideForm, approve: bool) -> None:
    done, left = 0, []
    for each in picked:
        try:
            with transaction.atomic():
                if approve:
                    exempting.approve(
                        request.actor, each.pk, form.cleaned_data["until"], form.cleaned_data["words"]
                    )
                else:
                    exempting.refuse(request.actor, each.pk, form.cleaned_data["words"])
            done += 1
        except Refused as refused:
            left.append(f"{each.finding}：{refused}")
    if done:
        what = "同意豁免" if approve else "不予豁免"
        messages.success(request, f"{what} {done} 项，申请的单位在疑点页看得到。")
    for words in left[:3]:
        messages.error(request, words)


@needs("exemption.decide")
def end(request: Request, pk: int) -> HttpResponse:
    """Ends an exemption in force, with the reason."""
    found = get_object_or_404(Exemption.objects.select_related("finding"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if first_time(request):
                exempting.end(request.actor, found, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_service_error(refused, "reason")
        else:
            messages.success(request, "豁免已结束，这一条重新等核实。")
            return redirect(found)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quality/end.html", {"exemption": found, "form": form}, status=status)
