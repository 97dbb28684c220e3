"""A list that was exported, changed and comes back: upload -> preview -> one job -> what came of each row."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Actor
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports import copy, pages
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.views import download
from bihuan.web.problems.sheets.acts import trial
from bihuan.web.problems.sheets.jobs import came_back, change_many
from bihuan.web.problems.sheets.layout import CHANGEABLE, EXPORTED
from bihuan.web.problems.sheets.weigh import Line, faults_of, open_book
from bihuan.web.problems.tables import VIEWS
from bihuan.web.problems.views.bulk import SheetForm

TRIED = 50  # rows that the preview tries out; the rest is told after the job
STATES = ("wrong", "conflict", "refused", "changed")


@needs("problem.sheet")
def upload(request: Request) -> HttpResponse:
    """Takes the file; one that is no list of ours is refused here, with the reason beside the field."""
    form = SheetForm(request.POST or None, request.FILES or None)
    token = pages.kept(request, form, open_book)
    return redirect("problems:sheet_preview", token=token) if token else _page(request, form)


def _page(request: Request, form: SheetForm) -> HttpResponse:
    columns = [
        (name, [c.label for c in EXPORTED[view] if c.key in CHANGEABLE[view]]) for view, name in VIEWS.items()
    ]
    context = {"form": form, "columns": columns}
    return render(request, "problems/sheet.html", context, status=pages.status(form))


def _gone(request: Request, refused: ImportRefused) -> HttpResponse:
    return _page(request, pages.gone(SheetForm, refused))


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
    shown = pages.by_state(lines, (*STATES, "same"))
    counts = shown["counts"]
    context = {
        "token": token,
        "file": name,
        **shown,
        "shown": pages.SHOWN,
        "trouble": counts["wrong"] + counts["conflict"] + counts["refused"],
        "untried": max(0, counts["changed"] + counts["refused"] - TRIED),
    }
    return render(request, "problems/sheet_preview.html", context)


@needs("problem.sheet")
@require_POST
def apply(request: Request, token: str) -> HttpResponse:
    """Queues the job; a form sent twice queues one."""
    try:
        return pages.queued(request, change_many, token)
    except ImportRefused as refused:
        return _gone(request, refused)


@needs("problem.sheet")
@require_GET
def done(request: Request, pk: int) -> HttpResponse:
    """What came of each row; only to whoever sent the sheet."""
    return pages.told(request, change_many, pk, "problems/sheet_done.html")


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
