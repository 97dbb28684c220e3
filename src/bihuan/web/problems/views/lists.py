"""The three lists, and reminders for what was ticked."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.web.access import Actor, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.models import Unit
from bihuan.web.inbox import nudges
from bihuan.web.jobs.services import enqueue
from bihuan.web.problems import services
from bihuan.web.problems.many import ACTS, AT_ONCE, MOST, Many, note_reminders
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services.own_filters import clean
from bihuan.web.problems.tables import VIEWS, table_of
from bihuan.web.problems.views import own_filters
from bihuan.web.ui.links import query_with


@needs("problem.read")
def problems(request: Request) -> HttpResponse:
    """The list as 问题清单, 责任清单 or 整改清单."""
    view = view_of(request)
    actor = request.actor
    own, now = own_filters.tabs(request), clean(request.GET.urlencode())
    if default := own_filters.default_url(request, own):
        return redirect(default)
    current = next((tab.filter for tab in own if tab.current), None)
    seg = [(words, query_with(request.GET, view=key, sort=None), key == view) for key, words in VIEWS.items()]
    context = {
        "title": VIEWS[view],
        "seg": seg,
        "own": own,
        "now": now,
        "keepable": bool(now),
        "current_name": current.name if current else "",
        "current_default": bool(current and current.default),
        "may_sweep": may(actor.role, "sweep.read"),
        "may_refer": may(actor.role, "referral.read"),
        "may_raise": may(actor.role, "problem.raise"),
        "may_sheet": may(actor.role, "problem.sheet"),
        "bulk_url": reverse("problems:reminders") + query_with(request.GET),
        "many": [
            (act, reverse("problems:many", args=[key]) + query_with(request.GET))
            for key, act in _offered(actor)
        ],
        "may_remind": may(actor.role, "problem.remind"),
        "may_pack": may(actor.role, "problem.pack"),
        "pack_url": reverse("problems:make_pack") + query_with(request.GET),
    }
    return table_of(request, view).respond("problems/list.html", context)


def _offered(actor: Actor) -> list[tuple[str, Many]]:
    """The acts on several that the reader's role may perform."""
    return [(key, act) for key, act in ACTS.items() if any(may(actor.role, verb) for verb in act.verbs)]


def view_of(request: Request) -> str:
    """Which of the three lists was asked for."""
    asked = request.GET.get("view", "")
    return asked if asked in VIEWS else "rectification"


@require_POST
@needs("problem.remind")
def reminders(request: Request) -> HttpResponse:
    """The words to copy for the ticked problems, one paragraph for each unit that is waited for."""
    rows = table_of(request, view_of(request)).chosen().select_related("lead_unit")
    groups: dict[str, list[Problem]] = {}
    for problem in rows:
        if problem.waiting_for in ("acknowledge", "rectify"):
            groups.setdefault(problem.waiting_words, []).append(problem)
    paragraphs = [
        {
            "who": who,
            "text": services.many_reminder_words(who, held),
            "url": _done_url(held),
            "count": len(held),
        }
        for who, held in groups.items()
    ]
    left = len(rows) - sum(len(held) for held in groups.values())
    return render(request, "problems/reminders.html", {"paragraphs": paragraphs, "left": left})


def _done_url(held: list[Problem]) -> str:
    return f"{reverse('problems:reminded')}?{urlencode({'pick': [p.pk for p in held]}, doseq=True)}"


@require_POST
@needs("problem.remind")
def reminded(request: Request) -> HttpResponse:
    """Notes that the words for these problems were copied."""
    picked = [int(each) for each in request.GET.getlist("pick") if each.isdecimal()]
    if len(picked) > AT_ONCE:
        enqueue(request.actor, note_reminders, picked=picked[:MOST])
    for pk in sorted(picked) if len(picked) <= AT_ONCE else ():
        services.remind(request.actor, pk)
    _note(request, picked)
    return HttpResponse(status=204)


def _note(request: Request, picked: list[int]) -> None:
    """One reminder noted for each unit that is waited for, of how many problems it spoke."""
    rows = Problem.objects.filter(pk__in=picked).exclude(waiting_unit=None)
    held = Counter(problem.waiting_unit_id or 0 for problem in rows)
    for unit in Unit.objects.filter(pk__in=held).select_related("area").order_by("pk"):
        nudges.note(request.actor, unit, nudges.Counts(problems=held[unit.pk]))
