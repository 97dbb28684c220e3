"""The list of findings, one finding with its answer, and the page of a check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Conflict, Refused, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.quality import checks, tables
from bihuan.web.quality.explained import explained
from bihuan.web.quality.forms import AnswerForm, ReasonForm
from bihuan.web.quality.models import Exemption, Finding, Run
from bihuan.web.quality.services.answering import answer
from bihuan.web.quality.services.exempting import ask_exemption
from bihuan.web.quality.words import of_household, sentence_of, source_words, values_of
from bihuan.web.ui.words import cn_date


@needs("quality.read")
@require_GET
def findings(request: Request) -> HttpResponse:
    """The list as far as the reader sees."""
    context = {
        "may_run": may(request.actor.role, "quality.run"),
        "may_answer": may(request.actor.role, "finding.answer"),
    }
    return tables.findings(request).respond("quality/findings.html", context)


@needs("quality.read")
def finding(request: Request, pk: int) -> HttpResponse:
    """One finding: what is wrong, how to mend it, what was said, and the form for whoever answers."""
    rows = Finding.objects.select_related("words", "problem")
    found = get_object_or_404(rows, pk=pk)
    answers = may(request.actor.role, "finding.answer") and found.there
    sent = request.POST if request.method == "POST" else None
    form = AnswerForm(sent, actor=request.actor, finding=found) if answers or sent is not None else None
    if form is not None and form.is_bound and form.is_valid() and _answered(request, found, form):
        following = next_waiting(found)
        return redirect(following or "quality:findings")
    return render(request, "quality/finding.html", _page(request, found, form), status=422 if sent else 200)


def _answered(request: Request, found: Finding, form: AnswerForm) -> bool:
    if not first_time(request):
        return True
    try:
        made = answer(request.actor, found, form.said(), seen=form.cleaned_data["seen"])
    except (Refused, Conflict) as refused:
        form.add_service_error(refused)
        return False
    asked = "，豁免申请已交县帮扶办" if made.verdict == Finding.Verdict.RIGHT else ""
    messages.success(request, f"{found.who}：{made.get_verdict_display()}，已记下{asked}。")
    return True


def _page(request: Request, found: Finding, form: AnswerForm | None) -> dict[str, Any]:
    others = of_household(found.household_no) if found.household_no else []
    role = request.actor.role
    exemptions = list(found.exemptions.select_related("asked_by", "asked_unit", "decided_by", "ended_by"))
    return {
        "finding": found,
        "sentence": sentence_of(found),
        "values": values_of(found),
        "source": source_words(found),
        "check": checks.by_code().get(found.check_code),
        "label": checks.label(found.check_code),
        "form": form,
        "ask_form": ReasonForm()
        if may(role, "finding.answer") and found.there and not found.exempt
        else None,
        "asked": _first(exemptions, "asked"),
        "in_force": _first(exemptions, "approved") if found.exempt else None,
        "may_decide": may(role, "exemption.decide"),
        "others": [one for one in others if one.finding.pk != found.pk][:12],
        "life": life(found, exemptions),
        "household": found.household_id if may(role, "household.read") else None,
        "following": next_waiting(found),
    }


def next_waiting(found: Finding) -> Finding | None:
    """The next finding that waits for an answer: of the household, of the village, of the next; None when none waits."""
    rows = Finding.objects.to_answer().exclude(pk=found.pk)
    near = rows.filter(area_code=found.area_code)
    for narrowed in (
        near.filter(household_no=found.household_no),
        near.filter(household_no__gt=found.household_no),
        rows.filter(area_code__gt=found.area_code),
        rows,
    ):
        if one := narrowed.order_by("area_code", "household_no", "check_code", "pk").first():
            return one
    return None


def _first(exemptions: list[Exemption], state: str) -> Exemption | None:
    """The newest of that state."""
    return next((one for one in exemptions if one.state == state), None)


def life(found: Finding, exemptions: list[Exemption]) -> list[dict[str, Any]]:
    """What happened to it, the newest first: runs, answers, exemptions."""
    made: list[tuple[datetime, dict[str, Any]]] = []
    for event in found.events.all():
        made.append(
            (
                event.at,
                {
                    "text": event.get_kind_display(),
                    "sub": f"第 {event.run_id} 次核查，{cn_date(event.on)}的数据",
                    "kind": "warn" if event.kind in ("back", "still") else "",
                },
            )
        )
    for one in found.answers.select_related("person", "unit"):
        text = f"{one.by_name} 核实：{one.get_verdict_display()}"
        sub = "；".join(
            filter(None, (one.looked, one.note, f"{one.unit} {one.person} {one.get_way_display()}填"))
        )
        made.append((one.at, {"text": text, "sub": sub}))
    for exemption in exemptions:
        made.append(
            (
                exemption.asked_at,
                {
                    "text": "申请豁免",
                    "sub": f"{exemption.reason}（{exemption.asked_unit} {exemption.asked_by}）",
                },
            )
        )
        if exemption.decided_at:
            until = f"，到 {cn_date(exemption.until)}" if exemption.until else ""
            text = "不予豁免" if exemption.state == "refused" else f"同意豁免{until}"
            made.append(
                (
                    exemption.decided_at,
                    {"text": text, "sub": f"{exemption.words} {exemption.decided_by}".strip()},
                )
            )
        if exemption.ended_at:
            made.append(
                (
                    exemption.ended_at,
                    {"text": "提前结束豁免", "sub": f"{exemption.ended_why} {exemption.ended_by}"},
                )
            )
    made.sort(key=lambda pair: pair[0], reverse=True)
    return [{"at": at, **line} for at, line in made]


@needs("finding.answer")
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Asks for an exemption without answering anew."""
    found = get_object_or_404(Finding, pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        if not first_time(request):
            return redirect(found)
        try:
            ask_exemption(request.actor, found, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_service_error(refused, "reason")
        else:
            messages.success(request, "已申请豁免，由县帮扶办另一位同志批。批了以后，到期之前不再出现。")
            return redirect(found)
    answering = AnswerForm(actor=request.actor, finding=found) if found.there else None
    return render(
        request, "quality/finding.html", _page(request, found, answering) | {"ask_form": form}, status=422
    )


@needs("quality.read")
@require_GET
def checks_list(request: Request) -> HttpResponse:
    """All checks by family, with how many findings stand."""
    rows = Finding.objects.standing().order_by().values_list("check_code")
    counted = dict(rows.annotate(n=Count("pk")))
    families = [
        (
            name,
            [
                (check, counted.get(check.code, 0))
                for check in checks.by_code().values()
                if check.family == letter
            ],
        )
        for letter, name in checks.FAMILIES.items()
    ]
    context = {"families": [(name, held) for name, held in families if held], "total": len(checks.by_code())}
    return render(request, "quality/checks.html", context | {"severities": dict(Finding.SEVERITIES)})


@needs("quality.read")
@require_GET
def check(request: Request, code: str) -> HttpResponse:
    """What a check asks, with which numbers, by whose word; what it found where, and what it could not decide."""
    found = checks.by_code().get(code)
    if found is None:
        raise Http404
    last = Run.objects.first()
    rows = Finding.objects.standing().filter(check_code=code).order_by().values_list("place")
    places = sorted(rows.annotate(n=Count("pk")), key=lambda pair: (-pair[1], pair[0]))
    context = {
        "check": found,
        "told": explained(found),
        "severity": dict(Finding.SEVERITIES)[found.severity],
        "places": places[:40],
        "total": sum(count for _, count in places),
        "last": last,
        "counts": (last.counts if last else {}).get(code),
        "skipped": (last.skipped if last else {}).get(code),
    }
    return render(request, "quality/check.html", context)
