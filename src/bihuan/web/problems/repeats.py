"""What a problem's page says of repeats: what waits for somebody's eye, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from bihuan.web.problems.models import Problem, Repeat


@dataclass(frozen=True)
class Proposal:
    """One proposal; `other` is None where the reader does not see it: then only which unit to ask."""

    repeat: Repeat
    other: Problem | None

    @property
    def words(self) -> str:
        """2026-0113 12户管道老化（已销号）; 县住建局那里的一件，您看不到."""
        if self.other is None:
            return f"{self.repeat.ask_unit}那里的一件，您看不到，可以问{self.repeat.ask_unit}"
        over = "，已销号" if self.other.over else ""
        return f"{self.other.number} {self.other.title}（{self.other.place}{over}）"


def found_since(problem: Problem) -> dict[str, list[Problem]]:
    """What its sweep found (`swept`) and what was registered again (`repeats`), in one query."""
    rows = Problem.objects.filter(Q(origin=problem) | Q(repeat_of=problem)).order_by("pk")
    found = list(rows.only("number", "title", "origin", "repeat_of"))
    return {
        "swept": [p for p in found if p.origin_id == problem.pk],
        "repeats": [p for p in found if p.repeat_of_id == problem.pk],
    }


def proposals(problem: Problem) -> list[Proposal]:
    """What waits to be decided while the problem is open: two queries at most, however many."""
    if problem.over:
        return []
    rows = list(problem.proposals.filter(state="proposed").select_related("ask_unit"))
    seen = Problem.objects.in_bulk([row.other_id for row in rows]) if rows else {}
    return [Proposal(row, seen.get(row.other_id)) for row in rows]
