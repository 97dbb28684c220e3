"""Superiors' forms of a campaign: taken in, mapped, filled."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.documents.forms import Form, Mapping, faults, guessed
from bihuan.documents.media import DOCX, XLSX
from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.config import clock
from bihuan.web.papers import mapping as page
from bihuan.web.papers.forms import FileForm
from bihuan.web.papers.gather.returned import returned, sample
from bihuan.web.papers.models import ReturnForm
from bihuan.web.papers.services import forms as service
from bihuan.web.papers.views.sending import stored
from bihuan.web.ui.downloads import sent as file_sent


@may("export.table")
def listing(request: Request, pk: int) -> HttpResponse:
    """The forms of a campaign and whose return to export in them; POST takes in a form."""
    campaign = get_object_or_404(Campaign, pk=pk)
    may_take = role_may(request.actor.role, "paper.template")
    form = FileForm(request.POST or None, request.FILES or None) if may_take else None
    if request.method == "POST" and form is None:
        raise Refused("上级样表由县帮扶办传。", "paper.template")
    if form is not None and request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                made = service.take_form(request.actor, campaign, file, file.name)
        except Refused as refused:
            form.add_service_error(refused, "file")
        else:
            return redirect(made)
    rows = ReturnForm.objects.filter(campaign=campaign, live=True).select_related("by")
    context = {
        "campaign": campaign,
        "rows": rows if may_take else rows.filter(mapped=True),
        "units": _units(campaign),
        "form": form,
    }
    return render(request, "papers/forms.html", context, status=422 if request.method == "POST" else 200)


def _units(campaign: Campaign) -> list[Unit]:
    """The units whose answers the reader sees, by name."""
    ids = Answer.objects.filter(campaign=campaign, parent=None).order_by().values("unit").distinct()
    return list(Unit.objects.filter(pk__in=ids).order_by("kind", "pinyin"))


@may("paper.template")
def mapping(request: Request, pk: int) -> HttpResponse:
    """The form as read, each cell with its choice; POST keeps them, or draws them anew with other rows."""
    row = _form(pk)
    form = service.form_of(row)
    given = Mapping.from_data(row.mapping)
    trouble: list[str] = []
    if request.method == "POST":
        given = page.sent(request.POST)
        if request.POST.get("do") == "redraw":
            return _page(request, row, form, _redrawn(form, given), [])
        version = request.POST.get("version", "")
        try:
            with transaction.atomic():
                service.map_form(request.actor, pk, int(version) if version.isdecimal() else 0, given)
        except (Refused, Conflict) as refused:
            trouble = str(refused).split("；")
        else:
            messages.success(request, "对好了。各单位的报表都可以按这张表导出；同样的表下次传上来不用再对。")
            return redirect("papers:forms", row.campaign_id)
    return _page(request, row, form, given, trouble)


def _redrawn(form: Form, given: Mapping) -> Mapping:
    """The same choices over other rows; a block that does not fit is cut to the table, one that is new takes the guess."""
    block = given.block
    if block is None or not 0 <= block.table < len(form.tables) or form.tables[block.table].lines:
        return replace(given, block=None)
    height = form.tables[block.table].height
    first = min(max(block.first, 0), height - 1)
    last = min(max(block.last, first), height - 1)
    rows = min(max(block.rows, 1), last - first + 1)
    fillers = tuple(f for f in block.fillers if f.down < rows)
    guess = guessed(form).block
    if not fillers and guess is not None and guess.table == block.table:
        fillers = guess.fillers
    spots = tuple(s for s in given.spots if s.table != block.table or not first <= s.row <= last)
    return Mapping(spots, replace(block, first=first, last=last, rows=rows, fillers=fillers))


def _page(request: Request, row: ReturnForm, form: Form, given: Mapping, trouble: list[str]) -> HttpResponse:
    context = {
        "row": row,
        "drawn": page.drawn(form, given),
        "repeats": given.block,
        "first": given.block.first + 1 if given.block else "",
        "last": given.block.last + 1 if given.block else "",
        "tables": [(n, table.name) for n, table in enumerate(form.tables) if not table.lines],
        "row_choices": page.ROW_CHOICES,
        "sheet_choices": page.SHEET_CHOICES,
        "warnings": form.warnings,
        "trouble": trouble,
        "whole": not faults(form, given),
    }
    return render(request, "papers/form.html", context, status=422 if trouble else 200)


@may("export.table")
@require_GET
def original_file(request: Request, pk: int) -> HttpResponse:
    """The form as it came."""
    row = _form(pk)
    return file_sent(stored(row.sha256), row.name, _type(row))


@may("paper.template")
@require_GET
def tried(request: Request, pk: int) -> HttpResponse:
    """The form filled with invented rows."""
    row = _form(pk)
    made = service.filled_form(row, sample(row.campaign, clock.today()))
    return file_sent(made, f"试填_{row.name}", _type(row))


@may("export.table")
@require_GET
def filled(request: Request, pk: int) -> HttpResponse:
    """The return of ?unit=, or of all units the reader sees put together, in the form."""
    row = _form(pk)
    asked = request.GET.get("unit", "")
    units = [unit for unit in _units(row.campaign) if not asked or str(unit.pk) == asked]
    if not units:
        messages.error(request, "没有可导出的：您看得到的单位都不用报这个专项行动。")
        return redirect("papers:forms", row.campaign_id)
    made = service.filled_form(row, returned(request.actor, row.campaign, units))
    name = units[0].short_name if len(units) == 1 else "汇总"
    journal.write(request.actor, "form.filled", row, name=row.name, unit=name)
    return file_sent(made, f"{name}_{row.name}", _type(row))


@may("paper.template")
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    """Takes the form off the list."""
    row = service.drop_form(request.actor, _form(pk).pk)
    messages.success(request, f"“{row.name}”不用了。")
    return redirect("papers:forms", row.campaign_id)


def _form(pk: int) -> ReturnForm:
    return get_object_or_404(ReturnForm.objects.select_related("campaign"), pk=pk)


def _type(row: ReturnForm) -> str:
    return XLSX if row.kind == "xlsx" else DOCX
