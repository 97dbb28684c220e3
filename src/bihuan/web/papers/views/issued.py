"""An issued paper: what it says, its files, its scans, and beginning a correction."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.documents.media import DOCX
from bihuan.documents.papers import KINDS, shown
from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.papers import services
from bihuan.web.papers.forms import FileForm
from bihuan.web.papers.models import IssuedPaper, PaperScan
from bihuan.web.papers.views.sending import stored
from bihuan.web.problems.views.files import original
from bihuan.web.ui.downloads import sent


@may("campaign.read")
@require_GET
def one(request: Request, pk: int) -> HttpResponse:
    """The paper as it was issued."""
    return _page(request, _issued(pk))


def _page(request: Request, paper: IssuedPaper, trouble: str = "") -> HttpResponse:
    role = request.actor.role
    own = paper.unit_id == request.actor.unit_id
    context = {
        "paper": paper,
        "kind": KINDS[paper.kind],
        "blocks": shown(stored(paper.sha256)),
        "scans": paper.scans.select_related("by"),
        "later": IssuedPaper.objects.filter(corrects=paper).first(),
        "may_scan": own and role_may(role, "paper.issue"),
        "may_correct": own and role_may(role, "paper.draft"),
        "lines": journal.lines_of(paper)[:20],
        "trouble": trouble,
    }
    return render(request, "papers/issued.html", context, status=422 if trouble else 200)


@may("campaign.read")
@require_GET
def file(request: Request, pk: int) -> HttpResponse:
    """The file that was issued."""
    paper = _issued(pk)
    return sent(stored(paper.sha256), f"{paper.title}.docx", DOCX)


@may("campaign.read")
@require_GET
def public_file(request: Request, pk: int) -> HttpResponse:
    """The public version: personal numbers covered."""
    paper = _issued(pk)
    return sent(stored(paper.public_sha256), f"{paper.title}（公开版）.docx", DOCX)


@may("paper.draft")
@require_POST
def correct(request: Request, pk: int) -> HttpResponse:
    """Begins a correction with the words of this one."""
    return redirect(services.correct(request.actor, _issued(pk).pk))


@may("paper.issue")
@require_POST
def scan(request: Request, pk: int) -> HttpResponse:
    """Attaches a scan with the stamp."""
    paper, form = _issued(pk), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, paper, "没有选文件。请选盖章后的扫描件（PDF 或照片）。")
    try:
        services.scan(request.actor, pk, form.cleaned_data["file"], form.cleaned_data["file"].name)
    except Refused as refused:
        return _page(request, paper, str(refused))
    messages.success(request, "盖章件附上了。")
    return redirect(paper)


@may("campaign.read")
@require_GET
def scan_file(request: Request, pk: int) -> HttpResponse:
    """A scan, as a download."""
    return original(get_object_or_404(PaperScan, pk=pk))


def _issued(pk: int) -> IssuedPaper:
    rows = IssuedPaper.objects.select_related(
        "campaign", "about", "unit", "issued_by", "corrects", "template"
    )
    return get_object_or_404(rows, pk=pk)
