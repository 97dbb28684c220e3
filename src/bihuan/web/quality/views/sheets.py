"""The sheets that go down: one a township, or all of them packed together."""

from __future__ import annotations

from datetime import date

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bihuan.documents.media import XLSX
from bihuan.web import journal
from bihuan.web.access import Refused, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.models import Area
from bihuan.web.config import clock
from bihuan.web.idempotency import first_time
from bihuan.web.jobs import files
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import enqueue
from bihuan.web.quality.forms import PackForm
from bihuan.web.quality.jobs import make_pack
from bihuan.web.quality.sheets import build, gather
from bihuan.web.ui.downloads import sent


@needs("finding.answer")
@require_GET
def sheets(request: Request) -> HttpResponse:
    """Which townships have what to look at; a township sees its own."""
    form = PackForm(request.GET if "due" in request.GET else None)
    due = form.cleaned_data["due"] if form.is_bound and form.is_valid() else None
    places = gather.owed()
    context = {
        "places": places,
        "total": sum(place.count for place in places),
        "form": form,
        "due": due,
        "packs": may(request.actor.role, "quality.run"),
    }
    return render(request, "quality/sheets.html", context)


@needs("finding.answer")
@require_GET
def sheet(request: Request, area: int) -> HttpResponse:
    """The sheet of one place, of whatever the reader sees there."""
    place = get_object_or_404(Area, code=area, valid_to=None)
    findings = gather.of_place(place)
    if not findings:
        raise Http404
    if len(findings) > gather.AT_ONCE:
        raise Refused(
            f"{place}有 {len(findings)} 条，太多，不能当场下载。请用“全部打包”，在后台做好再下载；或先按村下载。"
        )
    data = build.sheet(place, findings, _day(request.GET.get("due", "")))
    journal.write(request.actor, "quality.sheets", None, where=str(place), count=len(findings))
    return sent(data, f"{build.name_of(place)}.xlsx", XLSX)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


@needs("quality.run")
@require_POST
def make(request: Request) -> HttpResponse:
    """Queues the packing of all sheets."""
    form = PackForm(request.POST)
    if not form.is_valid():
        return render(
            request, "quality/sheets.html", {"places": gather.owed(), "form": form, "packs": True}, status=422
        )
    if not first_time(request):
        return redirect("jobs:list")
    due = form.cleaned_data["due"]
    return redirect("jobs:run", pk=enqueue(request.actor, make_pack, due=due.isoformat() if due else "").pk)


@needs("quality.run")
@require_GET
def pack(request: Request, pk: int) -> HttpResponse:
    """The packed sheets: the page after packing, and with ?file=1 the file, for whoever asked for it while it is kept."""
    run = get_object_or_404(JobRun, pk=pk, name=make_pack.name, person_id=request.actor.person_id)
    there = run.state == JobRun.State.DONE and files.place(pk).is_file()
    if request.GET.get("file") != "1":
        return render(request, "quality/pack.html", {"run": run, "there": there, "days": files.KEPT_DAYS})
    if not there:
        raise Http404
    name = f"各乡镇疑点清单_{clock.today():%Y%m%d}.zip"
    response = FileResponse(files.place(pk).open("rb"), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.outside_transaction = True  # type: ignore[attr-defined]  # a file: no row is read while it is sent
    return response  # type: ignore[return-value]
