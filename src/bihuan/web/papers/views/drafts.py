"""Papers of a campaign, and one draft with its preview."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.documents.media import DOCX
from bihuan.documents.papers import KINDS, shown
from bihuan.web.access import Conflict, Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns.models import Campaign
from bihuan.web.idempotency import first_time
from bihuan.web.papers import services
from bihuan.web.papers.forms import NewPaperForm, PaperForm
from bihuan.web.papers.models import IssuedPaper, Paper
from bihuan.web.papers.services import making
from bihuan.web.ui.downloads import sent


@may("campaign.read")
def listing(request: Request, pk: int) -> HttpResponse:
    """What was issued about the campaign, as far as the reader sees it; for the office its drafts, and a new one."""
    campaign = get_object_or_404(Campaign, pk=pk)
    drafting = role_may(request.actor.role, "paper.draft")
    form = NewPaperForm(request.POST or None) if drafting else None
    if request.method == "POST" and form is None:
        raise Refused("起草公文由县帮扶办办理。", "paper.draft")
    if form is not None and form.is_bound and form.is_valid():
        if not first_time(request):
            return redirect("papers:list", pk)
        try:
            return redirect(
                services.draft(request.actor, campaign, form.cleaned_data["kind"], form.cleaned_data["about"])
            )
        except Refused as refused:
            form.add_service_error(refused, "about")
    drafts = Paper.objects.filter(campaign=campaign, state=Paper.State.DRAFT).select_related("about", "by")
    context = {
        "campaign": campaign,
        "form": form,
        "drafts": drafts if drafting else [],
        "issued": IssuedPaper.objects.filter(campaign=campaign).select_related(
            "about", "issued_by", "corrects", "corrected_by"
        ),
        "may_export": role_may(request.actor.role, "export.table"),
        "may_template": role_may(request.actor.role, "paper.template"),
    }
    return render(
        request, "papers/list.html", context, status=422 if form is not None and form.is_bound else 200
    )


@may("paper.draft")
def draft(request: Request, pk: int) -> HttpResponse:
    """One draft: its words on the left, what it will say on the right; POST keeps the words."""
    paper = _draft(pk)
    if paper.state == Paper.State.ISSUED:
        return redirect(paper.issued)
    form = PaperForm(paper, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.change(request.actor, pk, form.cleaned_data["version"], form.cleaned_data)
        except (Refused, Conflict) as refused:
            form.add_service_error(refused)
        else:
            messages.success(request, "稿子存下了。")
            return redirect("papers:draft", pk)
    return _page(request, paper, form, 422 if form.is_bound else 200)


def _page(request: Request, paper: Paper, form: PaperForm, status: int) -> HttpResponse:
    trouble, blocks = "", []
    try:
        blocks = shown(making.made(paper))
    except Refused as refused:
        trouble = str(refused)
    context = {
        "paper": paper,
        "kind": KINDS[paper.kind],
        "form": form,
        "blocks": blocks,
        "trouble": trouble,
        "template": services.in_force(paper.unit_id, paper.kind),
        "may_issue": role_may(request.actor.role, "paper.issue"),
    }
    return render(request, "papers/draft.html", context, status=status)


@may("paper.draft")
@require_GET
def file(request: Request, pk: int) -> HttpResponse:
    """The draft as .docx with today's figures, to read or print."""
    paper = _draft(pk)
    return sent(making.made(paper), f"{paper.title}（送审稿）.docx", DOCX)


@may("paper.issue")
@require_POST
def issue(request: Request, pk: int) -> HttpResponse:
    """Issues the draft; what is missing is said on its page."""
    paper = _draft(pk)
    given = request.POST.get("version", "")
    try:
        with transaction.atomic():
            made = services.issue(request.actor, pk, int(given) if given.isdecimal() else 0)
    except (Refused, Conflict) as refused:
        form = PaperForm(paper, data=None)
        messages.error(request, str(refused))
        return _page(request, paper, form, 422)
    messages.success(request, "已签发。两个文件都存下了，谁也不能再改；盖章后把扫描件附在这里。")
    return redirect(made)


@may("paper.draft")
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    """Takes the draft off the list."""
    paper = _draft(pk)
    services.drop(request.actor, pk)
    messages.success(request, f"《{paper.title}》不发了。")
    return redirect("papers:list", paper.campaign_id)


def _draft(pk: int) -> Paper:
    return get_object_or_404(
        Paper.objects.select_related("campaign", "about", "unit", "corrects", "by"), pk=pk
    )
