"""A list that was exported, changed and comes back: upload -> preview -> one job -> what came of each row."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Actor
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports import copy, store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.views import download
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import enqueue
from bihuan.web.problems.sheets.acts import trial
from bihuan.web.problems.sheets.jobs import came_back, change_many
from bihuan.web.problems.sheets.layout import CHANGEABLE, EXPORTED
from bihuan.web.problems.sheets.weigh import Line, faults_of, open_book
from bihuan.web.problems.tables import VIEWS
from bihuan.web.problems.views.bulk import SheetForm

SHOWN = 50
TRIED = 50  # rows that the preview tries out; the rest is told after the job
STATES = ("wrong", "conflict", "refused", "changed")


@needs("problem.sheet")
def upload(request: Request) -> HttpResponse:
    """Takes the file; one that is no list of ours is refused here, with the reason beside the field."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            open_book(data, store.shown(file.name))
        except ImportRefused as refused:
            form.add_service_error(refused, "file")
        else:
            return redirect("problems:sheet_preview", token=store.keep(request.actor, file.name, data))
    return _page(request, form)


def _page(request: Request, form: SheetForm) -> HttpResponse:
    columns = [
        (name, [c.label for c in EXPORTED[view] if c.key in CHANGEABLE[view]]) for view, name in VIEWS.items()
    ]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "problems/sheet.html", {"form": form, "columns": columns}, status=status)


def _gone(request: Request, refused: ImportRefused) -> HttpResponse:
    form = SheetForm({}, {})
    form.errors.clear()
    form.add_error(None, str(refused))
    return _page(request, form)


def _tried(actor: Actor, lines: list[Line]) -> None:
    """Lets the services say what they would refuse, for as many rows as a page may take."""
    for line in [line for line in lines if line.state == "changed"][:TRIED]:
        line.refused = trial(actor, line)


@needs("problem.sheet")
@never_cache
@require_GET
def preview(request: Request, token: str) -> HttpResponse:
    """What would change, with both values; what collides; what is refused, by name."""
    try:
        name, _, lines = came_back(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    _tried(request.actor, lines)
    groups = {state: [line for line in lines if line.state == state] for state in (*STATES, "same")}
    counts = {state: len(found) for state, found in groups.items()}
    context = {
        "token": token,
        "file": name,
        "counts": counts,
        "groups": {state: found[:SHOWN] for state, found in groups.items()},
        "shown": SHOWN,
        "trouble": counts["wrong"] + counts["conflict"] + counts["refused"],
        "untried": max(0, counts["changed"] + counts["refused"] - TRIED),
    }
    return render(request, "problems/sheet_preview.html", context)


@needs("problem.sheet")
@require_POST
def apply(request: Request, token: str) -> HttpResponse:
    """Queues the job; a form sent twice queues one."""
    try:
        store.fetch(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    if not first_time(request):
        return redirect("jobs:list")
    return redirect("jobs:run", pk=enqueue(request.actor, change_many, token=token).pk)


@needs("problem.sheet")
@require_GET
def done(request: Request, pk: int) -> HttpResponse:
    """What came of each row; only to whoever sent the sheet."""
    run = get_object_or_404(JobRun, pk=pk, name=change_many.name, person_id=request.actor.person_id)
    if not run.result:
        raise Http404
    return render(request, "problems/sheet_done.html", {"run": run, **run.result})


@needs("problem.sheet")
@require_GET
def marked(request: Request, token: str) -> HttpResponse:
    """The sheet as it came, with what was not taken written in."""
    try:
        name, book, lines = came_back(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    _tried(request.actor, lines)
    return download(copy.marked(book, faults_of(lines)), f"{name.rsplit('.', 1)[0]}_标出问题.xlsx")
