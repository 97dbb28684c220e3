"""What a page of a list reads of its problems, what the cells of the three lists draw and no more; and what a workbook of them reads.

A line is no instance of a model (see `ui.tables.light`) but says what a problem says of its own columns, by the very properties of the
model. What is left out here and asked for after all is an error, which the tests of all cells would raise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from bihuan.web.problems.models import Assignment, Extension, Gate, LookBack, Measure, Problem
from bihuan.web.ui.tables.light import Light, Reader, paths, read_with


class Item(NamedTuple):
    """A check item in a line."""

    no: str
    category: str
    text: str


class Line(Light):
    """A problem in a list; `lead_unit` and `owner` are names."""

    if not TYPE_CHECKING:  # which takes a property for its function
        Severity, DeadlineKind = Problem.Severity, Problem.DeadlineKind
        severe, standing, over = Problem.severe, Problem.standing, Problem.over

    @property
    def check_item(self) -> Item | None:
        """Returns the check item it was found under; None without one, or where the reader does not see it."""
        return None if self.item_no is None else Item(self.item_no, self.item_category, self.item_text)


class Part(Light):
    """An assignment in a line; `unit` is a name."""

    HANDED_IN = Assignment.HANDED_IN


_DRAWN = paths(
    *("pk", "number", "title", "place", "severity", "higher_level", "repeat_of_id", "rounds", "state"),
    *("closed_at", "waiting_for", "waiting_unit_id", "waiting_words", "first_due", "due", "deadline"),
    *("deadline_kind", "event"),
    item_no="check_item__no",
    item_category="check_item__category",
    item_text="check_item__text",
)
_LED = paths(lead_unit="lead_unit__short_name", owner="owner__name")
_FOUND = paths("text", "source", "discovered_on", "target")
_MORE = {"problem": _FOUND, "responsibility": _LED, "rectification": _LED}
_WRITTEN = paths("version", "category", "project", "found_by", "tags", "remark")

_PART = paths("pk", "problem_id", "unit_id", "role", "round", "state", "due", "first_due", "submitted_at")
_TOLD = paths("lead_official", "issued_at", "late_reason", unit="unit__short_name")
_PARTS = Assignment.objects.exclude(state="withdrawn")
_BRIEF = Reader(Part, _PARTS, "problem_id", _PART)
_WHOLE = Reader(Part, _PARTS, "problem_id", _PART | _TOLD)
_CLOCKS = {
    "extensions": Reader(
        Light,
        Extension.objects.filter(state="asked"),
        "problem_id",
        paths("problem_id", "state", "part_id", "to"),
    ),
    "look_backs": Reader(
        Light, LookBack.objects.filter(done_on=None), "problem_id", paths("problem_id", "due_on", "done_on")
    ),
}
_STEPS = {
    "gates": Reader(
        Light,
        Gate.objects.all(),
        "problem_id",
        paths("problem_id", "kind", "order", "round", "state", "stated"),
    ),
    "measures": Reader(
        Light, Measure.objects.all(), "problem_id", paths("problem_id", "no", "round", "text", "done_at")
    ),
}
_PROBLEMS = Problem.objects.order_by()
_SHOWN = {view: Reader(Line, _PROBLEMS, "pk", _DRAWN | more) for view, more in _MORE.items()}
_TAKEN = {view: Reader(Line, _PROBLEMS, "pk", _DRAWN | more | _WRITTEN) for view, more in _MORE.items()}
_BESIDE = {"problem": _CLOCKS, "responsibility": _CLOCKS, "rectification": {**_CLOCKS, **_STEPS}}


def lines(view: str, ids: Sequence[int]) -> dict[int, Line]:
    """Returns the problems with these ids as the list called `view` draws them: by id, four to six queries."""
    parts = _WHOLE if view == "responsibility" else _BRIEF
    return read_with(_SHOWN[view], {"assignments": parts, **_BESIDE[view]}, ids)


def whole_lines(view: str, ids: Sequence[int]) -> dict[int, Line]:
    """Returns the problems with these ids as the workbook called `view` holds them: by id, four to six queries."""
    return read_with(_TAKEN[view], {"assignments": _WHOLE, **_BESIDE[view]}, ids)
