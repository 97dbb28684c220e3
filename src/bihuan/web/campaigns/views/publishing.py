"""The last page before everybody sees it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns.forms import PublishForm
from bihuan.web.campaigns.gates import clauses
from bihuan.web.campaigns.models import Plan
from bihuan.web.campaigns.services import publish as service
from bihuan.web.campaigns.who import Directory


@may("campaign.publish")
def publish(request: Request, pk: int) -> HttpResponse:
    """The terms of the campaign, with what the document says offered; publishing leads to the campaign."""
    plan = get_object_or_404(Plan, pk=pk)
    if plan.state == Plan.State.PUBLISHED:
        return redirect("campaigns:detail", plan.campaign.pk)
    items, directory = service.live_items(plan), Directory()
    form = PublishForm(plan, items, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refusal half way undoes the first half
                campaign = service.publish(request.actor, pk, form.terms())
        except Refused as refused:
            form.add_service_error(refused)
        else:
            messages.success(
                request,
                f"已发布。{campaign.answers.count()} 份答复等各单位办，答复时限 {campaign.answers_due:%m月%d日}。",
            )
            return redirect("campaigns:detail", campaign.pk)
    context = {
        "plan": plan,
        "form": form,
        "lacks": service.missing(items, directory),
        "clauses": clauses(plan.text),
        "counts": _counts(items, directory),
    }
    return render(request, "campaigns/publish.html", context, status=422 if form.is_bound else 200)


def _counts(items: list, directory: Directory) -> list[tuple[str, str]]:
    asked = [i for i in items if i.kind in ("check_item", "problem")]
    units = {unit for i in asked for unit in directory.expand([*i.lead, *i.who])}
    kinds = {
        "check_item": "排查项目",
        "problem": "问题",
        "measure": "整改措施",
        "phase": "阶段",
        "report": "报送要求",
        "quota": "任务量",
    }
    rows = [
        (words, f"{count} 项")
        for kind, words in kinds.items()
        if (count := sum(i.kind == kind for i in items))
    ]
    return [*rows, ("写明的责任单位", f"{len(units)} 个")]
