"""Forwarding items to villages: the panel with the picker, and the act."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns import todo
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.views.answers import back, picked
from bihuan.web.config import clock


@may("answer.forward")
@require_POST
def forward(request: Request) -> HttpResponse:
    """Shows the panel for the ticked items; with `due` given, forwards them."""
    ids = picked(request)
    answers = list(todo.of(request.actor).filter(pk__in=ids, state__in=Answer.WAITING))
    if not answers:
        messages.error(request, "勾选的几项都已经答过，或不是排查项目，不用转。")
        return redirect(back(request))
    units = [int(words) for words in request.POST.getlist("units") if words.isdecimal()]
    error = ""
    if "due" in request.POST:
        try:
            with transaction.atomic():  # a refusal half way undoes the first half
                due = _moment(request.POST["due"])
                made = service.forward(request.actor, [a.pk for a in answers], units, due)
        except Refused as refused:
            error = str(refused)
        else:
            words = f"{len(answers)} 项转给了 {len(set(units))} 个村"
            messages.success(request, f"{words}，{due:%m月%d日 %H:%M} 前答完，新增 {made} 件要答的。")
            return redirect(back(request))
    return _panel(request, answers, units, error)


def _panel(request: Request, answers: list[Answer], units: list[int], error: str) -> HttpResponse:
    due, why = todo.forward_due(answers)
    villages = todo.villages(request.actor, [a.pk for a in answers])
    context = {
        "answers": answers,
        "villages": villages,
        "chosen": units,
        "error": error,
        "owing": sum(v["owes"] for v in villages),
        "due": request.POST.get("due") or f"{due:%Y-%m-%dT%H:%M}",
        "why": why,
        "back": back(request),
    }
    template = "campaigns/_forward.html" if request.htmx else "campaigns/forward.html"
    return render(request, template, context, status=422 if error and not request.htmx else 200)


def _moment(words: str) -> datetime:
    try:
        return datetime.fromisoformat(words).replace(tzinfo=clock.ZONE)
    except ValueError as error:
        raise Refused("答完的时间看不懂，请照 2026-11-24 15:00 的样子填。") from error
