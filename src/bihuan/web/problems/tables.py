"""The three lists (问题清单、责任清单、整改清单): one query, three sets of columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from bihuan.web.access import Actor, may
from bihuan.web.access.request import Request
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.config import clock
from bihuan.web.problems.filters import filters_of
from bihuan.web.problems.forms.raising import item_words
from bihuan.web.problems.models import Assignment, Gate, Problem, Repeat
from bihuan.web.problems.page import gate_state, part_clock, problem_clock
from bihuan.web.problems.parts import asked_for, own_part
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import COUNTY_VERIFIERS, STATES
from bihuan.web.problems.states.derive import WAITS
from bihuan.web.problems.turn import waits_for
from bihuan.web.ui.deadlines import soon_days
from bihuan.web.ui.tables import Column, Saved, Table
from bihuan.web.ui.words import cn_date

VIEWS = {"problem": "问题清单", "responsibility": "责任清单", "rectification": "整改清单"}
OVER = ("closed", "routine")
MERGED = Q(state="merged")
RUNNING = ("issued", "acknowledged", "working", "forwarded", "returned")
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


# what a cell says


def ring_states(problem: Problem) -> list[str]:
    """The arcs of the ring."""
    reached = problem.waiting_for == "verify" or problem.state in OVER
    return [gate_state(g.state, g.stated, reached) for g in current_gates(problem.gates.all())]


def gates_done(problem: Problem) -> str:
    """2/4."""
    gates = current_gates(problem.gates.all())
    return f"{sum(g.state in (Gate.State.PASSED, Gate.State.NOT_APPLICABLE) for g in gates)}/{len(gates)}"


def measures_words(problem: Problem) -> tuple[str, str]:
    """(更换主管1.2公里等3项, 完成 1 / 3)."""
    steps = [m for m in sorted(problem.measures.all(), key=lambda m: m.no) if m.round == problem.rounds]
    if not steps:
        return "", ""
    more = f"等 {len(steps)} 项" if len(steps) > 1 else ""
    return f"{steps[0].text}{more}", f"完成 {sum(m.done_at is not None for m in steps)} / {len(steps)}"


def row_clock(problem: Problem, actor: Actor | None = None) -> Any:
    """The clock of a line: that of the reader's unit's own part while it runs, else the problem's."""
    part = own_part(problem, actor)
    request = asked_for(problem, part)
    asked = request.to if request else None
    if part is not None and part.role != "lead" and part.state in RUNNING and not problem.over:
        return part_clock(part, asked)
    booked = next((x.due_on for x in problem.look_backs.all() if x.done_on is None), None)
    return problem_clock(problem, asked=asked, look_back=booked)


def place_line(problem: Problem) -> str:
    """2026-0388 · 柳溪镇 石坳村 · 33 饮水安全."""
    item = item_words(problem.check_item) if problem.check_item else ""
    return " · ".join(part for part in (problem.number, problem.place, item) if part)


def waits_words(problem: Problem, actor: Actor | None) -> str:
    """Who is waited for: 等您核验, 柳溪镇 何敏, a dash."""
    if not problem.waiting_for or problem.state in OVER:
        return ""
    mine = actor is not None and waits_for(actor, problem)
    return f"等您{WAITS[problem.waiting_for]}" if mine else problem.waiting_words


def _parts(role: str) -> Callable[[Problem], str]:
    def words(problem: Problem) -> str:
        held = [a for a in problem.assignments.all() if a.role == role and a.round == problem.rounds]
        return "、".join(str(a.unit) for a in held)

    return words


def _official(problem: Problem) -> str:
    return next(
        (
            a.lead_official
            for a in problem.assignments.all()
            if a.role == "lead" and a.round == problem.rounds
        ),
        "",
    )


def _issued(problem: Problem) -> Any:
    return next(
        (a.issued_at for a in problem.assignments.all() if a.role == "lead" and a.round == problem.rounds),
        None,
    )


def _owner(problem: Problem) -> str:
    return f"{problem.lead_unit or ''} {problem.owner or ''}".strip()


TITLE = Column("title", "问题", render="problems/cells/title.html", sort="title")
OWNER = Column(
    "lead",
    "责任单位 / 责任人",
    value=_owner,
    render="problems/cells/lead.html",
    sort="lead_unit__pinyin",
    phone="hide",
)
STATE = Column(
    "state",
    "状态",
    value=lambda p: STATES[p.state],
    render="problems/cells/state.html",
    sort="state",
    phone="hide",
)


def _due(actor: Actor) -> Column:
    """The deadline as the reader's unit has it."""
    return Column(
        "due",
        "时限",
        value=lambda p: str(row_clock(p, actor)),
        render="problems/cells/due.html",
        sort="my_due" if own_clocks(actor) else "due",
        phone="left",
    )


DUE = Column("due", "时限")  # stands for `_due(actor)`, which depends on the reader
WAITS_COLUMN = Column(
    "waits", "在等谁", value=lambda p: p.waiting_words, render="problems/cells/waits.html", phone="right"
)
MEASURES = Column(
    "measures",
    "整改措施",
    value=lambda p: measures_words(p)[0],
    render="problems/cells/measures.html",
    phone="hide",
)
RING = Column("gates", "四关", value=gates_done, render="problems/cells/ring.html", phone="hide", nowrap=True)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "problem": (
        TITLE,
        Column("text", "具体情况", phone="hide"),
        Column(
            "source", "来源", value=lambda p: p.get_source_display(), sort="source", phone="hide", nowrap=True
        ),
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
        Column("official", "责任领导", value=_official, phone="hide"),
        Column("assist", "配合单位", value=_parts("assist"), phone="hide"),
        Column("below", "落实单位", value=_parts("carry_out"), phone="hide"),
        Column(
            "issued", "交办", value=lambda p: cn_date(_issued(p)), export=_issued, phone="hide", nowrap=True
        ),
        STATE,
        DUE,
    ),
    "rectification": (TITLE, OWNER, MEASURES, RING, STATE, DUE, WAITS_COLUMN),
}

# By number (also its tail), words of the title, the place, or a tag.
SEARCHED = ("number__endswith", "title__icontains", "place__icontains", "tags__icontains")


def table_of(request: Request, view: str, problems: QuerySet[Problem] | None = None) -> Table:
    """The list as one of the three views."""
    from bihuan.web.problems.sheets import layout  # which takes its columns from here

    actor: Actor = request.actor
    exporting = request.GET.get("export") == "xlsx"
    given: Sequence[Column] = (layout.EXPORTED if exporting else COLUMNS)[view]
    columns = [_due(actor) if column is DUE else column for column in given]
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
        row_url=lambda p: reverse("problems:detail", args=[p.pk]),
        comes_back=layout.comes_back(actor, view) if exporting else None,
    )
