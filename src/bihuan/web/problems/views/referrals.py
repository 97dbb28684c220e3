"""The list of referrals (一案双查): each reader finds those the database lets them know of."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.problems.models import Referral
from bihuan.web.problems.states import STATES
from bihuan.web.ui.tables import Column, Saved, Table
from bihuan.web.ui.words import cn_date


def _last(referral: Referral) -> str:
    """The newest step the reader may see: 已处理，11月20日."""
    steps = list(referral.outcomes.all())
    return f"{steps[-1].get_step_display()}，{cn_date(steps[-1].on)}" if steps else ""


COLUMNS = (
    Column(
        "problem",
        "问题",
        value="problem.title",
        render="problems/cells/look_back.html",
        sort="problem__title",
    ),
    Column("state", "现在", value=lambda r: STATES[r.problem.state], phone="hide", nowrap=True),
    Column("reason", "为什么移交", phone="hide"),
    Column("letter", "移送函", value="letter_no", phone="hide"),
    Column("unit", "移交给", value="unit", phone="hide", nowrap=True),
    Column("at", "移交", value=lambda r: cn_date(r.at), export="at", sort="at", phone="left", nowrap=True),
    Column("by", "移交人", value="by", phone="hide", nowrap=True),
    Column("last", "办理情况", value=_last, phone="right"),
)


@needs("referral.read")
def referrals(request: Request) -> HttpResponse:
    """What the reader referred, is told of, or has to look into."""
    rows = Referral.objects.select_related("problem", "unit", "by").prefetch_related("outcomes")
    table = Table(
        request,
        rows,
        COLUMNS,
        [],
        [Saved("all", "全部"), Saved("open", "没有销号的", ~Q(problem__state__in=("closed", "routine")))],
        default_sort="-at",
        default_saved="all",
        export_name="一案双查",
        search=("problem__number__endswith", "problem__title__icontains"),
        search_label="编号、内容",
    )
    return table.respond("problems/referrals.html")
