"""Signs drawn by functions: what is shown is escaped, and the same as the components show."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web.ui import marks
from bihuan.web.ui.deadlines import Clock
from bihuan.web.ui.links import numbered
from bihuan.web.ui.rings import KINDS


@given(st.text())
def test_words_stay_words(words: str) -> None:
    for drawn in (marks.tag(words), marks.clock_mark(Clock("late", words, words)), marks.icon("bell", words)):
        assert drawn.count("<") == drawn.count(">")
        assert "<script" not in drawn.replace("&lt;script", "")
    assert marks.tag("<b>") == '<span class="tag">&lt;b&gt;</span>'


@given(st.lists(st.sampled_from(sorted(KINDS)), max_size=6))
def test_a_ring_shows_an_arc_for_each_gate(gates: list[str]) -> None:
    drawn = marks.ring_mark(gates, count=True)
    assert drawn.count("<path") == len(gates)
    done = sum(gate in ("passed", "not_applicable") for gate in gates)
    assert f">{done}/{len(gates)}</span>" in drawn


def test_a_clock_without_what_a_list_says_anyway() -> None:
    late = Clock("late", "逾期 3 天", "11月20日", icon="alarm", days=-3)
    assert '<span class="due">11月20日</span>' in marks.clock_mark(late)
    assert "11月20日" not in marks.clock_mark(late, bare=True)
    assert 'class="clock late in"' in marks.clock_mark(late, within=True)


@pytest.mark.parametrize(
    ("component", "drawn"),
    [
        ('<c-state :state="state" />', marks.state("closed")),
        ('<c-ring :gates="gates" count="1" />', marks.ring_mark(["passed", "open"], count=True)),
        (
            '<c-clock :clock="clock" bare="1" />',
            marks.clock_mark(Clock("ok", "剩 9 天", "12月3日"), bare=True),
        ),
    ],
)
def test_components_show_the_same(component: str, drawn: str) -> None:
    from django_cotton.compiler_regex import CottonCompiler

    known = {"state": "closed", "gates": ["passed", "open"], "clock": Clock("ok", "剩 9 天", "12月3日")}
    shown = Template(CottonCompiler().process(component)).render(Context(known))
    assert shown.strip() == drawn


@pytest.mark.parametrize("pk", [1, 90, 9_090_909_090])
def test_a_numbered_address(pk: int) -> None:
    assert numbered("problems:detail", pk) == f"/problems/{pk}/"
