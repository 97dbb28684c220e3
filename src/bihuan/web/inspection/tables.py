"""The list of draws, and the frame of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from bihuan.web.access.request import Request
from bihuan.web.campaigns.models import Campaign
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.ui.deadlines import Clock, clock_of
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import cn_date


def _size(draw: Draw) -> str:
    share = f"{draw.percent}%" if draw.percent else ""
    least = f"至少 {draw.at_least} 件" if draw.at_least else ""
    return "，".join(part for part in (share, least) if part)


def due_clock(draw: Draw) -> Clock:
    """The clock of a draw: open until all was looked at."""
    if draw.state in (Draw.State.FINISHED, Draw.State.VOID):
        return Clock("shut", draw.get_state_display(), "")
    return clock_of(draw.due)


COLUMNS = (
    Column("title", "抽验", value="title", render="inspection/cells/draw.html", sort="number"),
    Column("state", "状态", value="get_state_display", sort="state", phone="hide", nowrap=True),
    Column("size", "每个乡镇抽", value=_size, phone="hide", nowrap=True),
    Column("framed", "名册", align="right", phone="hide"),
    Column("drawn", "抽中", align="right", phone="hide"),
    Column("waiting", "还没验", align="right", phone="right", render="inspection/cells/waiting.html"),
    Column("failed", "不过", align="right", phone="hide"),
    Column(
        "due",
        "抽验到",
        value=lambda d: cn_date(d.due),
        export="due",
        sort="due",
        phone="left",
        render="inspection/cells/due.html",
    ),
    Column("made", "组织", value=lambda d: f"{d.made_unit} {d.made_by}", phone="hide"),
)


def draws(request: Request) -> Table:
    """All draws, the newest first."""
    rows = Draw.objects.select_related("made_by", "made_unit").annotate(
        framed=Count("items"),
        drawn=Count("items", filter=Q(items__drawn=True)),
        waiting=Count("items", filter=Q(items__state=DrawItem.State.WAITING)),
        failed=Count("items", filter=Q(items__state=DrawItem.State.FAILED)),
    )
    open_ = Q(state__in=(Draw.State.FROZEN, Draw.State.DRAWN))
    return Table(
        request,
        rows,
        COLUMNS,
        [Filter("campaign", "专项行动", choices=_campaigns)],
        [Saved("open", "没办完的", open_), Saved("all", "全部")],
        default_sort="-number",
        default_saved="all",
        export_name="抽验",
        search=("number__icontains", "title__icontains"),
        search_label="编号、名称",
        noun="次",
    )


def _campaigns() -> list[tuple[int, str]]:
    drawn = Draw.objects.exclude(campaign=None).order_by().values("campaign")
    return [(c.pk, c.title) for c in Campaign.objects.filter(pk__in=drawn)]


FRAME = (
    Column("key", "编号", render="inspection/cells/key.html", sort="key", phone="left", nowrap=True),
    Column("title", "问题", value="problem.title"),
    Column("stratum", "核验的乡镇", sort="stratum", phone="right", nowrap=True),
    Column("version", "版本", align="right", phone="hide"),
    Column("ticket", "签", value=lambda i: i.ticket[:12], export="ticket", sort="ticket", phone="hide", nowrap=True),
    Column("drawn", "抽中", value=lambda i: f"第 {i.place} 签" if i.drawn else "", export="place", sort="place", phone="hide", nowrap=True),
    Column("state", "结果", value=lambda i: i.get_state_display() or ("整批重核" if i.pulled else ""), phone="hide"),
)  # fmt: skip


def frame(request: Request, draw: Draw) -> Table:
    """Every line of the frame, as anybody needs it to draw again."""
    units = [
        (name, name) for name in draw.items.order_by("stratum").values_list("stratum", flat=True).distinct()
    ]
    return Table(
        request,
        DrawItem.objects.filter(draw=draw).select_related("problem"),
        FRAME,
        [Filter("stratum", "乡镇", choices=units, phone=True)],
        [
            Saved("all", "全部"),
            Saved("drawn", "抽中的", Q(drawn=True)),
            Saved("pulled", "整批重核的", Q(pulled=True)),
        ],
        default_sort="key",
        default_saved="all",
        export_name=f"{draw.number}名册",
        search=("key__endswith",),
        search_label="编号",
        noun="件",
        row_url=_problem,
    )


def _problem(item: Any) -> str:
    return reverse("problems:detail", args=[item.problem_id])
