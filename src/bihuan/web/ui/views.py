"""The gallery of components, the error pages to look at, and a list over real rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bihuan.web.areas.models import Unit
from bihuan.web.config import errors
from bihuan.web.ui import kit as samples
from bihuan.web.ui.tables import Column, Filter, Saved, Table

View = Callable[..., HttpResponse]


def shown_to_developers(view: View) -> View:
    """Hides a page unless this is a demonstration or a developer's installation."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not (settings.DEMO or settings.DEBUG):
            raise Http404
        return view(request, *args, **kwargs)

    inner.access = "demo"  # type: ignore[attr-defined]
    return inner


@shown_to_developers
def kit(request: HttpRequest) -> HttpResponse:
    """Shows every component in every state."""
    context = {
        "clocks": samples.CLOCKS,
        "states": samples.STATES,
        "rings": samples.RINGS,
        "gates": samples.GATES,
        "lines": samples.LINES,
        "villages": samples.VILLAGES,
        "chosen": [1, 2],
        "say": samples.SAY,
        "swatches": samples.SWATCHES,
        "views": [("问题清单", "#", False), ("责任清单", "#", False), ("整改清单", "#", True)],
        "keys": [("J", "下一条"), ("Enter", "确认"), ("?", "全部")],
        "error_pages": list(errors.WORDS),
        "table": samples.sample_table(request),
    }
    return render(request, "ui/kit.html", context)


@shown_to_developers
def sample_form(request: HttpRequest) -> HttpResponse:
    """Shows the one form; posted with faults it comes back with them (422), without faults it says so."""
    form = samples.KitForm(request.POST or None, initial={"title": "石坳村12户管道老化，供水时断时续"})
    if request.method == "POST" and form.is_valid():
        messages.success(request, "看过了，没有错。样张不存任何内容。")
        return redirect("ui:form")
    return render(request, "ui/kit_form.html", {"form": form}, status=422 if form.is_bound else 200)


@shown_to_developers
def error(request: HttpRequest, status: int) -> HttpResponse:
    """Shows an error page as people would see it."""
    if status not in errors.WORDS:
        raise Http404
    return errors.page(request, status)


@shown_to_developers
def sample_list(request: HttpRequest) -> HttpResponse:
    """Shows the one list over the county's units: searched, filtered, sorted, exported and printed like any other."""
    table = Table(
        request,
        Unit.objects.select_related("area"),
        [
            Column("name", "单位", sort="pinyin"),
            Column("kind", "类型", value="get_kind_display", sort="kind", phone="left"),
            Column("area", "所在地", value="area.name", sort="area__code", phone="right"),
        ],
        filters=[Filter("kind", "类型", Unit.Kind.choices, phone=True)],
        saved=[
            Saved("all", "全部"),
            *(Saved(k, label, samples.kind_is(k)) for k, label in Unit.Kind.choices[:6]),
        ],
        default_sort="name",
        export_name="单位",
        search=("name__contains", "initials__startswith"),
        search_label="单位名或拼音首字母",
        noun="个",
    )
    return table.respond("ui/kit_list.html")
