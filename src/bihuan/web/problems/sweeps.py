"""What a problem's page shows of its sweep, and how far it has come, whoever may see which answer."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.web.access import Actor, may
from bihuan.web.access.scope import fetch_one
from bihuan.web.problems.models import Problem, SweepAsk
from bihuan.web.ui.deadlines import Clock, clock_of


def sweep_progress(problem_id: int) -> tuple[int, int, int]:
    """(asked, answered, ended), those out of the reader's sight included; all 0 for whoever does not see the problem."""
    row = fetch_one("select asked, answered, ended from door_sweep_progress(%s)", [problem_id])
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


@dataclass(frozen=True)
class SweepRow:
    """One unit's line."""

    ask: SweepAsk
    clock: Clock | None


@dataclass(frozen=True)
class SweepBox:
    """The sweep as the reader sees it; `hidden` are answers of units he does not see."""

    rows: list[SweepRow]
    asked: int
    answered: int
    found: int
    reminder: str
    ended: bool

    @property
    def hidden(self) -> int:
        return self.asked - len(self.rows)


def sweep_box(problem: Problem, actor: Actor, progress: tuple[int, int, int]) -> SweepBox | None:
    """The collected answers; None where nobody was asked."""
    from bihuan.web.problems.services.sweeping import sweep_reminder_words

    asked, answered, ended = progress
    if not asked:
        return None
    asks = list(
        problem.sweep_asks.exclude(state="withdrawn")
        .select_related("unit", "answered_by")
        .prefetch_related("former")
        .order_by("answered_at", "due")
    )
    asks.sort(key=lambda a: (not a.open, a.count == 0))  # who still owes, then who found something
    left = [a for a in asks if a.open]
    reminds = bool(left) and may(actor.role, "sweep.ask") and not problem.over
    rows = [SweepRow(a, clock_of(a.due) if a.open else None) for a in asks]
    return SweepBox(
        rows,
        asked,
        answered,
        sum(a.count or 0 for a in asks),
        sweep_reminder_words(left) if reminds else "",
        ended == asked,
    )
