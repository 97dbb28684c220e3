"""Areas and units: the administrator's list, and the picker's search."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpResponse, JsonResponse

from bihuan.web.access.request import Request
from bihuan.web.access.views import may, signed_in
from bihuan.web.areas.models import Area, Unit
from bihuan.web.ui.tables import Column, Filter, Saved, Table


def search(rows: QuerySet[Unit], asked: str) -> QuerySet[Unit]:
    """Units whose name holds the words, or whose pinyin initials begin with them."""
    if not asked:
        return rows
    return rows.filter(
        Q(name__contains=asked) | Q(short_name__contains=asked) | Q(initials__startswith=asked.lower())
    )


def options() -> list[dict[str, object]]:
    """All units in use, as the unit picker takes them."""
    rows = Unit.objects.filter(closed_on=None).select_related("parent")
    return [
        {
            "id": unit.pk,
            "name": unit.short_name,
            "initials": unit.initials,
            "pinyin": unit.pinyin,
            "note": unit.parent.short_name
            if unit.parent and unit.kind in ("village", "team")
            else unit.get_kind_display(),
        }
        for unit in rows
    ]


def _contact(unit: Unit) -> str:
    return unit.contact.name if unit.contact else "没有指定"


@may("areas.manage")
def units(request: Request) -> HttpResponse:
    """All units, with kind, place, superior and contact."""
    table = Table(
        request,
        Unit.objects.select_related("area", "parent", "contact"),
        [
            Column("name", "单位", value="name", sort="pinyin"),
            Column("kind", "类型", value="get_kind_display", sort="kind"),
            Column("area", "所在地", value="area.name", sort="area__code"),
            Column(
                "parent", "上级单位", value=lambda u: u.parent.short_name if u.parent else "", phone_hide=True
            ),
            Column("contact", "联系人", value=_contact, phone_hide=True),
        ],
        filters=[Filter("kind", "类型", Unit.Kind.choices, apply="kind")],
        saved=[
            Saved("open", "在用", Q(closed_on=None)),
            Saved("alone", "没有联系人", Q(contact=None)),
            Saved("closed", "已撤销", Q(closed_on__isnull=False)),
        ],
        default_saved="open",
        default_sort="area",
        export_name="单位",
        search=("name__contains", "initials__startswith"),
        search_label="单位名称、拼音首字母",
        noun="个",
    )
    counts = {level.label: Area.objects.filter(level=level.value).count() for level in Area.Level}
    return table.respond("areas/units.html", {"counts": counts})


@signed_in
def pick(request: Request) -> HttpResponse:
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
