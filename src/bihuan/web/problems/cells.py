"""What the cells of the three lists say, and how they are drawn: by functions and not templates, for a page draws hundreds."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from bihuan.web.access import Actor
from bihuan.web.problems.forms.raising import item_words
from bihuan.web.problems.lines import Line
from bihuan.web.problems.models import Gate, Problem
from bihuan.web.problems.page import gate_state, part_clock, problem_clock
from bihuan.web.problems.parts import asked_for, own_part
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states.derive import WAITS
from bihuan.web.problems.turn import waits_for
from bihuan.web.ui import marks
from bihuan.web.ui.links import numbered

# What a cell is asked of: a line of a list, or a problem with its children read.
Row = Problem | Line
OVER = ("closed", "routine")
RUNNING = ("issued", "acknowledged", "working", "forwarded", "returned")
_SOURCES, _SEVERITIES = dict(Problem.Source.choices), dict(Problem.Severity.choices)


# what they say


def ring_states(problem: Row) -> list[str]:
    """The arcs of the ring."""
    reached = problem.waiting_for == "verify" or problem.state in OVER
    return [gate_state(g.state, g.stated, reached) for g in current_gates(problem.gates.all())]


def gates_done(problem: Row) -> str:
    """2/4."""
    gates = current_gates(problem.gates.all())
    return f"{sum(g.state in (Gate.State.PASSED, Gate.State.NOT_APPLICABLE) for g in gates)}/{len(gates)}"


def measures_words(problem: Row) -> tuple[str, str]:
    """(更换主管1.2公里等3项, 完成 1 / 3)."""
    steps = [m for m in sorted(problem.measures.all(), key=lambda m: m.no) if m.round == problem.rounds]
    if not steps:
        return "", ""
    more = f"等 {len(steps)} 项" if len(steps) > 1 else ""
    return f"{steps[0].text}{more}", f"完成 {sum(m.done_at is not None for m in steps)} / {len(steps)}"


def row_clock(problem: Row, actor: Actor | None = None) -> Any:
    """The clock of a line: that of the reader's unit's own part while it runs, else the problem's."""
    part = own_part(problem, actor)
    request = asked_for(problem, part)
    asked = request.to if request else None
    if part is not None and part.role != "lead" and part.state in RUNNING and not problem.over:
        return part_clock(part, asked)
    booked = next((x.due_on for x in problem.look_backs.all() if x.done_on is None), None)
    return problem_clock(problem, asked=asked, look_back=booked)


def source_words(problem: Row) -> str:
    """督查发现."""
    return str(_SOURCES.get(problem.source, problem.source))


def severity_words(problem: Row) -> str:
    """严重."""
    return str(_SEVERITIES.get(problem.severity, problem.severity))


def place_line(problem: Row) -> str:
    """2026-0388 · 柳溪镇 石坳村 · 33 饮水安全."""
    item = item_words(problem.check_item) if problem.check_item else ""
    return " · ".join(part for part in (problem.number, problem.place, item) if part)


def waits_words(problem: Row, actor: Actor | None) -> str:
    """Who is waited for: 等您核验, 柳溪镇 何敏, a dash."""
    if not problem.waiting_for or problem.state in OVER:
        return ""
    mine = actor is not None and waits_for(actor, problem)
    return f"等您{WAITS[problem.waiting_for]}" if mine else problem.waiting_words


def parts_words(role: str) -> Callable[[Row], str]:
    def words(problem: Row) -> str:
        held = [a for a in problem.assignments.all() if a.role == role and a.round == problem.rounds]
        return "、".join(str(a.unit) for a in held)

    return words


def official(problem: Row) -> str:
    return next(
        (
            a.lead_official
            for a in problem.assignments.all()
            if a.role == "lead" and a.round == problem.rounds
        ),
        "",
    )


def issued(problem: Row) -> Any:
    return next(
        (a.issued_at for a in problem.assignments.all() if a.role == "lead" and a.round == problem.rounds),
        None,
    )


def owner_words(problem: Row) -> str:
    return f"{problem.lead_unit or ''} {problem.owner or ''}".strip()


# how they are drawn


def address(problem: Row) -> str:
    """Where its page is."""
    return numbered("problems:detail", problem.pk)


def title(problem: Row) -> SafeString:
    """The title with its marks over number, place and item."""
    signs = (
        (problem.severe, "严重", True),
        (problem.higher_level, "上级交办", True),
        (problem.repeat_of_id or problem.rounds, "重复", False),
    )
    tags = "".join(f" {marks.tag(words, strong=strong)}" for on, words, strong in signs if on)
    link = f'<a class="t" href="{address(problem)}">{escape(problem.title)}</a>'
    return SafeString(f"{link}{tags}{_below(place_line(problem))}")


def lead(problem: Row) -> SafeString:
    """The responsible unit over its owner."""
    if problem.lead_unit is None:
        return SafeString('<span class="q">待交办</span>')
    return SafeString(escape(str(problem.lead_unit)) + _below(str(problem.owner or "还没有签收")))


def measures(problem: Row) -> SafeString:
    """The first measure over how many are done."""
    words, done = measures_words(problem)
    return SafeString((escape(words) or "—") + (_below(done) if done else ""))


def gates(problem: Row) -> SafeString:
    """The ring with its count."""
    return marks.ring_mark(ring_states(problem), count=True)


def state(problem: Row) -> SafeString:
    """The badge."""
    return marks.state(problem.state)


def due(actor: Actor) -> Callable[[Row], SafeString]:
    """The clock as the reader's unit has it."""
    return lambda problem: marks.clock_mark(row_clock(problem, actor))


def waits(actor: Actor) -> Callable[[Row], SafeString]:
    """Who is waited for, in bold where it is the reader."""

    def drawn(problem: Row) -> SafeString:
        words = escape(waits_words(problem, actor)) or "—"
        return SafeString(f"<b>{words}</b>" if words.startswith("等您") else words)

    return drawn


def _below(words: str) -> str:
    return f'<div class="xs q">{escape(words)}</div>'
