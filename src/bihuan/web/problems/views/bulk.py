"""Registering many problems: blank sheet -> upload -> preview -> one job."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports import copy, pages, store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.read import read
from bihuan.web.areas.imports.views import UploadForm, download
from bihuan.web.problems.sheets.blank import blank as blank_sheet
from bihuan.web.problems.sheets.check import MOST, check, fingerprint
from bihuan.web.problems.sheets.columns import RAISE
from bihuan.web.problems.sheets.jobs import opened, raise_many


class SheetForm(UploadForm):
    """One file with problems."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label, self.fields["file"].help_text = "问题表", ""


@needs("problem.bulk")
def upload(request: Request) -> HttpResponse:
    """Takes the file; one that cannot be read is refused here, with the reason beside the field."""
    form = SheetForm(request.POST or None, request.FILES or None)
    token = pages.kept(request, form, lambda data, name: check(read(data, name, [RAISE]), request.actor))
    return redirect("problems:bulk_preview", token=token) if token else _page(request, form)


def _page(request: Request, form: SheetForm) -> HttpResponse:
    context = {"form": form, "columns": RAISE.columns, "most": MOST}
    return render(request, "problems/bulk.html", context, status=pages.status(form))


def _gone(request: Request, refused: ImportRefused) -> HttpResponse:
    return _page(request, pages.gone(SheetForm, refused))


@needs("problem.bulk")
@never_cache
@require_GET
def preview(request: Request, token: str) -> HttpResponse:
    """What the file would register, what it registered before, what is wrong."""
    try:
        name, items = opened(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    context = {
        "token": token,
        "file": name,
        **pages.by_state(items, ("new", "there", "wrong")),
        "shown": pages.SHOWN,
        "seen": fingerprint(items),
    }
    return render(request, "problems/bulk_preview.html", context)


@needs("problem.bulk")
@require_POST
def apply(request: Request, token: str) -> HttpResponse:
    """Queues the job; a form sent twice queues one."""
    try:
        return pages.queued(request, raise_many, token, seen=request.POST.get("seen", ""))
    except ImportRefused as refused:
        return _gone(request, refused)


@needs("problem.bulk")
@require_GET
def marked(request: Request, token: str) -> HttpResponse:
    """The uploaded file with its mistakes written in."""
    try:
        name, items = opened(request.actor, token)
        book = read(store.fetch(request.actor, token)[1], name, [RAISE])
    except ImportRefused as refused:
        return _gone(request, refused)
    faults = [fault for item in items for fault in item.faults]
    return download(copy.marked(book, faults), f"{name.rsplit('.', 1)[0]}_标出错误.xlsx")


@needs("problem.bulk")
@require_GET
def blank(request: Request) -> HttpResponse:
    """The empty sheet."""
    return download(blank_sheet(request.actor), "问题登记_空表.xlsx")
