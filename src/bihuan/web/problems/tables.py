"""The three lists (问题清单、责任清单、整改清单): one query, three sets of columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bihuan.web.access import Actor, may
from bihuan.web.access.request import Request
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.config import clock
from bihuan.web.problems import cells
from bihuan.web.problems.cells import OVER, RUNNING
from bihuan.web.problems.filters import filters_of
from bihuan.web.problems.lines import lines, whole_lines
from bihuan.web.problems.models import Assignment, Problem, Repeat
from bihuan.web.problems.states import COUNTY_VERIFIERS, STATES
from bihuan.web.ui.deadlines import soon_days
from bihuan.web.ui.tables import Column, Saved, Table
from bihuan.web.ui.words import cn_date

VIEWS = {"problem": "问题清单", "responsibility": "责任清单", "rectification": "整改清单"}
MERGED = Q(state="merged")
OPEN = ~Q(state__in=(*OVER, "merged"))


def rows(actor: Actor | None = None) -> QuerySet[Problem]:
    """Problems with what a line of any list shows: a fixed number of queries, however many rows.

    For a unit that has parts of its own, `my_due` is that part's clock while it runs, else the problem's.
    """
    found = Problem.objects.select_related("lead_unit", "owner", "check_item", "raised_unit")
    if actor is not None and own_clocks(actor):
        found = found.annotate(my_due=Coalesce(_part_due(actor), "due"))
    return found.prefetch_related(
        "gates",
        "measures",
        "extensions",
        "look_backs",
        Prefetch("assignments", Assignment.objects.select_related("unit").exclude(state="withdrawn")),
    )


def own_clocks(actor: Actor) -> bool:
    """Whether the reader looks at the clock of their unit's part: all who rectify and do not see the whole county."""
    role = ROLES.get(actor.role)
    return role is not None and "problem.rectify" in role.verbs and role.reads is not Reach.COUNTY


def _part_due(actor: Actor) -> Subquery:
    mine = Assignment.objects.filter(problem=OuterRef("pk"), unit=actor.unit_id, round=OuterRef("rounds"))
    return Subquery(mine.filter(state__in=RUNNING).exclude(role="lead").values("due")[:1])


def late(due: str = "due") -> Q:
    """Overdue and not struck off; `due` names the clock. What a failed sample pulled back was handed in: nobody is late with it."""
    return OPEN & ~Q(state="recheck") & Q(**{f"{due}__lt": clock.today()})


def soon(due: str = "due", days: int | None = None) -> Q:
    """Due today or within `days`, by default those that count as near."""
    today = clock.today()
    return (
        OPEN
        & ~Q(state="recheck")
        & Q(
            **{
                f"{due}__gte": today,
                f"{due}__lte": today + timedelta(days=soon_days() if days is None else days),
            }
        )
    )


def to_verify(actor: Actor) -> Q:
    """Waiting for the reader's unit, or for any county verifier when the reader is one, to verify."""
    mine = Q(waiting_unit=actor.unit_id)
    if actor.role in COUNTY_VERIFIERS:
        mine |= Q(waiting_unit=None)
    return Q(waiting_for="verify") & mine


def saved(actor: Actor) -> list[Saved]:
    """The tabs."""
    due = "my_due" if own_clocks(actor) else "due"
    tabs = [
        Saved("all", "全部", ~MERGED),
        Saved("open", "未销号", OPEN),
        Saved("late", "逾期", late(due)),
        Saved("soon", f"{'三' if soon_days() == 3 else soon_days()}天内到期", soon(due)),
    ]
    if may(actor.role, "problem.verify"):
        tabs.append(Saved("verify", "等我核验", to_verify(actor)))
    return [
        *tabs,
        Saved("returned", "被退回", Q(state="returned")),
        Saved("again", "重复发生", Q(rounds__gt=0) | Q(repeat_of__isnull=False)),
        # Not an Exists: tabs are counted over a subquery where clocks of one's own are annotated, out of an OuterRef's reach.
        Saved("maybe", "可能重复", Q(pk__in=Repeat.objects.filter(state="proposed").values("problem"))),
        Saved("merged", "已并入", MERGED),
    ]


TITLE = Column("title", "问题", render=cells.title, sort="title")
OWNER = Column(
    "lead",
    "责任单位 / 责任人",
    value=cells.owner_words,
    render=cells.lead,
    sort="lead_unit__pinyin",
    phone="hide",
)
STATE = Column(
    "state", "状态", value=lambda p: STATES[p.state], render=cells.state, sort="state", phone="hide"
)
# These two stand for what depends on the reader.
DUE = Column("due", "时限")
WAITING = Column("waits", "在等谁")
MEASURES = Column(
    "measures",
    "整改措施",
    value=lambda p: cells.measures_words(p)[0],
    render=cells.measures,
    phone="hide",
)
RING = Column("gates", "四关", value=cells.gates_done, render=cells.gates, phone="hide", nowrap=True)


def _for(actor: Actor, column: Column) -> Column:
    """The column as this reader has it."""
    if column is DUE:
        return Column(
            "due",
            "时限",
            value=lambda p: str(cells.row_clock(p, actor)),
            render=cells.due(actor),
            sort="my_due" if own_clocks(actor) else "due",
            phone="left",
        )
    if column is WAITING:
        return Column("waits", "在等谁", value="waiting_words", render=cells.waits(actor), phone="right")
    return column


COLUMNS: dict[str, tuple[Column, ...]] = {
    "problem": (
        TITLE,
        Column("text", "具体情况", phone="hide"),
        Column("source", "来源", value=cells.source_words, sort="source", phone="hide", nowrap=True),
        Column(
            "found",
            "发现日期",
            value=lambda p: cn_date(p.discovered_on),
            export="discovered_on",
            sort="discovered_on",
            phone="hide",
            nowrap=True,
        ),
        Column("target", "成效目标", phone="hide"),
        STATE,
        DUE,
    ),
    "responsibility": (
        TITLE,
        OWNER,
        Column("official", "责任领导", value=cells.official, phone="hide"),
        Column("assist", "配合单位", value=cells.parts_words("assist"), phone="hide"),
        Column("below", "落实单位", value=cells.parts_words("carry_out"), phone="hide"),
        Column(
            "issued",
            "交办",
            value=lambda p: cn_date(cells.issued(p)),
            export=cells.issued,
            phone="hide",
            nowrap=True,
        ),
        STATE,
        DUE,
    ),
    "rectification": (TITLE, OWNER, MEASURES, RING, STATE, DUE, WAITING),
}

# By number (also its tail), words of the title, the place, or a tag.
SEARCHED = ("number__endswith", "title__icontains", "place__icontains", "tags__icontains")


def table_of(request: Request, view: str, problems: QuerySet[Problem] | None = None) -> Table:
    """The list as one of the three views."""
    from bihuan.web.problems.sheets import layout  # which takes its columns from here

    actor: Actor = request.actor
    exporting = request.GET.get("export") == "xlsx"
    given: Sequence[Column] = (layout.EXPORTED if exporting else COLUMNS)[view]
    columns = [_for(actor, column) for column in given]
    return Table(
        request,
        rows(actor) if problems is None else problems,
        columns,
        filters_of(request),
        saved(actor),
        default_sort="due",
        default_saved="open",
        export_name=VIEWS[view],
        search=SEARCHED,
        search_label="编号、内容、村、标签",
        pick=lambda p: p.number,
        row_url=cells.address,
        comes_back=layout.comes_back(actor, view) if exporting else None,
        lines=partial(whole_lines if exporting else lines, view),
    )
