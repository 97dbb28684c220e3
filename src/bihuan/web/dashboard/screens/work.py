"""Those who do the work: township, department, village and team, helper and supervisor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bihuan.web.access.request import Request
from bihuan.web.campaigns import todo
from bihuan.web.campaigns.duties import todo as duties
from bihuan.web.config import clock
from bihuan.web.dashboard import mine, reminders
from bihuan.web.problems.models import Problem
from bihuan.web.problems.tables import OPEN
from bihuan.web.problems.todo import Todo
from bihuan.web.quality import todo as quality
from bihuan.web.ui.deadlines import Clock, clock_of, soon_days

LIMIT = 200


@dataclass(frozen=True)
class Task:
    """One thing to do: where it leads, its words, its clock, and what its tick box sends (empty: no box)."""

    title: str
    url: str
    sub: str = ""
    right: str = ""
    clock: Clock | None = None
    name: str = ""
    value: str = ""
    verify: bool = False


@dataclass
class Group:
    """A heading with its tasks; `shown` of them at first."""

    title: str
    tasks: list[Task] = field(default_factory=list)
    late: bool = False
    shown: int = 8

    @property
    def first(self) -> list[Task]:
        return self.tasks[: self.shown]

    @property
    def boxes(self) -> bool:
        """Whether any of the tasks can be ticked."""
        return any(task.value for task in self.tasks)

    @property
    def rest(self) -> list[Task]:
        return self.tasks[self.shown :]


def tasks(request: Request) -> list[Task]:
    """Returns everything that waits for the reader: problems, answers, returns and counted work, the most urgent first."""
    actor = request.actor
    problems = [_problem(each) for each in mine.of_request(request)]
    answers = [_answer(a) for a in todo.waiting(actor)[:LIMIT]]
    due = [
        Task(t.title, t.url, t.sub, t.right, clock_of(t.due))
        for t in duties.of_request(request).todos[:LIMIT]
    ]
    found = [Task(t.title, t.url, t.sub, t.right) for t in quality.todos(actor)]
    return sorted(
        problems + answers + due + found,
        key=lambda t: t.clock.days if t.clock and t.clock.days is not None else 9999,
    )


def _problem(each: Todo) -> Task:
    return Task(
        title=each.title,
        url=each.url,
        sub=" · ".join(part for part in (each.place, each.number) if part),
        right=f"等您{each.verb}",
        clock=clock_of(each.due) if each.due else None,
        name="problem" if each.kind == "acknowledge" else "",
        value=str(each.pk) if each.kind == "acknowledge" else "",
        verify=each.kind == "verify",
    )


def _answer(answer: Any) -> Task:
    words = todo.line(answer)
    url = f"/campaigns/answers/{answer.pk}/"
    clock = clock_of(answer.due_at)
    return Task(words["title"], url, words["sub"], words["right"], clock, "pick", str(answer.pk))


def grouped(rows: Iterable[Task]) -> list[Group]:
    """Returns the tasks by when: overdue, today, within the days that count as near, later; to verify apart."""
    groups = {
        "late": Group("已逾期", late=True),
        "today": Group("今天到期", shown=12),
        "verify": Group("等您核验"),
        "soon": Group(f"{soon_days()} 天内到期"),
        "later": Group("以后"),
    }
    for task in rows:
        groups[_when(task)].tasks.append(task)
    return [group for group in groups.values() if group.tasks]


def _when(task: Task) -> str:
    days = task.clock.days if task.clock else None
    if task.verify:
        return "verify"
    if days is None:
        return "later"
    return "late" if days < 0 else "today" if days == 0 else "soon" if days <= soon_days() else "later"


def headline(groups: list[Group]) -> str:
    """今天要答 5 件，另有 9 件已逾期."""
    counts = {g.title: len(g.tasks) for g in groups}
    late_, today = counts.get("已逾期", 0), counts.get("今天到期", 0)
    verify = counts.get("等您核验", 0)
    parts = [f"今天到期 {today} 件"] if today else []
    parts += [f"{late_} 件已逾期"] if late_ else []
    parts += [f"{verify} 件等您核验"] if verify else []
    if parts:
        return "，".join(parts)
    waiting = sum(counts.values())
    return f"今天没有到期的，手上还有 {waiting} 件" if waiting else "手上没有要办的"


def township(request: Request) -> tuple[str, dict[str, Any]]:
    """Due today, overdue, to verify, with the bar to answer or forward many at once."""
    groups = grouped(tasks(request))
    context = {
        "groups": groups,
        "headline": headline(groups),
        "forwards": True,
        "owing": reminders.owing(request.actor, duties.of_request(request).missing),
        "spot": True,
    }
    return "dashboard/work.html", context


def department(request: Request) -> tuple[str, dict[str, Any]]:
    """To answer, to rectify."""
    groups = grouped(tasks(request))
    return "dashboard/work.html", {"groups": groups, "headline": headline(groups), "forwards": False}


def village(request: Request) -> tuple[str, dict[str, Any]]:
    """Cards for the phone: what is due, one large button for on-the-spot rectification."""
    groups = grouped(tasks(request))
    week = clock.now() - timedelta(days=7)
    done = Problem.objects.filter(closed_at__gte=week).order_by("-closed_at")[:5]
    context = {
        "groups": groups,
        "headline": headline(groups),
        "forwards": False,
        "spot": True,
        "done": list(done),
    }
    return "dashboard/work.html", {**context, "phone_first": True}


def household(request: Request) -> tuple[str, dict[str, Any]]:
    """Helpers: problems of their households. Supervisors: problems of their village. Both may report one."""
    rows = Problem.objects.filter(OPEN).select_related("lead_unit").order_by("due", "pk")
    found = list(rows[:LIMIT])
    helper = request.actor.role == "helper"
    context = {
        "problems": found,
        "helper": helper,
        "late_count": sum(bool(p.due and p.due < clock.today()) for p in found),
        "closed": list(Problem.objects.exclude(closed_at=None).order_by("-closed_at")[:8]),
    }
    return "dashboard/household.html", context
