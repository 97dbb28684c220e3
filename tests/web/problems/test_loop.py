"""The loop from the first word to the look-back, by the people who do it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.web import journal
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Assignment, Gate, LookBack
from tests.web.problems.steps import Steps, fresh


def test_a_problem_goes_round_and_closes(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    assert problem.state == "closed"
    assert problem.number.startswith(f"{clock.today().year}-")
    assert (problem.waiting_for, problem.waiting_words) == ("look_back", "县帮扶办")
    with acting("inspector"):
        assert LookBack.objects.get(problem=problem).due_on == clock.today() + timedelta(days=90)
        assert Assignment.objects.get(problem=problem).state == "accepted"
        codes = [line.code for line in reversed(journal.lines_of(problem))]
    assert codes[0] == "problem.raised"
    assert codes[-2:] == ["problem.gate_passed", "problem.closed"]


def test_each_step_has_its_state_and_who_is_waited_for(steps: Steps) -> None:
    assert _at(steps.raised()) == ("unassigned", "assign", "县帮扶办")
    assert _at(steps.assigned()) == ("assigned", "acknowledge", "柳溪镇 何敏")
    assert _at(steps.worked()) == ("rectifying", "rectify", "柳溪镇 何敏")
    assert _at(steps.submitted()) == ("submitted", "verify", "县帮扶办")


def _at(problem: Any) -> tuple[str, str, str]:
    return problem.state, problem.waiting_for, problem.waiting_words


def test_a_return_keeps_what_was_said(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    with acting("inspector") as actor:
        services.pass_gate(actor, problem, "found_out", "原因属实")
        problem = services.return_problem(actor, problem, "put_right", "移交协议缺村集体签章")
        assert problem.state == "returned"
        rows = list(
            Gate.objects.filter(problem=problem, kind="put_right").values_list("round", "state", "ground")
        )
    assert rows == [(0, "returned", "移交协议缺村集体签章"), (1, "waiting", "")]
    with acting("township") as actor:
        problem = services.submit(actor, problem)
    assert problem.state == "submitted"


def test_found_again_reopens_with_a_new_clock_and_the_first_deadline(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    first = problem.first_due
    later = clock.today() + timedelta(days=40)
    with acting("inspector") as actor:
        problem = services.record_look_back(actor, problem, "found_again", "又停水三天", due=later)
    assert (problem.state, problem.rounds, problem.due, problem.first_due) == ("reopened", 1, later, first)
    with acting("township") as actor:
        problem = services.acknowledge(actor, problem)
    assert problem.state == "rectifying"


def test_a_target_before_dispatch(steps: Steps, acting: Any, county: Any) -> None:
    problem = steps.raised(due=date(2099, 1, 1))
    with acting("office") as actor, pytest.raises(services.NotNow, match="还没有成效目标"):
        services.assign(actor, problem, county.unit("柳溪镇"))
    assert fresh(problem).state == "unassigned"
