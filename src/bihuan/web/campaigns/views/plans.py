"""Uploading a plan, waiting for it to be read, reviewing it."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns import document, fields, labels
from bihuan.web.campaigns.forms import UploadForm
from bihuan.web.campaigns.models import Plan, PlanItem
from bihuan.web.campaigns.panel import SURE, Panel
from bihuan.web.campaigns.services import review, upload
from bihuan.web.config import files
from bihuan.web.ui.downloads import sent


@may("plan.upload")
def new(request: Request) -> HttpResponse:
    """The form to take in a plan, and what becomes of it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refusal half way undoes the first half
                return redirect("campaigns:plan", _take(request, form).pk)
        except Refused as refused:
            form.add_service_error(refused, "file" if form.cleaned_data.get("file") else "text")
    plans = Plan.objects.select_related("uploaded_by").exclude(state=Plan.State.PUBLISHED)[:10]
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/upload.html", {"form": form, "plans": plans}, status=status)


def _take(request: Request, form: UploadForm) -> Plan:
    given = form.cleaned_data
    file = given.get("file")
    if file:
        return upload.upload(request.actor, file.name, file, file.size, given["idem"])
    return upload.paste(request.actor, given["title"], given["text"], given["idem"])


@may("plan.review")
@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    """The plan where it stands: being read, unreadable, under review, or published."""
    found = _plan(pk)
    if found.state == Plan.State.UPLOADED:
        return redirect("jobs:run", found.run_id) if found.run_id else redirect("campaigns:upload")
    if found.state == Plan.State.UNREADABLE:
        return render(request, "campaigns/unreadable.html", {"plan": found})
    if found.state == Plan.State.PUBLISHED:
        return redirect("campaigns:detail", found.campaign.pk)
    panel = Panel(found, request.GET.get("tab", "look"), _number(request.GET.get("item", "")), find=True)
    context = {"same": upload.same_content(found), **_document(panel)}
    return render(request, "campaigns/review.html", context)


@may("plan.review")
@require_GET
def panel(request: Request, pk: int) -> HttpResponse:
    """The right side alone, for another tab or item."""
    shown = Panel(_plan(pk), request.GET.get("tab", "look"), _number(request.GET.get("item", "")), find=True)
    if not request.htmx:
        return redirect(f"{reverse('campaigns:plan', args=[pk])}?{request.GET.urlencode()}")
    return render(request, "campaigns/_panel.html", {"panel": shown, "plan": shown.plan})


@may("plan.review")
@require_POST
def item(request: Request, pk: int, item: int, action: str) -> HttpResponse:
    """One action on one item; the answer is the right side with the next item in hand."""
    row = get_object_or_404(PlanItem, pk=item, plan_id=pk)
    if action not in _ITEM_ACTIONS:
        raise Http404
    version = _number(request.POST.get("version", "")) or row.version
    after = _after(request, pk, item)
    try:
        with transaction.atomic():
            following = _ITEM_ACTIONS[action](request, row, version)
    except (Refused, Conflict) as refused:
        return _answer(request, pk, item, str(refused))
    return _answer(request, pk, following or after)


def _confirm(request: Request, row: PlanItem, version: int) -> int | None:
    review.confirm(request.actor, row.plan_id, row.pk, version, fields.read(request.POST, row))
    return None


def _change(request: Request, row: PlanItem, version: int) -> int:
    return review.change(request.actor, row.plan_id, row.pk, version, fields.read(request.POST, row)).pk


def _split(request: Request, row: PlanItem, version: int) -> int:
    at = _number(request.POST.get("at", "")) or _middle(row.text)
    review.split(request.actor, row.plan_id, row.pk, version, at)
    return row.pk


def _merge(request: Request, row: PlanItem, version: int) -> int:
    return review.merge(request.actor, row.plan_id, row.pk, version).pk


def _drop(request: Request, row: PlanItem, version: int) -> None:
    review.drop(request.actor, row.plan_id, row.pk, version)


def _restore(request: Request, row: PlanItem, version: int) -> int:
    return review.restore(request.actor, row.plan_id, row.pk, version).pk


def _body(request: Request, row: PlanItem, version: int) -> int:
    return review.use_body(request.actor, row.plan_id, row.pk, version).pk


_ITEM_ACTIONS: dict[str, Any] = {
    "confirm": _confirm,
    "change": _change,
    "split": _split,
    "merge": _merge,
    "drop": _drop,
    "restore": _restore,
    "body": _body,
}


def _middle(text: str) -> int:
    """Where a text is cut when nobody says: after the mark of punctuation nearest its middle."""
    stops = [at + 1 for at, sign in enumerate(text[:-1]) if sign in "；。;，,"]
    return min(stops, key=lambda at: abs(at - len(text) / 2), default=len(text) // 2)


@may("plan.review")
@require_POST
def whole(request: Request, pk: int, action: str) -> HttpResponse:
    """An action on the plan as a whole: add from a selection, confirm the sure ones, map a name, undo."""
    _plan(pk)
    if action not in _PLAN_ACTIONS:
        raise Http404
    try:
        with transaction.atomic():
            current, note = _PLAN_ACTIONS[action](request, pk)
    except (Refused, Conflict) as refused:
        return _answer(request, pk, _number(request.POST.get("item", "")), str(refused))
    return _answer(request, pk, current, note, good=True)


def _add(request: Request, pk: int) -> tuple[int | None, str]:
    start, end = _number(request.POST.get("start", "")) or 0, _number(request.POST.get("end", "")) or 0
    made = review.add(request.actor, pk, request.POST.get("kind", PlanItem.Kind.CHECK_ITEM), start, end)
    return made.pk, f"已添为{made.get_kind_display()}，请看看责任单位。"


def _confirm_all(request: Request, pk: int) -> tuple[int | None, str]:
    return None, f"一并确认了 {review.confirm_all(request.actor, pk, SURE)} 项。可以撤销。"


def _map(request: Request, pk: int) -> tuple[int | None, str]:
    name, tokens = request.POST.get("name", ""), [t for t in request.POST.getlist("token") if t]
    count = review.map_name(request.actor, pk, name, tokens)
    done = "对上了单位" if tokens else "去掉了"
    return _number(request.POST.get("item", "")), f"“{name}”在 {count} 项里{done}。"


def _undo(request: Request, pk: int) -> tuple[int | None, str]:
    undone = review.undo(request.actor, pk)
    if undone is None or undone.undoes is None:
        return None, "没有可以撤销的了。"
    back = [int(key) for key in undone.undoes.before]
    what = review.ACTIONS[undone.undoes.action]
    return (back[0] if 0 < len(back) <= 3 else None), f"撤销了{what}，{len(undone.after)} 项回到原样。"


_PLAN_ACTIONS: dict[str, Any] = {"add": _add, "confirm-all": _confirm_all, "map": _map, "undo": _undo}


@may("plan.review")
@require_GET
def export_labels(request: Request, pk: int) -> HttpResponse:
    """What people made of the reading, as labelled data with the document's hash."""
    found = _plan(pk)
    journal.write(request.actor, "plan.exported", found)
    body = json.dumps(labels.of(found), ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="plan-{found.pk}.json"'
    return response


@may("campaign.read")
@require_GET
def original(request: Request, pk: int) -> HttpResponse:
    """The document as it was uploaded."""
    found = _plan(pk)
    return sent(files.path(found.sha256).read_bytes(), found.name, "application/octet-stream")


def _plan(pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("uploaded_by", "unit"), pk=pk)


def _number(words: str) -> int | None:
    return int(words) if words.isdecimal() and len(words) < 19 else None


def _after(request: Request, pk: int, item: int) -> int | None:
    """The item after this one in the current tab, so that work goes on."""
    lines = [line.item.pk for line in Panel(_plan(pk), request.POST.get("tab", "look")).lines]
    place = lines.index(item) if item in lines else -1
    return lines[place + 1] if 0 <= place < len(lines) - 1 else None


def _document(shown: Panel) -> dict[str, Any]:
    return {
        "panel": shown,
        "plan": shown.plan,
        "paragraphs": document.paragraphs(shown.plan.text, shown.live),
    }


def _answer(
    request: Request, pk: int, current: int | None, note: str = "", good: bool = False
) -> HttpResponse:
    """The review with `current` in hand: parts for htmx, the whole page without script."""
    tab = request.POST.get("tab", "look")
    if not request.htmx:
        return redirect(f"{reverse('campaigns:plan', args=[pk])}?tab={tab}&item={current or ''}")
    shown = Panel(_plan(pk), tab, current)
    if current and current not in {line.item.pk for line in shown.lines} and note and good:
        shown = Panel(shown.plan, "changed" if tab == "look" else tab, current)
    return render(request, "campaigns/_review.html", {**_document(shown), "note": note, "good": good})
