"""Papers of a household, and the list of what there should be."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Refused, may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.problems.views.files import original
from bihuan.web.problems.views.files import small as drawn
from bihuan.web.registry import services
from bihuan.web.registry.forms.papers import KindForm, PaperForm
from bihuan.web.registry.models import Paper, PaperKind
from bihuan.web.registry.views.dossier import find, page


@needs("household.paper")
@require_POST
def add(request: Request, pk: int) -> HttpResponse:
    """Puts one paper, or a department's refusal, into the dossier."""
    home = find(pk)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        if not first_time(request):
            return redirect(home)
        said = form.cleaned_data
        file = said["file"]
        try:
            if said["refused"]:
                services.refuse(
                    request.actor, home, said["kind"], file, file.name, said["department"], said["why"]
                )
            else:
                services.keep(request.actor, home, said["kind"], file, file.name)
        except Refused as refused:
            form.add_service_error(refused)
        else:
            messages.success(request, f"“{said['kind']}”已放入档案。")
            return redirect(reverse("registry:household", args=[home.pk]) + "#papers")
    return page(request, home, status=422, paper_form=form)


@needs("household.read")
@require_GET
def paper(request: Request, pk: int) -> HttpResponse:
    """The file as it was put in."""
    return original(get_object_or_404(Paper, pk=pk))


@needs("household.read")
@require_GET
def small(request: Request, pk: int) -> HttpResponse:
    """The small picture of it."""
    return drawn(get_object_or_404(Paper, pk=pk))


@needs("household.paper")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Takes a paper out of count."""
    found = get_object_or_404(Paper.objects.select_related("home", "kind"), pk=pk)
    try:
        services.withdraw(request.actor, found)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(found.home)


@needs("household.read")
def kinds(request: Request) -> HttpResponse:
    """What dossiers should hold, by the office; whoever has the right adds to it."""
    form = KindForm(request.POST or None)
    if request.method == "POST":
        try:
            if form.is_valid() and first_time(request):
                services.add_kind(request.actor, **form.cleaned_data)
                return redirect("registry:paper_kinds")
        except Refused as refused:
            form.add_service_error(refused)
    listed = PaperKind.objects.filter(retired_on=None)
    context = {"kinds": listed, "form": form, "may_list": may(request.actor.role, "registry.papers")}
    return render(
        request, "registry/paper_kinds.html", context, status=422 if form.is_bound and form.errors else 200
    )


@needs("registry.papers")
@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """A paper is no longer asked for."""
    try:
        services.retire(request.actor, get_object_or_404(PaperKind, pk=pk))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("registry:paper_kinds")
