"""A sheet that comes back: upload -> preview -> one job -> what came of each row."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports import copy, store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.views import download
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import enqueue
from bihuan.web.quality.forms import AnswersForm
from bihuan.web.quality.jobs import came_back, take_answers
from bihuan.web.quality.sheets.columns import FILLED
from bihuan.web.quality.sheets.weigh import TRIED, faults_of, open_book, tried

SHOWN = 50
STATES = ("wrong", "conflict", "refused", "taken")


@needs("finding.answer")
def upload(request: Request) -> HttpResponse:
    """Takes the file; one that is no sheet of ours is refused here, with the reason beside the field."""
    form = AnswersForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            open_book(data, store.shown(file.name))
        except ImportRefused as refused:
            form.add_service_error(refused, "file")
        else:
            return redirect("quality:preview", token=store.keep(request.actor, file.name, data))
    return _page(request, form)


def _page(request: Request, form: AnswersForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quality/answers.html", {"form": form, "columns": FILLED}, status=status)


def _gone(request: Request, refused: ImportRefused) -> HttpResponse:
    form = AnswersForm({}, {})
    form.errors.clear()
    form.add_error(None, str(refused))
    return _page(request, form)


@needs("finding.answer")
@never_cache
@require_GET
def preview(request: Request, token: str) -> HttpResponse:
    """What would be taken, what collides, what is refused, row by row."""
    try:
        name, _, lines = came_back(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    tried(request.actor, lines)
    groups = {state: [line for line in lines if line.state == state] for state in STATES}
    counts = {state: len(found) for state, found in groups.items()}
    asks = sum(line.said is not None and line.said.verdict == "right" for line in groups["taken"])
    context = {
        "token": token,
        "file": name,
        "counts": counts,
        "groups": {state: found[:SHOWN] for state, found in groups.items()},
        "shown": SHOWN,
        "asks": asks,
        "trouble": counts["wrong"] + counts["conflict"] + counts["refused"],
        "untried": max(0, counts["taken"] + counts["refused"] - TRIED),
    }
    return render(request, "quality/preview.html", context)


@needs("finding.answer")
@require_POST
def apply(request: Request, token: str) -> HttpResponse:
    """Queues the job; a form sent twice queues one."""
    try:
        store.fetch(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    if not first_time(request):
        return redirect("jobs:list")
    return redirect("jobs:run", pk=enqueue(request.actor, take_answers, token=token).pk)


@needs("finding.answer")
@require_GET
def taken(request: Request, pk: int) -> HttpResponse:
    """What came of each row; only to whoever sent the sheet."""
    run = get_object_or_404(JobRun, pk=pk, name=take_answers.name, person_id=request.actor.person_id)
    if not run.result:
        raise Http404
    return render(request, "quality/taken.html", {"run": run, **run.result})


@needs("finding.answer")
@require_GET
def marked(request: Request, token: str) -> HttpResponse:
    """The sheet as it came, with what was not taken written in."""
    try:
        name, book, lines = came_back(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    tried(request.actor, lines)
    return download(copy.marked(book, faults_of(lines)), f"{name.rsplit('.', 1)[0]}_标出问题.xlsx")
