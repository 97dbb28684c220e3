"""Several ticked problems at once: what is about to happen, then what became of each."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.web.access import Actor, may, require
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.problems.many import ACTS, MOST, Many, perform, versions
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
    context = {"act": act, "key": key, "rows": rows, "form": form, "back": _back(request)}
    return render(request, "problems/many.html", context, status=status)


def _perform(request: Request, key: str, act: Many) -> HttpResponse:
    seen = versions(request.POST.getlist("seen")[:MOST])
    form = act.form(request.POST, actor=request.actor)
    if not form.is_valid():
        rows = list(Problem.objects.filter(pk__in=seen).select_related("lead_unit").order_by("pk"))
        for row in rows:
            row.version = seen[row.pk]  # what the reader saw, not what is there by now
        return _ask(request, key, act, rows, form, 422)
    if not first_time(request):
        return redirect(_back(request))
    outcomes = perform(request.actor, act, seen, form.cleaned_data)
    context = {
        "act": act,
        "done": [o for o in outcomes if o.done],
        "refused": [o for o in outcomes if not o.done],
        "back": _back(request),
    }
    return render(request, "problems/many_done.html", context)


def _back(request: Request) -> str:
    """The list as it was: its conditions travel in the address."""
    query = request.GET.urlencode()
    return reverse("problems:list") + (f"?{query}" if query else "")
