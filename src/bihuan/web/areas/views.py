"""Areas and units: the administrator's list, and the picker's search."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bihuan.web.access.views import may, signed_in
from bihuan.web.areas.models import Area, Unit


def search(rows: QuerySet[Unit], asked: str) -> QuerySet[Unit]:
    """Units whose name holds the words, or whose pinyin initials begin with them."""
    if not asked:
        return rows
    return rows.filter(
        Q(name__contains=asked) | Q(short_name__contains=asked) | Q(initials__startswith=asked.lower())
    )


@may("areas.manage")
def units(request: HttpRequest) -> HttpResponse:
    """All units, with their area and contact."""
    asked, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    rows = search(Unit.objects.select_related("area", "parent", "contact"), asked)
    if kind:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    counts = {level.label: Area.objects.filter(level=level.value).count() for level in Area.Level}
    return render(
        request,
        "areas/units.html",
        {"page": page, "q": asked, "kind": kind, "kinds": Unit.Kind.choices, "counts": counts},
    )


@signed_in
def pick(request: HttpRequest) -> HttpResponse:
    """JSON for the unit picker: up to 30 units by name or pinyin initials, of `kind` or below `parent` if asked."""
    rows = search(
        Unit.objects.filter(closed_on=None).select_related("contact"), request.GET.get("q", "").strip()
    )
    if request.GET.get("kind"):
        rows = rows.filter(kind__in=request.GET["kind"].split(","))
    if request.GET.get("parent", "").isdigit():
        rows = rows.filter(parent_id=int(request.GET["parent"]))
    found = [
        {
            "id": u.pk,
            "name": u.short_name,
            "contact": u.contact.name if u.contact else "",
            "kind": u.get_kind_display(),
        }
        for u in rows[:30]
    ]
    return JsonResponse({"units": found})
