"""Answering: the list of what is asked of the reader's unit, one answer, the same answer to several, summing up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns import found, todo
from bihuan.web.campaigns.forms import AnswerForm
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from bihuan.web.ui.deadlines import clock_of
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
    ).distinct()
    context = {"forwards": role_may(request.actor.role, "answer.forward"), "campaigns": campaigns}
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
            Column("text", "排查情况", value="text", phone_hide=True),
            Column("due", "时限", render="campaigns/cells/due.html", value=lambda a: cn_date(a.due_at), sort="due_at", phone="right"),
        ],
        filters=[Filter("campaign", "专项行动", lambda: campaigns.values_list("pk", "title"), apply="campaign_id")],
        saved=[
            Saved("open", "要答", waiting & Q(state=State.OPEN)),
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
    said = Said(request.POST.get("said", State.NONE_FOUND), request.POST.get("text", ""))
    return _bulk(
        request,
        lambda ids: f"答了 {service.say_all(request.actor, ids, said)} 项：{State(said.state).label}。",
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


@may("campaign.read")
def one(request: Request, pk: int) -> HttpResponse:
    """One answer: what is asked, what the villages said, the form when it is the reader's to give."""
    rows = Answer.objects.select_related("check_item", "campaign", "unit", "answered_by", "unit__parent")
    answer = get_object_or_404(rows, pk=pk)
    children = service.children_of([answer])[answer.pk]
    own_area = Unit.objects.values_list("area_id", flat=True).get(pk=request.actor.unit_id)
    mine = (
        role_may(request.actor.role, "answer.write")
        and service.may_answer(request.actor, answer, own_area)
        and answer.campaign.state == Campaign.State.RUNNING
    )
    form = AnswerForm(request.POST or None, initial=_initial(answer, children)) if mine else None
    problem = (
        found.ProblemForm(request.actor, answer, request.POST or None, request.FILES or None)
        if mine
        else None
    )
    if request.method == "POST" and form and problem and form.is_valid():
        done = _answered(request, answer, form, problem)
        if done:
            return done
    context = {
        "answer": answer,
        "item": answer.check_item,
        "children": children,
        "form": form,
        "problem_form": problem,
        "clock": clock_of(answer.due_at) if answer.waiting else None,
        "lines": journal.lines_of(answer),
        "problems": found.problems_of(answer),
        "forwards": mine and answer.waiting and role_may(request.actor.role, "answer.forward"),
        "raises": role_may(request.actor.role, "problem.raise"),
        "following": _following(request, answer),
    }
    return render(request, "campaigns/answer.html", context, status=422 if form and form.is_bound else 200)


def _initial(answer: Answer, children: list[Answer]) -> dict[str, Any]:
    """What the unit said before; for a forwarded one, what its villages add up to."""
    summed = service.rolled_up(children) if answer.state == State.FORWARDED else None
    said: Any = summed or answer
    state = said.state if said.state in Answer.SAID else ""
    return {
        "state": state,
        "text": said.text,
        "measures": said.measures,
        "progress": said.progress,
        "version": answer.version,
    }


def _answered(
    request: Request, answer: Answer, form: AnswerForm, problem: found.ProblemForm
) -> HttpResponse | None:
    """Stores the answer and, if asked, raises the problem with its photos; None when the forms must be shown again."""
    given = form.cleaned_data
    raising = given["state"] == State.FOUND and bool(request.POST.get("raise"))
    if raising and not problem.is_valid():
        return None
    said = Said(given["state"], given["text"], given["measures"], given["progress"])
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            service.say(request.actor, answer.pk, said, given["version"])
            raised = found.raise_from(request.actor, answer, said, problem) if raising else None
    except (Refused, ValueError) as refused:
        form.add_service_error(refused)
        return None
    if raised is not None:
        messages.success(
            request,
            f"已答“发现问题”，并登记为 {raised.number}。接下来由{raised.waiting_words or '县帮扶办'}交办。",
        )
        return redirect(raised.get_absolute_url())
    messages.success(
        request, f"第 {answer.check_item.no or answer.check_item.order} 项已答：{State(said.state).label}。"
    )
    following = _following(request, answer)
    return redirect("campaigns:answer", following) if following else redirect("campaigns:answers")


def _following(request: Request, answer: Answer) -> int | None:
    """The next open item of the same unit, so that one works through the list."""
    rows = Answer.objects.filter(unit=answer.unit_id, campaign=answer.campaign_id, state=State.OPEN).exclude(
        pk=answer.pk
    )
    after = rows.filter(check_item__order__gt=answer.check_item.order)
    first = (F("check_item__order"), "pk")
    return next((r.pk for ask in (after, rows) if (r := ask.order_by(*first).first())), None)
