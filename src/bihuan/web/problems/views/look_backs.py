"""The calendar of look-backs: what is booked, by day, and what was seen."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.http import HttpResponse

from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.config import clock
from bihuan.web.problems.models import LookBack
from bihuan.web.problems.states import COUNTY_VERIFIERS
from bihuan.web.ui.deadlines import clock_of
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import cn_date

COLUMNS = (
    Column(
        "due_on",
        "约定日期",
        value=lambda x: cn_date(x.due_on),
        render="problems/cells/look_back_due.html",
        export="due_on",
        sort="due_on",
        nowrap=True,
        phone="left",
    ),
    Column(
        "problem",
        "问题",
        value="problem.title",
        render="problems/cells/look_back.html",
        sort="problem__title",
    ),
    Column("unit", "责任单位", value="problem.lead_unit", sort="problem__lead_unit__pinyin", phone="hide"),
    Column(
        "kind",
        "看什么",
        value=lambda x: what_of(x),
        phone="hide",
        nowrap=True,
    ),
    Column(
        "closed",
        "销号",
        value=lambda x: cn_date(x.problem.closed_at),
        export="problem.closed_at",
        phone="hide",
        nowrap=True,
    ),
    Column(
        "outcome",
        "结果",
        value=lambda x: x.get_outcome_display() or _left(x),
        render=lambda x: x.get_outcome_display() or "还没看",
        phone="right",
        nowrap=True,
    ),
    Column("owes", "由谁看", value=lambda x: "" if x.done_on else x.problem.waiting_words, phone="hide"),
    Column("how", "怎么看", value=lambda x: x.get_how_display(), phone="hide", nowrap=True),
    Column("note", "看到什么", phone="hide"),
    Column("by", "谁看的", value=lambda x: f"{x.by_unit} {x.by}" if x.by else "", phone="hide"),
)


def what_of(row: LookBack) -> str:
    """回头看，第 2 次（共 4 次）; 定期检查."""
    if row.problem.made_routine:
        return "定期检查"
    if row.problem.look_back_by == "quarterly":
        return f"回头看，第 {row.number} 次（共 {row.problem.look_back_count} 次）"
    return "回头看"


def _left(row: LookBack) -> str:
    return clock_of(row.due_on).words


@needs("problem.read")
def look_backs(request: Request) -> HttpResponse:
    """Booked look-backs, the next one first; tabs for what is due, late and done."""
    today, actor = clock.today(), request.actor
    waiting = Q(done_on=None)
    mine = Q(problem__waiting_unit=actor.unit_id)
    if actor.role in COUNTY_VERIFIERS:
        mine |= Q(problem__waiting_unit=None)
    own = [Saved("mine", "等本单位看", waiting & mine)] if may(actor.role, "lookback.record") else []
    table = Table(
        request,
        LookBack.objects.select_related("problem__lead_unit", "by", "by_unit"),
        COLUMNS,
        [
            Filter("from", "约定日期从", kind="date", apply="due_on__gte"),
            Filter("to", "到", kind="date", apply="due_on__lte"),
            Filter("outcome", "结果", choices=LookBack.Outcome.choices),
        ],
        [
            Saved("waiting", "没有看的", waiting),
            *own,
            Saved("month", "三十天内", waiting & Q(due_on__lte=today + timedelta(days=30))),
            Saved("late", "过了日子", waiting & Q(due_on__lt=today)),
            Saved("again", "又发现的", Q(outcome="found_again")),
            Saved("all", "全部"),
        ],
        default_sort="due_on",
        default_saved="waiting",
        export_name="回头看",
        search=("problem__number__endswith", "problem__title__icontains"),
        search_label="编号、内容",
    )
    return table.respond("problems/look_backs.html")
