"""One household: the page, the paper, and the whole numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Refused, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.quality.words import of_household
from bihuan.web.registry import dossier as dossiers
from bihuan.web.registry import services
from bihuan.web.registry.forms.papers import PaperForm, WhyForm
from bihuan.web.registry.models import Household
from bihuan.web.registry.tables import standing


@needs("household.read")
@never_cache
@require_GET
def household(request: Request, pk: int) -> HttpResponse:
    """Who, how they live, income, risks, help, visits, problems, papers, what happened."""
    return page(request, find(pk))


def find(pk: int) -> Household:
    """Returns the household, if the reader sees it."""
    return get_object_or_404(Household.objects.select_related("current", "merged_into"), pk=pk)


def page(
    request: Request, home: Household, *, whole: bool = False, status: int = 200, **forms: Any
) -> HttpResponse:
    """Returns the page of the household; `forms` are those that came back with a refusal."""
    role = request.actor.role
    context = {
        "home": home,
        "file": dossiers.gather(home, whole=whole),
        "standing": standing(home),
        "whole": whole,
        "may_unmask": may(role, "data.unmask"),
        "may_health": may(role, "health.read"),
        "may_change": may(role, "household.change") and home.current_id is not None,
        "may_paper": may(role, "household.paper"),
        "may_pack": may(role, "problem.pack"),
        "may_see_problems": may(role, "problem.read"),
        "findings": of_household(home.number) if may(role, "quality.read") else None,
        "why_form": WhyForm(),
        "paper_form": PaperForm(),
        **forms,
    }
    return render(request, "registry/household.html", context, status=status)


@needs("data.unmask")
@never_cache
@require_POST
def unmask(request: Request, pk: int) -> HttpResponse:
    """The page once with whole numbers, for a reason that is written down."""
    home = find(pk)
    form = WhyForm(request.POST)
    try:
        services.unmask(request.actor, home, request.POST.get("why", ""))
    except Refused as refused:
        form.add_service_error(refused, "why")
        return page(request, home, status=422, why_form=form)
    return page(request, home, whole=True)


@needs("household.read")
@never_cache
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """Two sheets of A4: who they are and how they live; income, help, visits, papers, what happened."""
    home = find(pk)
    context = {
        "home": home,
        "file": dossiers.gather(home),
        "standing": standing(home),
        "may_health": may(request.actor.role, "health.read"),
    }
    return render(request, "registry/print.html", context)
