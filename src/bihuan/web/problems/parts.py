"""A unit's own part of a problem, and what is asked about parts. Costs no query once the children are read."""

from __future__ import annotations

from typing import overload

from bihuan.web.access import Actor
from bihuan.web.problems.lines import Line, Part
from bihuan.web.problems.models import Assignment, Extension, Problem
from bihuan.web.ui.tables.light import Light


@overload
def own_part(problem: Problem, actor: Actor | None) -> Assignment | None: ...
@overload
def own_part(problem: Problem | Line, actor: Actor | None) -> Assignment | Part | None: ...
def own_part(problem: Problem | Line, actor: Actor | None) -> Assignment | Part | None:
    """The part of the reader's unit in the present round."""
    if actor is None:
        return None
    return next(
        (
            a
            for a in problem.assignments.all()
            if a.unit_id == actor.unit_id and a.round == problem.rounds and a.state != "withdrawn"
        ),
        None,
    )


def asked_of(problem: Problem, actor: Actor) -> list[Extension]:
    """Extensions of parts that the reader's unit gave out and has not decided."""
    parts = {a.pk: a for a in problem.assignments.all() if a.issued_unit_id == actor.unit_id}
    asked = [e for e in problem.extensions.all() if e.state == "asked" and e.part_id in parts]
    for each in asked:
        each.part = parts[each.part_id or 0]
    return asked


@overload
def asked_for(problem: Problem, part: Assignment | None) -> Extension | None: ...
@overload
def asked_for(problem: Problem | Line, part: Assignment | Part | None) -> Extension | Light | None: ...
def asked_for(problem: Problem | Line, part: Assignment | Part | None) -> Extension | Light | None:
    """The open request about a part: the problem's own for the lead's (and for None)."""
    wanted = None if part is None or part.role == "lead" else part.pk
    return next((e for e in problem.extensions.all() if e.state == "asked" and e.part_id == wanted), None)
