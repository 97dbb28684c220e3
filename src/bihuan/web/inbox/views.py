"""The list of notices, opening one, and marking many as read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may, signed_in
from bihuan.web.inbox import reading
from bihuan.web.inbox.forms import MailForm
from bihuan.web.inbox.kinds import KINDS
from bihuan.web.inbox.models import MailChoice, Nudge
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import cn_datetime

COLUMNS = (
    Column(
        "kind",
        "事项",
        render="inbox/cells/kind.html",
        export=lambda n: KINDS[n.kind].label,
        nowrap=True,
        phone="left",
        width="9em",
    ),
    Column(
        "at", "时间", value=lambda n: cn_datetime(n.at), sort="id", nowrap=True, phone="right", width="9em"
    ),
    Column("what", "说什么", render="inbox/cells/what.html"),
)


@signed_in
@require_GET
def notices(request: Request) -> HttpResponse:
    """The reader's notices, newest first, unread ones in the first tab."""
    table = _table(request)
    for notice, told in zip(table.objects, reading.told(table.objects), strict=True):
        notice.told = told
    return table.respond("inbox/list.html", {})


def _table(request: Request) -> Table:
    return Table(
        request,
        reading.of(request.actor),
        COLUMNS,
        filters=[Filter("kind", "事项", [(k.key, k.label) for k in KINDS.values()], phone=True)],
        saved=[Saved("unread", "未读", Q(read=False)), Saved("all", "全部")],
        default_sort="-at",
        export_name="通知",
        pick=lambda notice: notice.told.title,
        row_class=lambda notice: "" if notice.read else "unread",
        noun="条",
    )


@signed_in
@require_GET
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Marks it as read and goes to what it is about."""
    try:
        return redirect(reading.open_one(request.actor, pk))
    except Refused as gone:
        raise Http404(str(gone)) from gone


@signed_in
@require_POST
def read(request: Request) -> HttpResponse:
    """Marks the ticked notices, or all of the list, as read."""
    chosen: Any = _table(request).chosen() if request.POST else reading.of(request.actor)
    count = reading.mark(request.actor, chosen)
    messages.success(request, f"{count} 条标为已读。" if count else "勾选的里面没有未读的。")
    return redirect(reverse("inbox:list"))


NUDGES = (
    Column("unit", "催谁", value="unit.short_name", sort="unit__pinyin", nowrap=True, phone="left"),
    Column(
        "at", "时间", value=lambda n: cn_datetime(n.at), export="at", sort="id", nowrap=True, phone="right"
    ),
    Column("what", "催什么", value="what"),
    Column("by", "谁催的", value=lambda n: f"{n.by_unit.short_name} {n.by}", nowrap=True),
    Column("text", "原话", phone="hide"),
)


@may("problem.remind")
@require_GET
def reminders(request: Request) -> HttpResponse:
    """Who was reminded of what, when, by whom."""
    table = Table(
        request,
        Nudge.objects.select_related("unit", "by", "by_unit"),
        NUDGES,
        default_sort="-at",
        export_name="催办记录",
        search=("unit__short_name__contains", "by__name__contains"),
        search_label="单位、人员",
        noun="次",
    )
    return table.respond("inbox/reminders.html", {})


@signed_in
@require_http_methods(["GET", "POST"])
def mail(request: Request) -> HttpResponse:
    """Whether the reader wants one mail a day, and where to."""
    chosen = MailChoice.objects.filter(person=request.actor.person_id).first()
    held = {"address": chosen.address, "on": chosen.on} if chosen else {}
    form = MailForm(request.POST if request.method == "POST" else None, initial=held)
    if form.is_valid():
        reading.choose_mail(request.actor, form.cleaned_data["address"], form.cleaned_data["on"])
        messages.success(
            request, "记下了。" + ("每天早上最多一封。" if form.cleaned_data["on"] else "不再发邮件。")
        )
        return redirect("inbox:mail")
    return render(request, "inbox/mail.html", {"form": form, "mail_on": settings.MAIL_ON})
