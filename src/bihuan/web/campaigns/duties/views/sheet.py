"""One return: the form as it will be printed, its words edited row by row, handed in, judged, corrected, taken out as a file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bihuan.documents import returns as files_of_returns
from bihuan.documents.media import DOCX, XLSX
from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns.duties import matrix, notices, standing, who
from bihuan.web.campaigns.duties.forms import CorrectForm, HandInForm, RowForm, ScanForm, SendBackForm
from bihuan.web.campaigns.duties.sheets import base, editing, merging, output, reading, scans
from bihuan.web.campaigns.duties.sheets.reading import Line, Sheet
from bihuan.web.campaigns.models import Return, ReturnScan, ReturnVersion
from bihuan.web.config import clock
from bihuan.web.papers.models import ReturnForm
from bihuan.web.papers.services import forms as superiors
from bihuan.web.problems.views import files
from bihuan.web.ui.downloads import sent
from bihuan.web.ui.words import cn_date

State = ReturnVersion.State
KINDS = {
    "xlsx": (XLSX, files_of_returns.write_xlsx),
    "docx": (DOCX, files_of_returns.write_docx),
}


@dataclass(frozen=True)
class Shown:
    """A line of the table: `span` rows of the category cell begin here (0: it goes on), `form` when the line is being edited."""

    line: Line
    span: int
    form: RowForm | None = None


def _get(pk: int) -> Return:
    rows = Return.objects.select_related(
        "unit__contact", "campaign__unit", "campaign__plan", "obligation", "handed_in_by", "judged_by"
    )
    return get_object_or_404(rows, pk=pk)


@may("campaign.read")
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """The return: ?version=2 an earlier one, ?show=changed only what is new, ?row=i12 that row to be edited."""
    return _page(request, _get(pk))


def _page(
    request: Request, row: Return, bound: tuple[str, RowForm] | None = None, status: int = 200
) -> HttpResponse:
    people = ("submitted_by", "judged_by", "corrects")
    versions = list(row.versions.select_related(*people).order_by("-number"))
    version = next((v for v in versions if str(v.number) == request.GET.get("version")), None)
    version = version or (versions[0] if versions else None)
    held = reading.sheet(row, version) if version else None
    context = {
        "row": row,
        "campaign": row.campaign,
        "version": version,
        "versions": versions,
        "held": held,
        "name": matrix.name_of(row.obligation, row.due, clock.today()),
        "stands": standing.of_return(row, clock.today()),
        "due_words": notices.due_words(row.due, clock.today()) if row.owed and not row.merged else "",
        "lines": journal.lines_of(row),
        "may_export": role_may(request.actor.role, "export.table"),
        "superiors": superiors.forms_for(row.campaign),
        **(_table(request, row, held, bound) if held else {"asked": row.obligation.text}),
        "missing": merging.missing(row) if row.merged and row.owed else [],
        **_deeds(request, row, version),
    }
    return render(request, "campaigns/duties/sheet.html", context, status=status)


def _table(request: Request, row: Return, held: Sheet, bound: tuple[str, RowForm] | None) -> dict[str, Any]:
    """The lines to show, with the form of the one that is edited, and the head of the form."""
    newest = not request.GET.get("version")
    writes = (
        newest and held.version.state == State.DRAFT
        and base.may_write(request.actor, row) and base.open_to_write(row)
    )  # fmt: skip
    show = request.GET.get("show") or (
        "changed" if held.version.state == State.SUBMITTED and held.changed else "all"
    )
    lines = {
        "changed": held.changed,
        "own": held.own,
        "overtaken": held.overtaken,
        "unanswered": held.unanswered,
    }.get(show, held.lines)
    edited = (bound[0] if bound else request.GET.get("row", "")) if writes else ""
    if bound and not (writes and held.line(bound[0])):  # its row is locked or gone: the form cannot say it
        messages.error(request, " ".join(map(str, bound[1].non_field_errors())) or "这一项没有存。")
    tabs = [
        ("all", f"全部 {len(held.lines)} 项", True),
        ("changed", f"比上期改了 {len(held.changed)} 项", held.before is not None),
        ("unanswered", f"未答复 {len(held.unanswered)} 项", bool(held.unanswered)),
        ("own", f"本单位改过字 {len(held.own)} 项", bool(held.own)),
        ("overtaken", f"改字以后答复变了 {len(held.overtaken)} 项", bool(held.overtaken)),
    ]
    return {
        "form": output.form(row, held),
        "shown": shown(lines, edited, bound[1] if bound else None),
        "tabs": [(words, f"?show={key}", key == show) for key, words, there in tabs if there and newest],
        "show": show,
        "writes": writes,
        "before_name": matrix.name_of(row.obligation, held.before.of.due, clock.today())
        if held.before
        else "",
        "scans": list(held.version.scans.filter(live=True).select_related("by")),
    }


def shown(lines: list[Line], edited: str = "", bound: RowForm | None = None) -> list[Shown]:
    """Returns the lines ready for the table, equal categories merged; `edited` is the key of the row whose form is open."""
    made: list[Shown] = []
    for place, line in enumerate(lines):
        begins = not line.head.category or place == 0 or lines[place - 1].head.category != line.head.category
        span = _span(lines[place:], edited) if begins else 0
        form = (bound or _row_form(line)) if line.key == edited else None
        made.append(Shown(line, span, form))
    return made


def _span(lines: list[Line], edited: str) -> int:
    """How many table rows the category of the first line goes over; the row being edited has one more below it."""
    category = lines[0].head.category
    same = 1
    while category and same < len(lines) and lines[same].head.category == category:
        same += 1
    return same + sum(line.key == edited for line in lines[:same])


def _row_form(line: Line) -> RowForm:
    said = {name: line.text(name) for name in ("situation", "measures", "progress")}
    return RowForm(
        initial={**said, "number": _bare(line.number), "counted_in": line.counted_in, "stamp": line.stamp},
        auto_id="row-%s",
    )


def _bare(number: Decimal | None) -> str:
    """3 for 3.00, as people type it."""
    return "" if number is None else f"{number.normalize():f}"


def _deeds(request: Request, row: Return, version: ReturnVersion | None) -> dict[str, Any]:
    """What the reader may do with the return now."""
    actor = request.actor
    office = role_may(actor.role, "campaign.publish")
    writes = base.may_write(actor, row)
    running = base.open_to_write(row)
    hands_in = running and (writes or office)
    for_unit = hands_in and not row.merged and not who.stands_for(actor, row.unit)
    return {
        "office": office,
        "hand_in_form": HandInForm(initial={"signed": actor.name}) if hands_in else None,
        "for_unit": for_unit,
        "judges": office and row.to_judge,
        "back_form": SendBackForm(auto_id="back-%s") if office and row.to_judge else None,
        "correct_form": CorrectForm(auto_id="correct-%s") if _corrects(row, writes or office) else None,
        "drops": row.correction == Return.Correction.DRAFT and (writes or office),
        "scan_form": ScanForm() if scans.may_attach(actor, row, version) else None,
    }


def _corrects(row: Return, allowed: bool) -> bool:
    running = row.campaign.state == row.campaign.State.RUNNING
    return running and allowed and row.state == Return.State.ACCEPTED and not row.correction


@may("campaign.read")
@require_POST
def edit(request: Request, pk: int, key: str, action: str) -> HttpResponse:
    """Changes one row: save its words, take the live ones, or those of the return before."""
    row = _get(pk)
    form = RowForm(request.POST, auto_id="row-%s")
    try:
        if action == "save":
            if not form.is_valid():
                return _page(request, row, (key, form), status=422)
            editing.edit(request.actor, pk, key, form.words(), form.cleaned_data["stamp"])
        elif action == "live":
            editing.take_live(request.actor, pk, key)
        elif action == "last":
            editing.take_last(request.actor, pk, key)
        else:
            raise Refused("没有这样的办法。请回到报表重新选。")
    except (Refused, Conflict) as no:
        if action != "save" or not base.may_write(request.actor, row):
            messages.error(request, str(no))
            return _back(request, row, key)
        form.is_valid()
        form.add_service_error(no)
        return _page(request, row, (key, form), status=409 if isinstance(no, Conflict) else 422)
    messages.success(request, "已存。" if action == "save" else "已照填。")
    return _back(request, row, key)


def _back(request: Request, row: Return, key: str = "") -> HttpResponse:
    show = request.GET.get("show", "")
    query = f"?show={show}" if show.isalpha() and show.isascii() else ""
    return redirect(f"{reverse('campaigns:return_sheet', args=[row.pk])}{query}{f'#r-{key}' if key else ''}")


@may("campaign.read")
@require_POST
def add_scan(request: Request, pk: int) -> HttpResponse:
    """Takes scans of the stamped paper."""
    row = _get(pk)
    form = ScanForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise Refused("请选扫描件：PDF 或照片，可以选几份。")
        with transaction.atomic():  # all of them or none
            for file in form.cleaned_data["scans"]:
                scans.attach(request.actor, pk, file.file, file.name or "扫描件")
        messages.success(request, f"附上 {len(form.cleaned_data['scans'])} 份扫描件。")
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(request, row)


@may("campaign.read")
@require_GET
def scan(request: Request, pk: int) -> HttpResponse:
    """A scan as it was sent in; ?small=1 the small picture."""
    row = get_object_or_404(ReturnScan, pk=pk)
    return files.small(row) if request.GET.get("small") and row.thumbnail else files.original(row)


@may("campaign.read")
@require_POST
def remove_scan(request: Request, pk: int) -> HttpResponse:
    """Takes a scan off that was the wrong one."""
    found = get_object_or_404(ReturnScan.objects.select_related("version"), pk=pk)
    row = _get(found.version.of_id)
    try:
        with transaction.atomic():
            scans.remove(request.actor, found)
        messages.success(request, f"已拿掉“{found.name}”。")
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(request, row)


def _superiors(request: Request, row: Return, kind: str) -> ReturnForm | None:
    """The superior's form that was asked for; 404 when it is none of this campaign's, or of the other kind of file."""
    asked = request.GET.get("in", "")
    if not asked:
        return None
    found = next((f for f in superiors.forms_for(row.campaign) if (str(f.pk), f.kind) == (asked, kind)), None)
    if found is None:
        raise Http404
    return found


@may("export.table")
@require_GET
def file(request: Request, pk: int, kind: str) -> HttpResponse:
    """The return as .xlsx or .docx; ?version=1 an earlier version, ?in=7 in that form of the superior's."""
    row = _get(pk)
    versions = row.versions.order_by("-number")
    asked = request.GET.get("version", "")
    version = (
        versions.filter(number=int(asked)).first()
        if asked.isdecimal() and len(asked) < 6
        else versions.first()
    )
    if version is None or kind not in KINDS:
        raise Http404
    media_type, write = KINDS[kind]
    made = output.form(row, reading.sheet(row, version))
    theirs = _superiors(request, row, kind)
    journal.write(
        request.actor, "return.taken_out", row, unit=row.unit.short_name, due=cn_date(row.due), kind=kind
    )
    tail = f"（第{version.number}稿）" if version.number > 1 else ""
    name = f"{row.unit.short_name}{made.title[:60]}{made.period}{tail}.{kind}"
    data = superiors.filled_form(theirs, made) if theirs else write(made)
    return sent(data, name, media_type)
