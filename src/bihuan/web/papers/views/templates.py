"""Templates: one page a kind with its fields, its versions, and taking in one's own."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.documents.media import DOCX
from bihuan.documents.papers import KINDS, Kind, shipped
from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.papers import services
from bihuan.web.papers.forms import FileForm
from bihuan.web.papers.models import PaperTemplate
from bihuan.web.papers.services.templates import Faulty
from bihuan.web.papers.views.sending import stored
from bihuan.web.ui.downloads import sent


@may("paper.template")
@require_GET
def listing(request: Request) -> HttpResponse:
    """The kinds, and which template each uses."""
    own = {
        row.kind: row
        for row in PaperTemplate.objects.filter(unit=request.actor.unit_id, in_force=True).select_related(
            "by"
        )
    }
    return render(
        request, "papers/templates.html", {"rows": [(kind, own.get(kind.key)) for kind in KINDS.values()]}
    )


@may("paper.template")
def kind(request: Request, kind: str) -> HttpResponse:
    """One kind: its fields, versions; POST takes in a template."""
    found = _kind(kind)
    form, faults = FileForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                made = services.take(request.actor, kind, file, file.name)
        except Faulty as faulty:
            faults = faulty.faults
            form.add_service_error(faulty, "file")
        except Refused as refused:
            form.add_service_error(refused, "file")
        else:
            messages.success(request, f"第 {made.no} 版开始用了。以后起草的{found.label}都用它。")
            return redirect("papers:template", kind)
    versions = PaperTemplate.objects.filter(unit=request.actor.unit_id, kind=kind).select_related("by")
    context = {
        "kind": found,
        "form": form,
        "faults": faults,
        "versions": versions,
        "own": any(v.in_force for v in versions),
    }
    return render(request, "papers/template.html", context, status=422 if request.method == "POST" else 200)


@may("paper.template")
@require_GET
def shipped_file(request: Request, kind: str) -> HttpResponse:
    """The shipped template, to begin one's own with."""
    return sent(shipped(_kind(kind).key), f"{_kind(kind).label}模板（自带）.docx", DOCX)


@may("paper.template")
@require_GET
def version_file(request: Request, pk: int) -> HttpResponse:
    """A version as it was taken in."""
    row = get_object_or_404(PaperTemplate, pk=pk)
    return sent(stored(row.sha256), f"{KINDS[row.kind].label}模板第{row.no}版.docx", DOCX)


@may("paper.template")
@require_POST
def back(request: Request, kind: str) -> HttpResponse:
    """Uses the shipped template again."""
    services.back_to_shipped(request.actor, _kind(kind).key)
    messages.success(request, f"{KINDS[kind].label}又用自带的模板了；自己的各版还留着。")
    return redirect("papers:template", kind)


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]
