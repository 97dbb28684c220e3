"""Counted duties: who, what, how many, by when, done; noting work."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns.duties import counting, lateness, standing, tallies, who
from bihuan.web.campaigns.duties.forms import LevelForm, WorkForm
from bihuan.web.campaigns.models import Campaign, DutyCount, DutyEntry
from bihuan.web.campaigns.models.duties import LEVELS
from bihuan.web.config import clock
from bihuan.web.ui.tables.workbook import Sheet, workbook
from bihuan.web.ui.words import cn_date, cn_time

HEADS = ["任务", "要求", "单位", "起", "止", "应办", "已办", "计量", "差", "超"]
# Entries of the open counter that the page shows; units with parts due, reasons why they were late.
SHOWN = 30
REASONS = 10


@may("campaign.read")
@require_GET
def board(request: Request, pk: int) -> HttpResponse:
    """The duties of a campaign, one duty's units, and the form for the reader's own counter."""
    campaign = get_object_or_404(Campaign.objects.select_related("unit"), pk=pk)
    today = clock.today()
    counted = tallies.counted(campaign, today)
    opened = _opened(request, campaign)
    chosen = _chosen(request, counted, opened)
    form = _form(request, opened)
    context = {
        "campaign": campaign,
        "rows": [(row, tallies.by_when(row)) for row in counted],
        "targets": tallies.targets(campaign),
        "chosen": chosen,
        "own": [line for row in counted for line in row.lines if line.count.unit_id == request.actor.unit_id],
        "short": sum(row.short for row in counted),
        "count": opened,
        "form": form,
        "entries": list(DutyEntry.objects.filter(count=opened).select_related("by")[:SHOWN])
        if opened
        else [],
        "may_export": role_may(request.actor.role, "export.table"),
        **(_units(request, chosen, today) if chosen else {}),
        **_deciding(request, campaign, chosen),
        **_deadlines(request, campaign, today),
    }
    return render(request, "campaigns/duties/counted.html", context)


def _deadlines(request: Request, campaign: Campaign, today: date) -> dict[str, Any]:
    """What units had to hand in by the deadlines of the chosen month, and the months to choose from."""
    month = lateness.month_of(campaign, request.GET.get("month", ""), today)
    lines = lateness.of_campaign(campaign, month)
    total = lateness.added(line.figures for line in lines)
    return {
        "month": month,
        "months": [lateness.Month(start, today) for start in lateness.starts(campaign, today)],
        "unit_lines": lines[:SHOWN],
        "more_lines": max(0, len(lines) - SHOWN),
        "total": total,
        "reasons": total.reasons.most_common(REASONS),
        "more_reasons": max(0, len(total.reasons) - REASONS),
    }


def _opened(request: Request, campaign: Campaign) -> DutyCount | None:
    """The counter asked for, if it is of this campaign and the reader sees it."""
    asked = request.GET.get("count", "")
    if not asked.isdecimal():
        return None
    return tallies.counters().filter(duty__campaign=campaign, pk=int(asked)).first()


def _chosen(request: Request, rows: list[tallies.Row], opened: DutyCount | None) -> tallies.Row | None:
    wanted = str(opened.duty_id) if opened else request.GET.get("duty", "")
    found = next((row for row in rows if str(row.duty.pk) == wanted), None)
    return found or next((row for row in rows if row.lines), rows[0] if rows else None)


def _form(request: Request, count: DutyCount | None) -> WorkForm | None:
    running = count is not None and count.duty.campaign.state == Campaign.State.RUNNING
    if count is None or not running or not who.may_do(request.actor, count.unit):
        return None
    return WorkForm(first=count.period_start, last=count.period_end)


def _units(request: Request, row: tallies.Row, today: date) -> dict[str, Any]:
    """The chosen duty's units in the chosen period, and the periods to choose from."""
    duty, starts = row.duty, tallies.starts(row.duty)
    asked = request.GET.get("start", "")
    start = next((s for s in starts if s.isoformat() == asked), starts[0] if starts else None)
    lines = tallies.of_period(duty, start, today) if start else []
    end = lines[0].count.period_end if lines else None
    return {
        "lines": [(line, who.may_do(request.actor, line.count.unit)) for line in lines],
        "period": tallies.period_words(duty.per, start, end, today) if start else "",
        "periods": [(cn_date(s, today), f"?duty={duty.pk}&start={s}", s == start) for s in starts],
    }


def _deciding(request: Request, campaign: Campaign, row: tallies.Row | None) -> dict[str, Any]:
    if row is None:
        return {}
    said = {"level_words": LEVELS.get(row.terms.level, "")}
    if not role_may(request.actor.role, "campaign.publish") or campaign.state != Campaign.State.RUNNING:
        return said
    form = LevelForm(who.Owing(campaign).choices(), initial={"level": row.terms.level})
    return {**said, "level_form": form}


@may("campaign.read")
@require_POST
def record(request: Request, pk: int) -> HttpResponse:
    """Notes work done for one counter."""
    count = get_object_or_404(tallies.counters(), pk=pk)
    form = WorkForm(request.POST, first=count.period_start, last=count.period_end)
    where = f"{reverse('campaigns:duties', args=[count.duty.campaign_id])}?count={pk}"
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for errors in form.errors.values() for words in errors))
        return redirect(where)
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            done = counting.record(request.actor, pk, form.work(), form.key())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(where)
    reckoning = standing.reckon(count.duty.bound, done.wanted, done.done)
    messages.success(
        request, f"已记，这一期一共 {done.done.normalize():f} {count.duty.counted_in}，{reckoning.words}。"
    )
    return redirect(where)


@may("campaign.publish")
@require_POST
def decide(request: Request, pk: int, duty: int) -> HttpResponse:
    """Says who does a duty."""
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            added = counting.decide_level(request.actor, duty, request.POST.get("level", ""))
            messages.success(request, f"已改，新派 {added} 个单位。已经记了数的不变。")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('campaigns:duties', args=[pk])}?duty={duty}")


@may("export.table")
@require_GET
def export(request: Request, pk: int) -> HttpResponse:
    """All counters of the campaign that the reader sees, newest period first."""
    campaign = get_object_or_404(Campaign, pk=pk)
    found = list(
        tallies.counters()
        .filter(duty__campaign=campaign)
        .order_by("duty__order", "-period_start", "unit__pinyin")
    )
    now = clock.now()
    facts = [
        ("专项行动", campaign.title),
        ("导出", f"{request.actor.unit_name} {request.actor.name} {cn_date(now)} {cn_time(now)}"),
    ]
    journal.write(request.actor, "duty.exported", campaign, count=len(found))
    return workbook(
        Sheet(f"{campaign.title[:60]}任务量", HEADS, [_exported(count) for count in found], facts)
    )


def _exported(count: DutyCount) -> list[Any]:
    duty, reckoning = count.duty, standing.reckon(count.duty.bound, count.wanted, count.done)
    return [
        duty.text, duty.words, count.unit.short_name, count.period_start, count.period_end, count.wanted, count.done,
        duty.counted_in, reckoning.short or "", reckoning.over or "",
    ]  # fmt: skip
