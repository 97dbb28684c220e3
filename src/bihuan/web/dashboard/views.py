"""The first screen, the search, and the two things done from the first screen: acknowledge in bulk, note a reminder."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may, signed_in
from bihuan.web.campaigns.duties import todo as duties
from bihuan.web.config import clock
from bihuan.web.dashboard import finding, reminders
from bihuan.web.dashboard.screens import SCREENS
from bihuan.web.inbox import nudges
from bihuan.web.phone.keeping import keep
from bihuan.web.problems import services as loop
from bihuan.web.problems.models import Problem
from bihuan.web.problems.states.derive import WAITS
from bihuan.web.problems.tables import late

REMIND_MOST = 100


@signed_in
@require_GET
def today(request: Request) -> HttpResponse:
    """What is the reader's to do today."""
    template, context = SCREENS[request.actor.role](request)
    return keep(request, render(request, template, {"day": clock.today(), "waits": WAITS, **context}))


@signed_in
@require_GET
def search(request: Request) -> HttpResponse:
    """Problems, check items, units and people by number, words or initials; an exact number opens its problem."""
    words = request.GET.get("q", "").strip()[:60]
    exact = Problem.objects.filter(number=words).first() if words else None
    if exact:
        return redirect(exact.get_absolute_url())
    groups = finding.groups(request.actor, words)
    return render(
        request,
        "dashboard/search.html",
        {"q": words, "groups": groups, "total": sum(len(g.hits) for g in groups)},
    )


@may("problem.acknowledge")
@require_POST
def acknowledge(request: Request) -> HttpResponse:
    """Acknowledges the ticked problems; those that cannot be are named."""
    done, refused = 0, []
    for pk in sorted({int(words) for words in request.POST.getlist("problem") if words.isdecimal()}):
        try:
            with transaction.atomic():
                loop.acknowledge(request.actor, pk)
            done += 1
        except (Refused, Conflict) as error:
            refused.append(str(error))
    if done:
        messages.success(request, f"签收了 {done} 件，接着查清原因、定整改措施。")
    for why in refused[:3]:
        messages.error(request, why)
    if not done and not refused:
        messages.error(request, "勾选的里面没有待签收的问题。")
    return redirect("dashboard:today")


@may("problem.remind")
@require_POST
def remind(request: Request, unit: int) -> HttpResponse:
    """Notes that the paragraph of a unit was copied: once for the unit; each of its overdue problems gets its own sentence.

    The paragraph names several problems, and whoever reads one of them need not see the others.
    """
    rows = reminders.owing(request.actor, duties.of_request(request).missing)
    row = next((each for each in rows if each.unit.pk == unit), None)
    if row is None:
        return HttpResponse(status=204)  # done meanwhile, or not the reader's to remind: nothing is noted
    words = request.POST.get("text", "").strip() or row.words
    nudges.note(request.actor, row.unit, row.counts, words)
    for problem in Problem.objects.filter(late(), lead_unit__in=row.leads).order_by("pk")[:REMIND_MOST]:
        loop.remind(request.actor, problem.pk)
    return HttpResponse(status=204)
