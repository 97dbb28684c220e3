"""The list of campaigns, one campaign, one of its check items."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web import journal
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns import progress, reminders, returns
from bihuan.web.campaigns.duties import summary, timeline
from bihuan.web.campaigns.found import found_later
from bihuan.web.campaigns.models import Answer, Campaign, CheckItem, Plan
from bihuan.web.campaigns.services import periods, publish
from bihuan.web.config import clock
from bihuan.web.ui.tables import Column, Filter, Table
from bihuan.web.ui.tables.workbook import workbook
from bihuan.web.ui.words import cn_date, cn_time

# How many past periods stand in the choice.
PERIODS = 13


@may("campaign.read")
@require_GET
def listing(request: Request) -> HttpResponse:
    """Campaigns, newest first, with how far they are; plans under review for those who review."""
    campaigns = list(Campaign.objects.select_related("unit")[:100])
    rows = (
        Answer.objects.filter(campaign__in=campaigns, parent=None, period=progress.PRESENT)
        .order_by()
        .values("campaign_id")
    )
    tallies = progress.tallies(rows.annotate(**progress.counted(clock.now())), "campaign_id")
    plans = Plan.objects.exclude(state=Plan.State.PUBLISHED).select_related("uploaded_by").annotate(
        left=Count("items", filter=Q(items__state="pending") & ~Q(items__kind="measure")),
        all=Count("items", filter=~Q(items__state__in=("dropped", "withdrawn")) & ~Q(items__kind="measure")),
    )  # fmt: skip
    context = {
        "campaigns": [(c, tallies.get(c.pk, progress.Tally())) for c in campaigns],
        "plans": list(plans[:20]),
        "may_upload": role_may(request.actor.role, "plan.upload"),
        "running": sum(c.state == Campaign.State.RUNNING for c in campaigns),
    }
    return render(request, "campaigns/list.html", context)


@may("campaign.read")
@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    """One campaign: phases with countdown, progress unit by item, check items, obligations, duties."""
    campaign = get_object_or_404(Campaign.objects.select_related("unit", "published_by", "plan"), pk=pk)
    items = list(campaign.check_items.all())
    rows, tallies = progress.by_unit(campaign, items), progress.by_item(campaign)
    tally, role = progress.overall(tallies.values()), request.actor.role
    context = {
        "campaign": campaign,
        "line": timeline.line(campaign.phases.all(), clock.today()),
        "items": items,
        "matrix_items": items[: progress.MATRIX_ITEMS],
        "rows": rows,
        "late": [(row, reminders.words(request.actor, campaign, row)) for row in rows if row.tally.late],
        "tally": tally,
        "item_rows": [(item, tallies.get(item.pk, progress.Tally())) for item in items],
        "claimed": any(item.kind == CheckItem.Kind.PROBLEM for item in items),
        "live": summary.summary(campaign, clock.today()),
        "gates": campaign.gate_labels,
        "may_export": role_may(role, "export.table"),
        "may_remind": role_may(role, "problem.remind"),
        "may_publish": role_may(role, "campaign.publish"),
    }
    return render(request, "campaigns/detail.html", context)


@may("campaign.read")
@require_GET
def check_item(request: Request, pk: int, item: int) -> HttpResponse:
    """One check item: its words, and what each unit answered."""
    found = get_object_or_404(CheckItem.objects.select_related("campaign"), pk=item, campaign_id=pk)
    dates = list(found.answers.order_by("-period").values_list("period", flat=True).distinct()[:PERIODS])
    period = next((day for day in dates if day.isoformat() == request.GET.get("period")), found.period)
    answers = Answer.objects.filter(check_item=found, period=period).select_related(
        "unit__area", "answered_by", "check_item", "campaign"
    )
    table = Table(
        request,
        answers,
        [
            Column("unit", "单位", value="unit.short_name", sort="unit__pinyin", phone="left"),
            Column("state", "答复", value=lambda a: a.get_state_display(), sort="state", phone="right"),
            Column(
                "number", "数量", value=lambda a: a.number_words, sort="number", align="right", nowrap=True
            ),
            Column("looked", "怎么查的", value=lambda a: a.looked_words, phone_hide=True),
            Column("text", "排查情况", value="text"),
            Column("measures", "整改措施", value="measures", phone_hide=True),
            Column("progress", "整改进度", value="progress", phone_hide=True),
            Column("by", "署名", value="answered_by.name"),
            Column("at", "时间", value=lambda a: cn_date(a.answered_at), sort="answered_at", phone_hide=True),
            Column("late", "晚", value=lambda a: f"{a.days_late} 天" if a.days_late else "", phone_hide=True),
        ],
        filters=[Filter("state", "答复", Answer.State.choices, phone=True)],
        default_sort="unit",
        export_name=f"第{found.no or found.order}项答复",
        noun="份",
        search=("unit__name__contains", "unit__initials__startswith", "text__contains"),
        search_label="单位、内容",
        row_url=lambda a: f"/campaigns/answers/{a.pk}/",
    )
    problems: Any = found.problems.select_related("lead_unit").order_by("-pk")[:50]
    context = {
        "item": found,
        "problems": problems,
        "periods": [(day, periods.period_words(day, found.rule)) for day in dates] if len(dates) > 1 else [],
        "period": period,
        "rhythm": periods.rhythm_words(found),
        "may_rhythm": role_may(request.actor.role, "campaign.publish") and found.campaign.state == "running",
        "later": _later(answers),
    }
    return table.respond("campaigns/check_item.html", context)


def _later(answers: Any) -> list[tuple[Answer, list[Any]]]:
    """Returns who said that nothing was found where problems were registered afterwards."""
    none = list(answers.filter(state=Answer.State.NONE_FOUND))
    later = found_later(none)
    return [(answer, later[answer.pk]) for answer in none if answer.pk in later]


@may("campaign.publish")
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Ends the campaign."""
    get_object_or_404(Campaign, pk=pk)
    closed = publish.close(request.actor, pk)
    messages.success(request, f"“{closed.title}”已结束，不再收答复；已登记的问题继续整改。")
    return redirect("campaigns:detail", pk)


@may("export.table")
@require_GET
def return_form(request: Request, pk: int) -> HttpResponse:
    """The answers as the monthly-return form, for ?unit= or for every unit the reader sees."""
    campaign = get_object_or_404(Campaign, pk=pk)
    asked = [int(words) for words in request.GET.getlist("unit") if words.isdecimal()]
    ids = Answer.objects.filter(campaign=campaign).values_list("unit_id", flat=True).distinct()
    wanted = Unit.objects.filter(pk__in=ids)
    units = list(wanted.filter(pk__in=asked) if asked else wanted)
    if not units:
        messages.error(request, "没有可导出的答复：您看得到的单位都不用答这个专项行动。")
        return redirect("campaigns:detail", pk)
    now = clock.now()
    signed = f"{request.actor.unit_name} {request.actor.name} {cn_date(now)} {cn_time(now)}"
    made = returns.sheet(campaign, units, signed)
    names = units[0].short_name if len(units) == 1 else f"{len(units)} 个单位"
    journal.write(request.actor, "campaign.exported", campaign, unit=names, count=len(list(made.rows)))
    return workbook(made)


@may("problem.remind")
@require_POST
def remind(request: Request, pk: int, unit: int) -> HttpResponse:
    """Notes that a reminder for missing answers was copied."""
    campaign, asked = get_object_or_404(Campaign, pk=pk), get_object_or_404(Unit, pk=unit)
    reminders.note(request.actor, campaign, asked)
    return HttpResponse(status=204)
