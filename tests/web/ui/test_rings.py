"""The ring has one arc a gate and is spoken as its gates."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web.ui.rings import KINDS, arcs, ring


def test_four_gates() -> None:
    made = ring(["passed", "passed", "waiting", "not_applicable"])
    assert [kind for kind, _ in made.arcs] == ["p", "p", "w", "n"]
    assert (made.done, made.total) == (3, 4)
    assert made.label == "四关：已过、已过、待核验、不适用"


def test_gates_may_be_states_dictionaries_or_objects() -> None:
    expected = ring(["passed", "open", "open"])
    assert ring([{"state": "passed"}, SimpleNamespace(state="open"), "open"]) == expected
    assert expected.label.startswith("三关")


def test_a_gate_in_no_known_state_is_not_passed() -> None:
    made = ring(["passed", "哪里来的"])
    assert (made.done, made.arcs[1][0]) == (1, "o")


def test_a_returned_gate_is_told_apart_in_words() -> None:
    assert ring(["passed", "returned"]).label == "二关：已过、退回"


def test_no_gates() -> None:
    assert ring([]).label == "没有设关"


@pytest.mark.parametrize(
    ("count", "first"), [(4, "M13.3 3.1A9 9 0 0 1 20.9 10.7"), (3, "M13.3 3.1A9 9 0 0 1 20.4 15.3")]
)
def test_the_first_arc_begins_at_the_top(count: int, first: str) -> None:
    assert arcs(count)[0] == first


@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=9))
def test_the_ring_closes_exactly_when_every_gate_is_done(states: list[str]) -> None:
    made = ring(states)
    assert len(made.arcs) == made.total == len(states)
    assert (made.done == made.total) == all(s in ("passed", "not_applicable") for s in states)
