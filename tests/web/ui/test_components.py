"""Components say what they must, to eyes and to screen readers, and escape what they are given."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bihuan.web.ui import badges
from bihuan.web.ui.deadlines import clock_of
from tests.web.ui.drawing import draw, said, tree

TODAY = date(2026, 11, 24)
TEMPLATES = Path(badges.__file__).parent / "templates"
COMPONENTS = sorted((TEMPLATES / "cotton").rglob("*.html"))
EVIL = '"><script>alert(1)</script>'


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_every_component_says_on_its_first_line_what_it_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"\{# \S.{8,} #\}", first), first


def test_a_clock_is_words_and_sign_with_the_day_under_it() -> None:
    drawn = tree('<c-clock :clock="k" />', k=clock_of(date(2026, 11, 11), today=TODAY))
    assert drawn.cssselect(".clock.late svg use")[0].get("href").endswith("icons.svg#alarm")
    assert said(drawn.cssselect(".clock")[0]) == "逾期 13 天"
    assert said(drawn.cssselect(".due")[0]) == "11月11日"


def test_a_clock_in_a_list_of_late_things_may_stand_bare() -> None:
    drawn = tree('<c-clock :clock="k" within="1" bare="1" />', k=clock_of(date(2026, 11, 11), today=TODAY))
    assert drawn.cssselect(".clock.late.in")
    assert not drawn.cssselect(".due")


def test_a_clock_takes_dates_themselves() -> None:
    assert "长期坚持" in draw('<c-clock :standing="yes" />', yes=True)
    assert "没定时限" in draw('<c-clock :due="nothing" />', nothing=None)


@pytest.mark.parametrize(
    ("state", "word"), [("rectifying", "整改中"), ("returned", "退回重改"), ("routine", "转常态化")]
)
def test_a_state_is_word_and_sign_and_neutral(state: str, word: str) -> None:
    drawn = tree('<c-state :state="s" />', s=state)
    assert said(drawn) == word
    assert drawn.cssselect("svg[aria-hidden=true]")
    assert not drawn.cssselect(".closed")


def test_only_the_closed_is_green() -> None:
    assert {key for key, badge in badges.BADGES.items() if badge.closed} == {"closed", "answered", "done"}
    assert tree('<c-state :state="s" />', s="closed").cssselect(".st.closed")


def test_states_differ_by_sign_as_well_as_by_word() -> None:
    loop = ["assigned", "rectifying", "submitted", "returned", "closed", "look_back", "reopened", "routine"]
    assert len({badges.BADGES[key].icon for key in loop}) == len(loop)


def test_a_ring_is_spoken_and_counted() -> None:
    drawn = tree('<c-ring :gates="g" count="1" />', g=["passed", "waiting", "open", "open"])
    assert drawn.cssselect("svg[role=img]")[0].get("aria-label") == "四关：已过、待核验、未到、未到"
    assert said(drawn) == "1/4"


def test_a_gate_strip_says_who_passed_it_and_why_one_does_not_apply() -> None:
    gates = [
        {"name": "问题查清", "state": "passed", "lines": ["原因清楚"], "by": "县住建局 方文斌　10月14日"},
        {"name": "整改到位", "state": "returned", "lines": ["缺签章"]},
        {"name": "成效达标", "state": "waiting", "say": "等您核验"},
        {"name": "群众满意", "state": "not_applicable", "lines": ["理由：不改变权益"]},
    ]
    drawn = tree('<c-gates :gates="g" />', g=gates)
    assert [said(gate) for gate in drawn.cssselect(".gate")] == [
        "问题查清已过原因清楚县住建局 方文斌 10月14日",
        "整改到位退回缺签章",
        "成效达标等您核验",
        "群众满意不适用理由：不改变权益",
    ]
    assert [gate.get("class") for gate in drawn.cssselect(".gate")] == [
        "gate p",
        "gate r",
        "gate w",
        "gate n",
    ]


def test_a_time_line_keeps_its_order_and_marks_now() -> None:
    lines = [
        {"when": "11-30", "text": "到期", "kind": "next"},
        {"when": "今天", "text": "等核验", "kind": "now", "sub": "已等 31 分钟"},
    ]
    drawn = tree('<c-timeline :lines="l" />', l=lines)
    assert [said(li) for li in drawn.cssselect("li")] == ["11-30到期", "今天等核验已等 31 分钟"]
    assert drawn.cssselect("li.now time")[0].text == "今天"


def test_a_button_that_cannot_be_pressed_says_what_is_missing() -> None:
    drawn = tree('<c-btn kind="primary" disabled="1">发布（还差 17 项）</c-btn>')
    assert drawn.cssselect("button[disabled]")[0].text_content() == "发布（还差 17 项）"


def test_a_button_with_an_address_is_a_link_and_keeps_plain_attributes() -> None:
    (link,) = tree('<c-btn href="/x" data-print>打印</c-btn>').cssselect("a.btn")
    assert (link.get("href"), "data-print" in link.attrib) == ("/x", True)


@pytest.mark.parametrize(
    "text",
    [
        '<c-head title="{{ x }}" crumb="{{ x }}" />',
        '<c-head :title="x" />',
        '<c-figure :n="x" word="{{ x }}" />',
        '<c-note :title="x">{{ x }}</c-note>',
        '<c-empty :title="x" sub="{{ x }}" />',
        '<c-photo :caption="x" source="{{ x }}" stamp="{{ x }}" />',
        '<c-say-box :text="x" />',
        '<c-copy :text="x" />',
        '<c-todo :title="x" sub="{{ x }}" value="1" />',
        '<c-btn title="{{ x }}">{{ x }}</c-btn>',
        '<c-waiting :who="x" since="{{ x }}" />',
        '<c-state word="{{ x }}" icon="check" />',
        '<c-timeline :lines="lines" />',
        '<c-unit-picker :options="options" />',
    ],
)
def test_words_from_people_cannot_become_markup(text: str) -> None:
    lines, options = [{"when": EVIL, "text": EVIL, "sub": EVIL}], [{"id": 1, "name": EVIL, "note": EVIL}]
    assert "<script>" not in draw(text, x=EVIL, lines=lines, options=options)


def test_the_picker_works_without_script_and_finds_by_initials_with_it() -> None:
    options = [
        {
            "id": 7,
            "name": "石坳村",
            "initials": "sac",
            "pinyin": "shi ao cun",
            "note": "差 3 件",
            "owes": True,
        },
        {"id": 8, "name": "枫林村"},
    ]
    drawn = tree(
        '<c-unit-picker :options="o" :chosen="c" name="villages" label="转给哪些村" />', o=options, c=[8]
    )
    boxes = drawn.cssselect("input[name=villages]")
    assert [(box.get("value"), "checked" in box.attrib) for box in boxes] == [("7", False), ("8", True)]
    assert "sac" in drawn.cssselect("label[data-find]")[0].get("data-find")
    assert drawn.cssselect("fieldset legend")[0].text_content().startswith("转给哪些村")


def test_an_upload_can_open_the_camera_and_is_reachable_by_keyboard() -> None:
    (field,) = tree('<c-upload name="before" camera="1" label="整改前" />').cssselect("input[type=file]")
    assert (field.get("capture"), field.get("name"), field.get("id")) == ("environment", "before", "before")
    assert "display" not in (field.get("class") or "")


def test_progress_asks_again_only_while_it_has_an_address() -> None:
    assert 'hx-trigger="every 2s"' in draw(
        '<c-progress done="3" total="8" words="读第 3 页" url="/jobs/1/" />'
    )
    assert "hx-" not in draw('<c-progress done="8" total="8" words="读完" />')
