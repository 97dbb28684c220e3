"""Groups of findings that may become problems, and the press that makes them so."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.models import Area
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.services import enqueue
from bihuan.web.quality.forms import RaiseForm
from bihuan.web.quality.jobs import raise_many, raised_words
from bihuan.web.quality.services import grouping

AT_ONCE = 10
SHOWN = 200


@needs("quality.run")
def groups(request: Request) -> HttpResponse:
    """One line a check and township; the ticked ones become problems."""
    found = grouping.groups()
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _raised(request, form)
        if answer is not None:
            return answer
    names = {
        area.code: str(area) for area in Area.objects.filter(valid_to=None, level__in=("township", "county"))
    }
    lines = [(group, names.get(group.township_code, "全县")) for group in found[:SHOWN]]
    status = 422 if form.is_bound and form.errors else 200
    context = {"lines": lines, "total": len(found), "findings": sum(g.count for g in found), "form": form}
    return render(
        request,
        "quality/groups.html",
        context | {"picked": set(request.POST.getlist("group"))},
        status=status,
    )


def _raised(request: Request, form: RaiseForm) -> HttpResponse | None:
    """The way on; None when something is wrong, which the form then says."""
    keys = request.POST.getlist("group")
    due, assign = form.cleaned_data["due"], form.cleaned_data["assign"]
    if not first_time(request):
        return redirect("problems:list")
    if len(keys) > AT_ONCE:
        run = enqueue(request.actor, raise_many, keys=keys, due=due.isoformat(), assign=assign)
        return redirect("jobs:run", pk=run.pk)
    try:
        made = grouping.raise_groups(request.actor, keys, due, assign)
    except (Refused, Conflict) as refused:
        form.add_service_error(refused)
        return None
    messages.success(request, raised_words(made))
    return redirect(made.problems[0] if len(made.problems) == 1 else "quality:groups")
