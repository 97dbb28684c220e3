"""What a page of a list reads of its problems, what the cells of the three lists draw and no more; and what a workbook of them reads.

Wide rows cost more in Python than in the database. What is left out here and drawn after all would be fetched row by row, which the
tests of the pages' query counts refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from bihuan.web.problems.models import Assignment, Extension, Gate, LookBack, Measure, Problem
from bihuan.web.ui.tables.beside import set_beside

_DRAWN = (
    *("number", "title", "place", "severity", "higher_level", "repeat_of_id", "rounds", "state", "closed_at"),
    *("waiting_for", "waiting_unit_id", "waiting_words", "first_due", "due", "deadline", "deadline_kind"),
    *("event", "check_item__no", "check_item__category", "check_item__text"),
)
_LED = ("lead_unit__short_name", "owner__name")
_MORE = {
    "problem": ("text", "source", "discovered_on", "target"),
    "responsibility": _LED,
    "rectification": _LED,
}
_PART = ("problem_id", "unit_id", "role", "round", "state", "due", "first_due", "submitted_at")


def lines(view: str, ids: Sequence[int]) -> dict[int, Problem]:
    """Returns the problems with these ids as the list called `view` draws them: by id, four to six queries."""
    joined = ("check_item",) if view == "problem" else ("check_item", "lead_unit", "owner")
    found = Problem.objects.select_related(*joined).only(*_DRAWN, *_MORE[view]).in_bulk(ids)
    for name, children in _children(view):
        set_beside(list(found.values()), name, children, "problem_id")
    return found


def whole_lines(ids: Sequence[int]) -> dict[int, Problem]:
    """Returns the problems with these ids, all of them that a workbook may hold: by id, six queries."""
    found = Problem.objects.select_related("check_item", "lead_unit", "owner").in_bulk(ids)
    parts = Assignment.objects.exclude(state="withdrawn").select_related("unit")
    children: dict[str, QuerySet[Any]] = {
        "gates": Gate.objects.all(),
        "measures": Measure.objects.all(),
        "extensions": Extension.objects.all(),
        "look_backs": LookBack.objects.all(),
        "assignments": parts,
    }
    for name, rows in children.items():
        set_beside(list(found.values()), name, rows, "problem_id")
    return found


def _children(view: str) -> list[tuple[str, QuerySet[Any]]]:
    asked = Extension.objects.filter(state="asked").only("problem_id", "state", "part_id", "to")
    booked = LookBack.objects.filter(done_on=None).only("problem_id", "due_on", "done_on")
    held = [("assignments", _parts(view)), ("extensions", asked), ("look_backs", booked)]
    if view != "rectification":
        return held
    gates = Gate.objects.only("problem_id", "kind", "order", "round", "state", "stated")
    measures = Measure.objects.only("problem_id", "no", "round", "text", "done_at")
    return [*held, ("gates", gates), ("measures", measures)]


def _parts(view: str) -> QuerySet[Assignment]:
    parts = Assignment.objects.exclude(state="withdrawn")
    if view != "responsibility":
        return parts.only(*_PART)
    return parts.select_related("unit").only(*_PART, "lead_official", "issued_at", "unit__short_name")
