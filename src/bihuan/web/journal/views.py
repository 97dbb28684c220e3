"""The auditor's page: lines, and whether the chain holds."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from bihuan.home import home
from bihuan.web.access.views import may
from bihuan.web.journal import codes
from bihuan.web.journal.models import JournalHead, JournalLine
from bihuan.web.journal.verify import verify


@may("journal.read")
def lines(request: HttpRequest) -> HttpResponse:
    """Lines, newest first, by code and person."""
    rows = JournalLine.objects.all()
    code, person = request.GET.get("code", ""), request.GET.get("person", "").strip()
    if code:
        rows = rows.filter(code=code)
    if person:
        rows = rows.filter(person_name=person)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "codes": codes.all_codes(),
        "code": code,
        "person": person,
        "head": JournalHead.objects.first(),
    }
    return render(request, "journal/list.html", context)


@may("journal.read")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Walks the chain now and says whether it holds, or which line breaks it."""
    return render(request, "journal/verdict.html", {"verdict": verify("default", home() / "journal-heads")})
