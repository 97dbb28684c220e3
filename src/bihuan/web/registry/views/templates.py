"""Blank sheets to fill in, and what every column means."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bihuan.engine.reading import template
from bihuan.engine.reading.dictionary import entries
from bihuan.engine.tables import EXPORTS, TABLES
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports.views import download


@needs("household.read")
@require_GET
def dictionary(request: Request) -> HttpResponse:
    """The exports with a blank sheet of each, and the columns of one table."""
    chosen = TABLES.get(request.GET.get("table", "household"))
    if chosen is None:
        raise Http404
    tabs = [(table.label, f"?table={table.name}", table is chosen) for table in TABLES.values()]
    context = {"exports": EXPORTS.values(), "chosen": chosen, "entries": entries(chosen.name), "tabs": tabs}
    return render(request, "registry/templates.html", context)


@needs("household.read")
@require_GET
def blank(request: Request, key: str) -> HttpResponse:
    """The blank sheet of an export."""
    if key not in EXPORTS:
        raise Http404
    return download(template(key), f"{EXPORTS[key].label}_空表.xlsx")
