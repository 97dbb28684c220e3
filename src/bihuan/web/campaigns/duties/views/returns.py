"""Returns due: the matrix, one return, and what may be done with it."""

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
from bihuan.web.campaigns.duties import making, matrix, notices, standing, who
from bihuan.web.campaigns.duties import returns as service
from bihuan.web.campaigns.duties.forms import HandInForm, LevelForm, SendBackForm
from bihuan.web.campaigns.models import Campaign, ReportObligation, Return, ReturnTerms
from bihuan.web.config import clock
from bihuan.web.ui.tables.workbook import Sheet, workbook
from bihuan.web.ui.words import cn_date, cn_time

HEADS = [
    "报送要求",
    "单位",
    "应报",
    "哪类日子",
    "提醒",
    "状态",
    "交来",
    "晚几天",
    "交的人",
    "说明",
    "退回原因",
    "重报时限",
]


@may("campaign.read")
@require_GET
def board(request: Request, pk: int) -> HttpResponse:
    """The returns of a campaign: one obligation at a time, units by due dates, one return open."""
    campaign = get_object_or_404(Campaign.objects.select_related("plan", "unit"), pk=pk)
    obligations = list(campaign.obligations.all())
    terms = {t.obligation_id: t for t in ReturnTerms.objects.filter(obligation__campaign=campaign)}
    chosen = _chosen(request, obligations, terms)
    if chosen is None:
        return render(
            request, "campaigns/duties/returns_none.html", {"campaign": campaign, "obligations": obligations}
        )
    return render(
        request, "campaigns/duties/returns.html", _context(request, campaign, chosen, obligations, terms)
    )


def _chosen(
    request: Request, obligations: list[ReportObligation], terms: dict[int, ReturnTerms]
) -> ReportObligation | None:
    """The obligation asked for, that of the open return, else the first collected one, rhythms before single dates."""
    wanted = request.GET.get("obligation", "")
    opened = _number(request.GET.get("open"))
    if opened and not wanted:
        found = Return.objects.filter(pk=opened).values_list("obligation_id", flat=True).first()
        wanted = str(found or "")
    collected = sorted((o for o in obligations if o.pk in terms), key=lambda o: o.rule in ("once", ""))
    return next((o for o in collected if str(o.pk) == wanted), collected[0] if collected else None)


def _context(
    request: Request,
    campaign: Campaign,
    obligation: ReportObligation,
    obligations: list[ReportObligation],
    terms: dict[int, ReturnTerms],
) -> dict[str, Any]:
    today, actor = clock.today(), request.actor
    rows = list(
        Return.objects.filter(obligation=obligation).select_related("unit__contact", "campaign", "obligation")
    )
    drawn = matrix.matrix(
        rows, today,
        group=request.GET.get("group", ""), only_owed=request.GET.get("owed") == "1",
        upto=_day(request.GET.get("upto")), open_id=_open_id(request, rows),
    )  # fmt: skip
    office = role_may(actor.role, "campaign.publish")
    twins = making.same_as(obligations)
    facts = matrix.schedule_facts(obligation, campaign, terms[obligation.pk].since, today)
    return {
        "campaign": campaign,
        "obligation": obligation,
        "tabs": [(_tab(o), f"?obligation={o.pk}", o.pk == obligation.pk) for o in obligations if o.pk in terms],
        "undated": [o for o in obligations if o.pk not in terms and o.pk not in twins],
        "notes": [note for note in obligations if twins.get(note.pk) == obligation],
        "terms": terms[obligation.pk],
        "drawn": drawn,
        "segs": [(f"{words} {n}", f"?obligation={obligation.pk}&group={key}", key == drawn.group) for key, words, n in drawn.groups],
        "headline": _headline(obligation, rows, drawn, today),
        "words": _reminders(request, rows, today),
        "office": office and campaign.state == Campaign.State.RUNNING,
        "level_form": _level_form(campaign, terms[obligation.pk]) if office else None,
        "is_form": obligation.rule == "monthly" and bool(twins),
        "may_export": role_may(actor.role, "export.table"),
        "unknown": notices.unknown_words([column.due for column in drawn.columns]),
        "waiting": [row.pk for row in rows if row.state == Return.State.HANDED_IN and row.due == drawn.tally.due],
        **facts,
        **_opened(request, drawn.open, today),
    }  # fmt: skip


def _headline(obligation: ReportObligation, rows: list[Return], drawn: matrix.Matrix, today: date) -> str:
    if len({row.unit_id for row in rows}) == 1:
        return matrix.own_headline(rows, today)
    return matrix.headline(obligation, drawn.tally, today)


def _tab(obligation: ReportObligation) -> str:
    """每月4日前, 12月15日前."""
    return (obligation.due_text or obligation.text)[:18].strip("，,、")


def _level_form(campaign: Campaign, terms: ReturnTerms) -> LevelForm:
    choices = who.Owing(campaign).choices()
    if terms.level == "named":
        choices = [("named", f"原文点名的单位（{len(terms.named)}）"), *choices]
    return LevelForm(choices, initial={"level": terms.level})


def _open_id(request: Request, rows: list[Return]) -> int:
    """The return asked for; for who answers for one unit, that unit's first one that is owed."""
    asked = _number(request.GET.get("open"))
    if asked:
        return asked
    own = [row for row in rows if row.unit_id == request.actor.unit_id and row.owed]
    return min(own, key=lambda row: row.due).pk if own else 0


def _opened(request: Request, row: Return | None, today: date) -> dict[str, Any]:
    """What the pane on the right needs for the open return."""
    if row is None:
        return {}
    actor, running = request.actor, row.campaign.state == Campaign.State.RUNNING
    office = role_may(actor.role, "campaign.publish")
    hands_in = running and row.owed and (who.may_do(actor, row.unit) or office)
    return {
        "row": row,
        "stands": standing.of_return(row, today),
        "name": matrix.name_of(row.obligation, row.due, today),
        "due_words": notices.due_words(row.due, today) if row.owed else "",
        "hand_in_form": HandInForm() if hands_in else None,
        "for_unit": hands_in and not who.stands_for(actor, row.unit),
        "back_form": SendBackForm() if running and office and row.state == Return.State.HANDED_IN else None,
        "lines": journal.lines_of(row),
    }


def _reminders(request: Request, rows: list[Return], today: date) -> list[tuple[Return, str]]:
    """Missing returns with the words to paste, for those who may remind."""
    if not role_may(request.actor.role, "problem.remind"):
        return []
    late = [row for row in rows if standing.of_return(row, today).late]
    return [(row, matrix.reminder(request.actor, row, today)) for row in late]


@may("campaign.read")
@require_POST
def act(request: Request, pk: int, action: str) -> HttpResponse:
    """Hands in, accepts, or sends back one return."""
    row = get_object_or_404(Return, pk=pk)
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            messages.success(request, _acts(request, row.pk, action))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('campaigns:returns', args=[row.campaign_id])}?open={row.pk}")


def _acts(request: Request, pk: int, action: str) -> str:
    actor = request.actor
    if action == "hand-in":
        form = HandInForm(request.POST)
        row = service.hand_in(actor, pk, form.cleaned_data["note"] if form.is_valid() else "")
        return f"已报，等{row.campaign.unit.short_name}收下。"
    if action == "accept":
        service.accept(actor, [pk])
        return "已收下并冻结。"
    if action == "send-back":
        back = SendBackForm(request.POST)
        back.is_valid()
        given = back.cleaned_data
        row = service.send_back(actor, pk, given.get("reason", ""), given.get("again_due"))
        return f"已退回{row.unit.short_name}，{cn_date(row.again_due)}前重报。"
    raise Refused("没有这样的办法。请回到报送页重新选。")


@may("campaign.publish")
@require_POST
def decide(request: Request, pk: int, obligation: int, action: str) -> HttpResponse:
    """The office's decisions on one obligation: who owes it, also what came before publishing, accept all that wait."""
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            messages.success(request, _decides(request, obligation, action))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('campaigns:returns', args=[pk])}?obligation={obligation}")


def _decides(request: Request, obligation: int, action: str) -> str:
    if action == "level":
        added = service.decide_level(request.actor, obligation, request.POST.get("level", ""))
        return f"已改，新派 {added} 份。已经交来的不变。"
    if action == "earlier":
        return f"已补收，新派 {service.ask_for_earlier(request.actor, obligation)} 份。"
    if action == "accept":
        ids = [int(words) for words in request.POST.getlist("return") if words.isdecimal()]
        return f"收下 {service.accept(request.actor, ids)} 份，已冻结。"
    raise Refused("没有这样的办法。请回到报送页重新选。")


@may("problem.remind")
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Notes that a reminder was copied."""
    service.note_reminder(request.actor, get_object_or_404(Return.objects.select_related("unit"), pk=pk))
    return HttpResponse(status=204)


@may("export.table")
@require_GET
def export(request: Request, pk: int) -> HttpResponse:
    """All returns of the campaign that the reader sees."""
    campaign, today = get_object_or_404(Campaign, pk=pk), clock.today()
    rows = Return.objects.filter(campaign=campaign).exclude(state=Return.State.WITHDRAWN)
    found = list(rows.select_related("unit", "obligation", "handed_in_by").order_by("due", "unit__pinyin"))
    now = clock.now()
    facts = [
        ("专项行动", campaign.title),
        ("导出", f"{request.actor.unit_name} {request.actor.name} {cn_date(now)} {cn_time(now)}"),
    ]
    journal.write(request.actor, "return.exported", campaign, count=len(found))
    return workbook(
        Sheet(f"{campaign.title[:60]}报送情况", HEADS, [_exported(row, today) for row in found], facts)
    )


def _exported(row: Return, today: date) -> list[Any]:
    stands, day = standing.of_return(row, today), matrix.days.kind_of(row.due)
    state = f"缺 {stands.days} 天" if stands.kind == "missing" else row.get_state_display()
    return [
        row.obligation.text, row.unit.short_name, row.due, day.mark or "工作日", row.remind_on, state, row.handed_in_at,
        standing.days_late(row) or "", row.handed_in_by.name if row.handed_in_by else "", row.note, row.reason, row.again_due,
    ]  # fmt: skip


def _number(words: str | None) -> int:
    return int(words) if words and words.isdecimal() else 0


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words or "")
    except ValueError:
        return None
