"""The auditor's page: lines, and whether the chain holds."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from bihuan.home import home
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.journal import codes
from bihuan.web.journal.models import JournalHead, JournalLine
from bihuan.web.journal.verify import verify
from bihuan.web.ui.tables import Column, Filter, Saved, Table


@may("journal.read")
def lines(request: Request) -> HttpResponse:
    """Lines, newest first, by code and person; unusual reads in a tab of their own."""
    table = Table(
        request,
        JournalLine.objects.all(),
        [
            Column(
                "at", "时间", value=lambda line: f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}", sort="id"
            ),
            Column("text", "事项", value="text"),
            Column(
                "person",
                "人员",
                value=lambda line: f"{line.person_name} {line.unit_name}".strip() or "未登录",
                sort="person_name",
            ),
            Column("request", "编号", value="request_id", phone_hide=True),
        ],
        filters=[
            Filter("code", "事项", [(code, text) for code, text in codes.all_codes().items()], apply="code")
        ],
        saved=[
            Saved("all", "全部"),
            Saved("refused", "被拒绝", Q(code__in=["access.refused", "signin.failed", "signin.locked"])),
            Saved("unmasked", "看过完整号码", Q(code="people.unmasked")),
            Saved("exported", "导出过清单", Q(code="table.exported")),
            Saved("people", "人员和账号", Q(code__startswith="people.")),
        ],
        default_sort="-at",
        export_name="经过记录",
        search=("person_name__contains", "request_id__startswith"),
        search_label="人员、编号",
        noun="条",
    )
    return table.respond("journal/list.html", {"head": JournalHead.objects.first()})


@may("journal.read")
@require_POST
def check(request: Request) -> HttpResponse:
    """Walks the chain now and says whether it holds, or which line breaks it."""
    return render(request, "journal/verdict.html", {"verdict": verify("default", home() / "journal-heads")})
