"""The reader's own saved filters, beside the tabs of a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.problems.models import OwnFilter
from bihuan.web.problems.services import NotNow, own_filters


@dataclass(frozen=True)
class OwnTab:
    """One saved filter as a tab."""

    filter: OwnFilter
    url: str
    current: bool


def tabs(request: Request) -> list[OwnTab]:
    """The reader's own filters; the one in force is marked."""
    now = own_filters.clean(request.GET.urlencode())
    return [
        OwnTab(f, f"{reverse('problems:list')}?{f.query}", f.query == now)
        for f in own_filters.own_filters(request.actor)
    ]


def default_url(request: Request, own: list[OwnTab]) -> str:
    """Where a list opened without any condition leads: to the reader's default, if there is one."""
    return "" if request.GET else next((tab.url for tab in own if tab.filter.default), "")


@require_POST
@needs("problem.read")
def keep(request: Request) -> HttpResponse:
    """Keeps the conditions in force under a name."""
    query = request.POST.get("query", "")
    try:
        made = own_filters.keep_filter(
            request.actor, request.POST.get("name", ""), query, default=request.POST.get("default") == "on"
        )
    except NotNow as refused:
        messages.error(request, str(refused))
        return _back(query)
    messages.success(request, f"已存为“{made.name}”，在清单上面一行。")
    return _back(made.query)


@require_POST
@needs("problem.read")
def change(request: Request, pk: int) -> HttpResponse:
    """Makes one the default (or no longer), or throws it away."""
    what = request.POST.get("what", "")
    try:
        if what == "drop":
            own_filters.drop_filter(request.actor, pk)
        else:
            own_filters.set_default(request.actor, pk, default=what == "default")
    except NotNow as refused:
        messages.error(request, str(refused))
    return _back(request.POST.get("query", ""))


def _back(query: str) -> HttpResponse:
    """The list as it was looked at; `plain` keeps a bare list from leading to the default again."""
    kept = own_filters.clean(query) or QueryDict("plain=1").urlencode()
    return redirect(f"{reverse('problems:list')}?{kept}")
