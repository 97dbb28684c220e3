"""The lists of households and of people."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.registry import tables
from bihuan.web.registry.models import HouseholdEvent


@needs("household.read")
@require_GET
def households(request: Request) -> HttpResponse:
    """Households, by place, kind and risk; found by number, name or ID."""
    role = request.actor.role
    waiting = (
        HouseholdEvent.objects.filter(state=HouseholdEvent.State.PROPOSED).count()
        if may(role, "household.change")
        else 0
    )
    context = {
        "waiting": waiting,
        "may_import": may(role, "registry.import"),
        "may_list": may(role, "registry.papers"),
        "may_change": may(role, "household.change"),
    }
    return tables.households(request).respond("registry/list.html", context)


@needs("household.read")
@require_GET
def members(request: Request) -> HttpResponse:
    """People of the households."""
    return tables.members(request).respond("registry/members.html")
