"""Synthetic plans over the grammar: every problem found once, with its measures, owners and deadline."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.plans import Plan, read_bytes, read_text

from . import generator as g
from . import rendering
from .scoring import cut_true

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FILES = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def bare(words: str) -> str:
    return "".join(words.split()).translate(g.HALF).rstrip(".;,").replace(",", "")


def check_plan(plan: Plan, spec: g.Spec) -> None:
    assert [bare(item.text) for item in plan.problems] == [bare(answer.text) for answer in spec.answers]
    for item, answer in zip(plan.problems, spec.answers, strict=True):
        assert [
            bare(measure.text).removeprefix(g.STYLES["shi"](at))
            for at, measure in enumerate(item.measures, 1)
        ] == [bare(words) for words in answer.measures]
        assert item.lead == answer.lead
        assert set(item.responsible) == {*answer.lead, *answer.units}
        assert item.deadline is not None
        assert item.deadline.text == answer.deadline
        assert spec.annex or answer.category in (item.category or "")
    assert [(str(phase.start), str(phase.end)) for phase in plan.phases] == [
        ("2023-04-01", "2023-04-15"),
        ("2023-04-16", "2023-12-31"),
    ]
    assert [(report.due.rule, report.due.day) for report in plan.report_obligations] == [
        ("monthly", spec.report_day)
    ]
    assert str(plan.date) == "2023-03-28"
    cut_true(plan)


@QUICK
@given(g.specs())
def test_text_layouts(spec: g.Spec) -> None:
    check_plan(read_text(g.write(spec)), spec)


@FILES
@given(g.specs(), st.booleans())
def test_word_tables(spec: g.Spec, merged: bool) -> None:
    check_plan(read_bytes(rendering.word(spec, merged), "方案.docx"), spec)


@FILES
@given(g.specs())
def test_web_tables(spec: g.Spec) -> None:
    check_plan(read_bytes(rendering.web(spec), "page.html"), spec)


@QUICK
@given(g.specs())
def test_reading_twice_gives_the_same(spec: g.Spec) -> None:
    text = g.write(spec)
    assert read_text(text) == read_text(text)
    ids = [item.id for item in read_text(text).problems]
    assert len(set(ids)) == len(ids)
