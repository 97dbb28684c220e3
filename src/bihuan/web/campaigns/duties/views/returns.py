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
from bihuan.web.campaigns.duties.forms import CarriesForm, CorrectForm, HandInForm, LevelForm, SendBackForm
from bihuan.web.campaigns.duties.sheets import base, opening, reading
from bihuan.web.campaigns.duties.views import sheet
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
        Return.objects.filter(obligation=obligation, merged=False).select_related(
            "unit__contact", "campaign", "obligation"
        )
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
        "merge_due": drawn.tally.due if office and terms[obligation.pk].carries != "paper" else None,
        "level_form": _level_form(campaign, terms[obligation.pk]) if office else None,
        "is_form": obligation.rule == "monthly" and bool(twins),
        "may_export": role_may(actor.role, "export.table"),
        "unknown": notices.unknown_words([column.due for column in drawn.columns]),
        "waiting": [(row, standing.days_late(row)) for row in rows if row.to_judge] if office else [],
        "back_form": SendBackForm(auto_id="bulk-%s"),
        "carries_form": CarriesForm(initial={"carries": terms[obligation.pk].carries}) if office else None,
        "merged": list(Return.objects.filter(obligation=obligation, merged=True).order_by("-due")),
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
    actor = request.actor
    writes = base.open_to_write(row) and base.may_write(actor, row)
    version = opening.latest(row)
    held = reading.sheet(row, version) if version else None
    return {
        "row": row,
        "version": version,
        "held": held,
        "writes": writes,
        "stands": standing.of_return(row, today),
        "name": matrix.name_of(row.obligation, row.due, today),
        "due_words": notices.due_words(row.due, today) if row.owed else "",
        "shown": sheet.shown(held.changed or held.unanswered) if held else [],
        "before_name": matrix.name_of(row.obligation, held.before.of.due, today)
        if held and held.before
        else "",
        "judges": row.to_judge and role_may(actor.role, "campaign.publish"),
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
    """Hands in, accepts, sends back or corrects one return."""
    row = get_object_or_404(Return, pk=pk)
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            messages.success(request, _acts(request, row.pk, action))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("campaigns:return_sheet", row.pk)


def _acts(request: Request, pk: int, action: str) -> str:
    actor = request.actor
    if action == "hand-in":
        form = HandInForm(request.POST)
        given = form.cleaned_data if form.is_valid() else {}
        row = service.hand_in(actor, pk, given.get("note", ""), given.get("signed", ""))
        return "汇总已冻结。" if row.merged else f"已报，等{row.campaign.unit.short_name}收下。"
    if action == "accept":
        service.accept(actor, [pk])
        return "已收下并冻结。"
    if action == "send-back":
        back = SendBackForm(request.POST)
        back.is_valid()
        given = back.cleaned_data
        row = service.send_back(actor, pk, given.get("reason", ""), given.get("again_due"))
        return _back_words(row)
    if action == "correct":
        asked = CorrectForm(request.POST)
        service.correct(actor, pk, asked.cleaned_data["why"] if asked.is_valid() else "")
        return "已开一稿更正。冻结的一稿不变，更正交来、收下以后两稿都看得到。"
    if action == "drop":
        service.drop_correction(actor, pk)
        return "不更正了，冻结的一稿照旧。"
    raise Refused("没有这样的办法。请回到报送页重新选。")


def _back_words(row: Return) -> str:
    if row.correction:
        return f"更正已退回{row.unit.short_name}，冻结的一稿照旧。"
    return f"已退回{row.unit.short_name}，{cn_date(row.again_due)}前重报。"


@may("campaign.publish")
@require_POST
def decide(request: Request, pk: int, obligation: int, action: str) -> HttpResponse:
    """The office's decisions on one obligation: who owes it, what it holds, also what came before publishing; accept, send back, merge."""
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            if action == "merge":
                due = _day(request.POST.get("due"))
                if due is None:
                    raise Refused("请选要汇总哪一天的报送。")
                return redirect("campaigns:return_sheet", service.merge(request.actor, obligation, due).pk)
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
    if action == "carries":
        return f"已改，以后填：{service.decide_carries(request.actor, obligation, request.POST.get('carries', ''))}。已经交来的不变。"
    ids = [int(words) for words in request.POST.getlist("return") if words.isdecimal()]
    if action in ("accept", "send-back") and not ids:
        raise Refused("请先勾选要收下或退回的报送。")
    if action == "accept":
        return f"收下 {service.accept(request.actor, ids)} 份，已冻结。"
    if action == "send-back":
        back = SendBackForm(request.POST)
        back.is_valid()
        given = back.cleaned_data
        rows = service.send_all_back(request.actor, ids, given.get("reason", ""), given.get("again_due"))
        return f"已退回 {len(rows)} 份，各单位会看到原因。"
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
    rows = Return.objects.filter(campaign=campaign, merged=False).exclude(state=Return.State.WITHDRAWN)
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
