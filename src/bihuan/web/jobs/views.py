"""Runs: the list, one run with its progress, cancel."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bihuan.web.access.request import Request
from bihuan.web.access.views import signed_in
from bihuan.web.jobs import services
from bihuan.web.jobs.models import JobRun


@signed_in
def runs(request: Request) -> HttpResponse:
    """The reader's own runs of late (the administrator's: everybody's)."""
    rows = JobRun.objects.select_related("progress")[:50]
    return render(request, "jobs/list.html", {"runs": rows})


@signed_in
def run(request: Request, pk: int) -> HttpResponse:
    """One run; the part that changes is asked for again by htmx until the run has ended."""
    found = get_object_or_404(JobRun.objects.select_related("progress"), pk=pk)
    if request.htmx and found.ended and found.result.get("url"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = found.result["url"]
        return response
    template = "jobs/_run.html" if request.htmx else "jobs/run.html"
    return render(request, template, {"run": found})


@signed_in
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Asks the run to stop."""
    found = get_object_or_404(JobRun, pk=pk)
    services.cancel(request.actor, found)
    return redirect("jobs:run", pk=pk)
