"""Several ticked problems at once: what is about to happen, then what became of each."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Actor, may, require
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import enqueue
from bihuan.web.problems.many import (
    ACTS,
    AT_ONCE,
    MOST,
    Many,
    Outcome,
    act_on_many,
    outcomes_of,
    perform,
    versions,
)
from bihuan.web.problems.models import Problem
from bihuan.web.problems.tables import table_of
from bihuan.web.problems.views.lists import view_of


@require_POST
@needs("problem.read")
def many(request: Request, key: str) -> HttpResponse:
    """From the list: the ticked problems and one form. Sent again with `seen`: performs it and tells what became of each."""
    act = _act(request.actor, key)
    if "seen" in request.POST:
        return _perform(request, key, act)
    rows = list(table_of(request, view_of(request)).chosen()[: MOST + 1])
    if not rows:
        raise BadRequest("没有勾选问题。请回到清单勾选后再按。")
    if len(rows) > MOST:
        raise BadRequest(f"一次最多办 {MOST} 件，您选了更多。请先筛选，分几次办。")
    return _ask(request, key, act, rows, act.form(actor=request.actor), 200)


def _act(actor: Actor, key: str) -> Many:
    if key not in ACTS:
        raise Http404
    act = ACTS[key]
    if not any(may(actor.role, verb) for verb in act.verbs):
        require(actor, act.verbs[0])
    return act


def _ask(
    request: Request, key: str, act: Many, rows: list[Problem], form: object, status: int
) -> HttpResponse:
    context = {
        "act": act,
        "key": key,
        "rows": rows,
        "form": form,
        "back": _back(request),
        "later": len(rows) > AT_ONCE,
    }
    return render(request, "problems/many.html", context, status=status)


def _perform(request: Request, key: str, act: Many) -> HttpResponse:
    seen = dict(list(versions(request.POST.getlist("seen")).items())[:MOST])
    form = act.form(request.POST, actor=request.actor)
    if not form.is_valid():
        rows = list(Problem.objects.filter(pk__in=seen).select_related("lead_unit").order_by("pk"))
        for row in rows:
            row.version = seen[row.pk]  # what the reader saw, not what is there by now
        return _ask(request, key, act, rows, form, 422)
    if not first_time(request):
        return redirect(_back(request))
    if len(seen) > AT_ONCE:
        posted = request.POST.copy()
        for name in ("seen", "csrfmiddlewaretoken", "idem"):
            posted.pop(name, None)
        run = enqueue(request.actor, act_on_many, key=key, seen=seen, posted=posted.urlencode())
        return redirect("jobs:run", run.pk)
    return _told(request, act, perform(request.actor, act, seen, form.cleaned_data), _back(request))


def _told(request: Request, act: Many, outcomes: list[Outcome], back: str) -> HttpResponse:
    context = {
        "act": act,
        "done": [o for o in outcomes if o.done],
        "refused": [o for o in outcomes if not o.done],
        "back": back,
    }
    return render(request, "problems/many_done.html", context)


@needs("problem.read")
@require_GET
def many_done(request: Request, pk: int) -> HttpResponse:
    """What became of each of a large number; only to whoever asked."""
    run = get_object_or_404(JobRun, pk=pk, name=act_on_many.name, person_id=request.actor.person_id)
    if not run.result:
        raise Http404
    return _told(request, ACTS[run.result["key"]], outcomes_of(run.result), reverse("problems:list"))


def _back(request: Request) -> str:
    """The list as it was: its conditions travel in the address."""
    query = request.GET.urlencode()
    return reverse("problems:list") + (f"?{query}" if query else "")
