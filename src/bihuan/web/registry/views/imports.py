"""Exports handed in -> read -> preview -> imported, given up, or taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.engine.reading import annotate
from bihuan.engine.tables import EXPORTS, TABLES
from bihuan.web.access import Conflict, Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.imports.views import download
from bihuan.web.areas.models import Area
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.models import JobRun
from bihuan.web.registry.forms.imports import ExportsForm
from bihuan.web.registry.imports import kept, services
from bihuan.web.registry.imports.specs import HEALTH, SPECS
from bihuan.web.registry.models import Batch

RIGHT = "registry.import"
WHAT = {"gone": "不再有", "changed": "更改", "new": "新增"}
LISTED = 30


@needs(RIGHT)
def batches(request: Request) -> HttpResponse:
    """What was handed in so far, and the form to hand in more."""
    form = ExportsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if not first_time(request):
            return redirect("registry:imports")
        given = [(file.name or "", file) for file in form.cleaned_data["sheets"]]
        try:
            made, _ = services.receive(
                request.actor, given, form.cleaned_data["as_of"], form.cleaned_data["income_year"]
            )
        except Refused as refused:
            form.add_service_error(refused)
        else:
            return redirect(made)
    rows = Batch.objects.select_related("made_by", "made_unit").defer("found", "made_by__phone")[:LISTED]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "registry/imports.html", {"form": form, "batches": rows}, status=status)


@needs(RIGHT)
@never_cache
@require_GET
def batch(request: Request, pk: int) -> HttpResponse:
    """One import: still being read, what is wrong with the files, the preview, or what became of it."""
    found = _batch(pk)
    return _page(request, found)


def _batch(pk: int) -> Batch:
    return get_object_or_404(
        Batch.objects.select_related("made_by", "made_unit", "applied_by", "undone_by"), pk=pk
    )


def _page(request: Request, found: Batch, refused: str = "", status: int = 200) -> HttpResponse:
    counts: dict[str, dict[str, int]] = found.found.get("counts", {})
    groups, run = _groups(found), _run(found)
    context = {
        "batch": found,
        "refused": refused,
        "lines": [(spec, counts[spec.key]) for spec in SPECS if counts.get(spec.key) and any(counts[spec.key].values())],
        "groups": groups,
        "takable": sum(c[what] for key, c in counts.items() for what in ("new", "changed") if key) or sum(
            c["gone"] for key, c in counts.items() if key != "household"
        ),
        "absent": counts.get("household", {}).get("gone", 0),
        "homeless": [(spec, n) for spec in SPECS if (n := found.found.get("homeless", {}).get(spec.key))],
        "unknown": sorted({h for sheet in found.found.get("sheets", []) for h in sheet["unknown"]}),
        "columns": _columns(found),
        "run": run,
        "own": run is not None and run.person_id == request.actor.person_id,
        "marked": found.found.get("marked", []),
    }  # fmt: skip
    return render(request, "registry/batch.html", context, status=status)


def _groups(found: Batch) -> list[dict[str, Any]]:
    """The first rows of each table and kind, with their place in words."""
    rows = found.found.get("rows", {})
    codes = {row["place"] for kinds in rows.values() for listed in kinds.values() for row in listed}
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    groups = []
    for what, word in WHAT.items():
        for spec in SPECS:
            listed = rows.get(spec.key, {}).get(what, []) if spec is not HEALTH else []
            if listed:
                total = found.found["counts"][spec.key][what]
                shown = [row | {"village": names.get(row["place"], "")} for row in listed]
                groups.append(
                    {
                        "spec": spec,
                        "what": what,
                        "word": word,
                        "rows": shown,
                        "total": total,
                        "left": total - len(listed),
                    }
                )
    return groups


def _columns(found: Batch) -> list[tuple[str, list[tuple[str, str]]]]:
    """What an unknown heading may be: the columns of the tables that the sheets feed."""
    exports = {sheet["export"] for sheet in found.found.get("sheets", []) if sheet["unknown"]}
    wanted = dict.fromkeys(name for export in sorted(exports) for name in EXPORTS[export].tables)
    return [
        (
            TABLES[name].label,
            [(column.name, column.label) for column in TABLES[name] if not column.name.startswith("last_")],
        )
        for name in wanted
    ]


def _run(found: Batch) -> JobRun | None:
    """The job that reads, imports or takes back, while it has not ended."""
    asked = Q(
        name__startswith="bihuan.web.registry.jobs.", arguments__batch_id=found.pk, state=JobRun.State.WAITING
    )
    return JobRun.objects.filter(asked).select_related("progress").first()


def _act(request: Request, pk: int, act: Any) -> HttpResponse:
    """Does what was posted; a refusal is said on the page, a job leads to its page."""
    found = _batch(pk)
    try:
        run = act(found) if first_time(request) else None
    except (Refused, Conflict) as refused:
        return _page(request, found, str(refused), 422)
    return redirect("jobs:run", pk=run.pk) if isinstance(run, JobRun) else redirect(found)


@needs(RIGHT)
@require_POST
def apply(request: Request, pk: int) -> HttpResponse:
    """Queues the import of what was seen."""
    seen, ends = request.POST.get("seen", ""), request.POST.get("ends_absent") == "1"
    return _act(request, pk, lambda found: services.take(request.actor, found, seen, ends))


@needs(RIGHT)
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Queues the taking back."""
    return _act(request, pk, lambda found: services.undo(request.actor, found))


@needs(RIGHT)
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    """Gives the batch up."""
    return _act(request, pk, lambda found: services.drop(request.actor, found))


@needs(RIGHT)
@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Reads the files once more."""
    return _act(request, pk, lambda found: services.read_again(request.actor, found))


@needs(RIGHT)
@require_POST
def headings(request: Request, pk: int) -> HttpResponse:
    """Remembers what unknown headings are, and reads anew."""
    found = _batch(pk)
    unknown = {h for sheet in found.found.get("sheets", []) for h in sheet["unknown"]}
    allowed = {name for _, columns in _columns(found) for name, _ in columns} | {""}
    mapping = {
        heading: said
        for heading in unknown
        if (said := request.POST.get(f"heading:{heading}", "?")) in allowed
    }
    if not mapping:
        messages.info(request, "没有选对应的列，表没有再读。")
    return _act(request, pk, lambda each: services.remember(request.actor, each, mapping))


@needs(RIGHT)
@require_GET
def marked(request: Request, pk: int, nth: int) -> HttpResponse:
    """One of the files with what was not taken coloured and explained."""
    found = _batch(pk)
    names = kept.names(found)
    if nth >= len(names):
        raise Http404
    name = names[nth]
    refused = [each for each in kept.refusals(found) if each.file == name]
    if not refused:
        return _page(request, found, f"“{name}”里没有没读的格子，或已经清理。需要的话，请按“再读一遍”。", 422)
    data = annotate(name, kept.contents(found)[name], refused, services.aliases())
    return download(data, f"{Path(name).stem}_标出没有读的.xlsx")
