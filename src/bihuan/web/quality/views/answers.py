"""A sheet that comes back: upload -> preview -> one job -> what came of each row."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports import copy, pages
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.views import download
from bihuan.web.quality.forms import AnswersForm
from bihuan.web.quality.jobs import came_back, take_answers
from bihuan.web.quality.sheets.columns import FILLED
from bihuan.web.quality.sheets.weigh import TRIED, faults_of, open_book, tried

STATES = ("wrong", "conflict", "refused", "taken")


@needs("finding.answer")
def upload(request: Request) -> HttpResponse:
    """Takes the file; one that is no sheet of ours is refused here, with the reason beside the field."""
    form = AnswersForm(request.POST or None, request.FILES or None)
    token = pages.kept(request, form, open_book)
    return redirect("quality:preview", token=token) if token else _page(request, form)


def _page(request: Request, form: AnswersForm) -> HttpResponse:
    context = {"form": form, "columns": FILLED}
    return render(request, "quality/answers.html", context, status=pages.status(form))


def _gone(request: Request, refused: ImportRefused) -> HttpResponse:
    return _page(request, pages.gone(AnswersForm, refused))


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
    shown = pages.by_state(lines, STATES)
    counts = shown["counts"]
    context = {
        "token": token,
        "file": name,
        **shown,
        "shown": pages.SHOWN,
        "asks": sum(
            line.state == "taken" and line.said is not None and line.said.verdict == "right" for line in lines
        ),
        "trouble": counts["wrong"] + counts["conflict"] + counts["refused"],
        "untried": max(0, counts["taken"] + counts["refused"] - TRIED),
    }
    return render(request, "quality/preview.html", context)


@needs("finding.answer")
@require_POST
def apply(request: Request, token: str) -> HttpResponse:
    """Queues the job; a form sent twice queues one."""
    try:
        return pages.queued(request, take_answers, token)
    except ImportRefused as refused:
        return _gone(request, refused)


@needs("finding.answer")
@require_GET
def taken(request: Request, pk: int) -> HttpResponse:
    """What came of each row; only to whoever sent the sheet."""
    return pages.told(request, take_answers, pk, "quality/taken.html")


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
