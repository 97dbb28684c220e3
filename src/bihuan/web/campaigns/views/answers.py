"""What is asked of the reader's unit: the list, the same answer to several, last period's answers again, summing up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns import todo
from bihuan.web.campaigns.models import Answer, Campaign, CheckItem
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import cn_date

State = Answer.State
_READY = Q(state=State.FORWARDED, asked__gt=0, asked_waiting=0)


@may("answer.write")
@require_GET
def listing(request: Request) -> HttpResponse:
    """What is asked of the reader's unit, open ones first, with the bulk bar."""
    campaigns = Campaign.objects.filter(
        state=Campaign.State.RUNNING, answers__unit=request.actor.unit_id
    ).distinct().annotate(repeats=Exists(CheckItem.objects.filter(campaign=OuterRef("pk")).exclude(rule="once")))  # fmt: skip
    context = {
        "forwards": role_may(request.actor.role, "answer.forward"),
        "repeats": any(campaign.repeats for campaign in campaigns),
        "campaigns": campaigns,
    }
    return table(request).respond("campaigns/answers.html", context)


def table(request: Request) -> Table:
    """The list, which bulk buttons build again to know what was ticked."""
    waiting = Q(state__in=Answer.WAITING, campaign__state=Campaign.State.RUNNING)
    campaigns = Campaign.objects.filter(answers__unit=request.actor.unit_id).distinct()
    return Table(
        request,
        todo.of(request.actor),
        [
            Column("item", "排查项目", render="campaigns/cells/item.html", value="check_item.text", sort="check_item__order"),
            Column("state", "答复", value=lambda a: a.get_state_display(), sort="state", phone="left", nowrap=True),
            Column("villages", "村里", value=_villages, phone_hide=True, nowrap=True),
            Column("number", "数量", value=lambda a: a.number_words, align="right", phone_hide=True, nowrap=True),
            Column("text", "排查情况", value="text", phone_hide=True),
            Column("due", "时限", render="campaigns/cells/due.html", value=lambda a: cn_date(a.due_at), sort="due_at", phone="right"),
        ],
        filters=[Filter("campaign", "专项行动", lambda: campaigns.values_list("pk", "title"), apply="campaign_id")],
        saved=[
            Saved("open", "要答", waiting & Q(state__in=Answer.OPEN)),
            Saved("late", "逾期", waiting & Q(due_at__lt=clock.now())),
            Saved("forwarded", "已转村", Q(state=State.FORWARDED)),
            Saved("found", "发现问题", Q(state=State.FOUND)),
            Saved("done", "已答", Q(state__in=Answer.SAID)),
            Saved("all", "全部"),
        ],
        default_saved="open",
        default_sort="due",
        export_name="本单位答复",
        noun="项",
        search=("check_item__text__contains", "check_item__category__contains", "check_item__no"),
        search_label="编号、内容",
        pick=lambda a: f"第 {a.check_item.no or a.check_item.order} 项",
        row_url=lambda a: reverse("campaigns:answer", args=[a.pk]),
    )  # fmt: skip


def _villages(answer: Any) -> str:
    return f"{answer.asked - answer.asked_waiting} / {answer.asked}" if answer.asked else ""


@may("answer.write")
@require_POST
def say_all(request: Request) -> HttpResponse:
    """The same answer to every ticked item."""
    post = request.POST
    said = Said(
        post.get("said", State.NONE_FOUND),
        post.get("text", ""),
        looked=tuple(filter(None, post.getlist("looked"))),
    )
    return _bulk(
        request,
        lambda ids: f"答了 {service.say_all(request.actor, ids, said)} 项：{State(said.state).label}。",
    )


@may("answer.write")
@require_POST
def copy_last(request: Request) -> HttpResponse:
    """Last period's answer again, for every ticked item that has one."""
    return _bulk(
        request,
        lambda ids: (
            f"照上期填了 {service.copy_last(request.actor, ids)} 项。有变化的请点开改，改了什么会标出来。"
        ),
    )


@may("answer.forward")
@require_POST
def sum_up(request: Request) -> HttpResponse:
    """Answers ticked forwarded items from what the villages said."""
    return _bulk(request, lambda ids: f"汇总了 {service.sum_up(request.actor, ids)} 项，已报县里。")


def _bulk(request: Request, act: Any) -> HttpResponse:
    ids = picked(request)
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            if not ids:
                raise Refused("还没有勾选。请先勾选要办的几项。")
            messages.success(request, act(ids))
    except (Refused, ValueError) as refused:
        messages.error(request, str(refused))
    return redirect(back(request))


def picked(request: Request) -> list[int]:
    """The ticked answers; with 全部, all that the list shows."""
    if request.POST.get("all") == "1":
        return list(table(request).chosen().values_list("pk", flat=True))
    return [int(words) for words in request.POST.getlist("pick") if words.isdecimal()]


def back(request: Request) -> str:
    """Where the form came from, if that is one of our pages."""
    where = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(where, allowed_hosts=None)
    return where if safe and where.startswith("/") else reverse("campaigns:answers")
