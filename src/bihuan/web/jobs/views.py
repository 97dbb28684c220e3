"""Runs: the list, one run with its progress, cancel."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bihuan.documents.media import XLSX
from bihuan.web import journal
from bihuan.web.access.request import Request
from bihuan.web.access.views import signed_in
from bihuan.web.jobs import files, services
from bihuan.web.jobs.models import JobRun
from bihuan.web.ui.tables.workbook import disposition


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
    own = (found.person_id, found.grant_id) == (request.actor.person_id, request.actor.grant_id)
    return render(request, template, {"run": found, "own": own, "kept_days": files.KEPT_DAYS})


@signed_in
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Asks the run to stop."""
    found = get_object_or_404(JobRun, pk=pk)
    services.cancel(request.actor, found)
    return redirect("jobs:run", pk=pk)


@signed_in
def file(request: Request, pk: int) -> HttpResponse:
    """The workbook a run made: for whoever asked, in the same post, while it is kept; whoever takes it leaves a line."""
    found = get_object_or_404(
        JobRun, pk=pk, person_id=request.actor.person_id, grant_id=request.actor.grant_id
    )
    if not found.file_is_there:
        raise Http404
    journal.write(request.actor, "table.taken", found, name=found.result["file"])
    response = FileResponse(files.place(pk).open("rb"), content_type=XLSX)
    response["Content-Disposition"] = disposition(found.result["file"])
    response.outside_transaction = True  # type: ignore[attr-defined]  # a file: no row is read while it is sent
    return response  # type: ignore[return-value]
