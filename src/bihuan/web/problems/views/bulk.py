"""Registering many problems: blank sheet -> upload -> preview -> one job."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports import copy, store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.read import read
from bihuan.web.areas.imports.views import UploadForm, download
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.services import enqueue
from bihuan.web.problems.sheets.blank import blank as blank_sheet
from bihuan.web.problems.sheets.check import MOST, check, fingerprint
from bihuan.web.problems.sheets.columns import RAISE
from bihuan.web.problems.sheets.jobs import opened, raise_many

SHOWN = 50


class SheetForm(UploadForm):
    """One file with problems."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label, self.fields["file"].help_text = "问题表", ""


@needs("problem.bulk")
def upload(request: Request) -> HttpResponse:
    """Takes the file; one that cannot be read is refused here, with the reason beside the field."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            check(read(data, store.shown(file.name), [RAISE]), request.actor)
        except ImportRefused as refused:
            form.add_service_error(refused, "file")
        else:
            return redirect("problems:bulk_preview", token=store.keep(request.actor, file.name, data))
    return _page(request, form)


def _page(request: Request, form: SheetForm) -> HttpResponse:
    context = {"form": form, "columns": RAISE.columns, "most": MOST}
    return render(
        request, "problems/bulk.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _gone(request: Request, refused: ImportRefused) -> HttpResponse:
    form = SheetForm({}, {})
    form.errors.clear()
    form.add_error(None, str(refused))
    return _page(request, form)


@needs("problem.bulk")
@never_cache
@require_GET
def preview(request: Request, token: str) -> HttpResponse:
    """What the file would register, what it registered before, what is wrong."""
    try:
        name, items = opened(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    groups = {state: [item for item in items if item.state == state] for state in ("new", "there", "wrong")}
    context = {
        "token": token,
        "file": name,
        "counts": {state: len(found) for state, found in groups.items()},
        "groups": {state: found[:SHOWN] for state, found in groups.items()},
        "shown": SHOWN,
        "seen": fingerprint(items),
    }
    return render(request, "problems/bulk_preview.html", context)


@needs("problem.bulk")
@require_POST
def apply(request: Request, token: str) -> HttpResponse:
    """Queues the job; a form sent twice queues one."""
    try:
        store.fetch(request.actor, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    if not first_time(request):
        return redirect("jobs:list")
    run = enqueue(request.actor, raise_many, token=token, seen=request.POST.get("seen", ""))
    return redirect("jobs:run", pk=run.pk)


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
