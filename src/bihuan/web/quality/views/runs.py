"""Runs: the list, a new one over the registry or a batch, and what came of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.models import Area
from bihuan.web.config import clock
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.services import enqueue
from bihuan.web.quality import checks, tables
from bihuan.web.quality.explained import input_label
from bihuan.web.quality.forms import RunForm
from bihuan.web.quality.jobs import check
from bihuan.web.quality.models import Run
from bihuan.web.quality.services import asking
from bihuan.web.quality.services.running import ready
from bihuan.web.registry.models import Batch, Household


@needs("quality.read")
@require_GET
def runs(request: Request) -> HttpResponse:
    """All runs that the reader sees."""
    return tables.runs(request).respond("quality/runs.html")


@needs("quality.run")
def new(request: Request) -> HttpResponse:
    """The form, and the job it queues."""
    form = RunForm(request.POST or None, packs=asking.packs(), initial={"as_of": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            ready(form.cleaned_data["as_of"])
        except Refused as refused:
            form.add_service_error(refused, "as_of")
        else:
            if not first_time(request):
                return redirect("jobs:list")
            as_of, pack = form.cleaned_data["as_of"].isoformat(), form.cleaned_data["pack"] or asking.ALL
            return redirect("jobs:run", pk=enqueue(request.actor, check, as_of=as_of, pack=pack).pk)
    latest = Batch.objects.filter(state=Batch.State.APPLIED).order_by("-applied_at").first()
    waiting = list(Batch.objects.filter(state=Batch.State.READY).order_by("-pk")[:5])
    context = {
        "form": form,
        "latest": latest,
        "waiting": waiting,
        "households": Household.objects.filter(ended_on=None).count(),
    }
    return render(
        request, "quality/new_run.html", context, status=422 if form.is_bound and form.errors else 200
    )


@needs("quality.run")
@require_POST
def of_batch(request: Request, pk: int) -> HttpResponse:
    """Queues a run over exports that were read and are not imported."""
    batch = get_object_or_404(Batch, pk=pk)
    try:
        ready(batch.as_of, batch)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(batch)
    if not first_time(request):
        return redirect("jobs:list")
    return redirect(
        "jobs:run", pk=enqueue(request.actor, check, as_of=batch.as_of.isoformat(), batch_id=batch.pk).pk
    )


@needs("quality.read")
@require_GET
def run(request: Request, pk: int) -> HttpResponse:
    """What a run found by check and by township, what it could not decide, what became of problems."""
    found = get_object_or_404(Run.objects.select_related("made_by", "made_unit", "batch"), pk=pk)
    lines = [_line(code, counts) for code, counts in sorted(found.counts.items())]
    names = {str(area.code): str(area) for area in Area.objects.filter(level="township", valid_to=None)}
    places = sorted(
        ((names.get(code, "全县"), sum(held.values()), code) for code, held in found.places.items()),
        key=lambda one: -one[1],
    )
    context = {
        "run": found,
        "lines": sorted(lines, key=lambda line: (-line["found"], line["code"])),
        "undecided": sorted((line for line in lines if line["unknown"]), key=lambda line: -line["unknown"]),
        "skipped": [(code, checks.label(code), why) for code, why in sorted(found.skipped.items())],
        "places": places,
    }
    return render(request, "quality/run.html", context)


def _line(code: str, counts: dict[str, Any]) -> dict[str, Any]:
    check = checks.by_code().get(code)
    missing = counts.get("missing", {})
    named = [(input_label(check, name) if check else name, rows) for name, rows in missing.items()]
    said = {
        "code": code,
        "label": checks.label(code),
        "missing": sorted(named, key=lambda pair: -pair[1])[:4],
    }
    gone = counts.get("vanished", 0) + counts.get("absent", 0)
    return {"found": 0, "unknown": 0, **counts, **said, "gone": gone}
