"""Who hears of a sweep: the units asked, at each act of those who ask; whoever asked, of the answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.inbox import reading
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem, SweepAsk
from bihuan.web.problems.services import Local
from tests.web.inbox.test_notices import EVERYBODY, kinds
from tests.web.problems.steps import SONGWAN, WANGLING, Steps, unit

QUESTION = "有没有管道老化、供水断续没有报的"


@pytest.fixture
def original(steps: Steps) -> Problem:
    return steps.worked(title="谢长福户断水", area_code=SONGWAN)


def ask(acting: Any, problem: Problem, *names: str, by: str = "office") -> dict[str, int]:
    with acting(by) as actor:
        services.ask_sweep(
            actor, problem, [unit(n) for n in names], QUESTION, clock.today() + timedelta(days=7)
        )
    with scoped(SYSTEM):
        return dict(SweepAsk.objects.filter(problem=problem).values_list("unit__name", "pk"))


def sentences(acting: Any, key: str) -> list[tuple[str, str, str, str]]:
    """(kind, title, words, where it leads), oldest first."""
    with acting(key) as actor:
        told = reading.told(list(reading.of(actor).order_by("pk")))
        return [(each.kind.label, each.title, each.words, each.url) for each in told]


def test_who_is_asked_is_told_the_question_and_led_to_it(original: Problem, acting: Any, as_: Any) -> None:
    before = {key for key in EVERYBODY if kinds(acting, key)}
    asked = ask(acting, original, "望岭乡", "县水利局")
    due = clock.today() + timedelta(days=7)
    said = f"县帮扶办 周桂兰 请查一查，{due.month}月{due.day}日 前答复"
    for key, name in (("township_outsider", "望岭乡"), ("department_outsider", "县水利局")):
        url = f"/problems/sweeps/{asked[name]}/"
        assert sentences(acting, key) == [("举一反三", QUESTION, said, url)]
        assert as_(key).get(url).status_code == 200
    told = {key for key in EVERYBODY if "sweep_asked" in kinds(acting, key)}
    assert told == {"township_outsider", "department_outsider"}
    assert {key for key in EVERYBODY if kinds(acting, key)} == before | told


def test_a_question_taken_back_is_told_to_its_unit_alone(original: Problem, acting: Any) -> None:
    ask(acting, original, "望岭乡", "县水利局")
    with acting("office") as actor:
        services.withdraw_ask(actor, original, unit("望岭乡"), "那边供水已经改造")
    assert kinds(acting, "township_outsider") == ["sweep_asked", "sweep_withdrawn"]
    assert kinds(acting, "department_outsider") == ["sweep_asked"]
    with acting("township_outsider") as actor:
        newest = reading.told(list(reading.of(actor).order_by("-pk")[:1]))[0]
    assert newest.note == "那边供水已经改造"


def test_a_reminder_reaches_those_who_owe_once_a_day(original: Problem, acting: Any) -> None:
    asked = ask(acting, original, "望岭乡", "县水利局")
    with acting("department_outsider") as actor:
        services.answer_sweep(actor, asked["县水利局"], ["by_record"], "台账全部翻过")
    for _ in range(2):
        with acting("office") as actor:
            services.remind_sweep(actor, original)
    assert kinds(acting, "township_outsider") == ["sweep_asked", "reminded"]
    assert kinds(acting, "department_outsider") == ["sweep_asked"]
    with clock.frozen(clock.now() + timedelta(days=1)), acting("office") as actor:
        services.remind_sweep(actor, original)
    assert kinds(acting, "township_outsider") == ["sweep_asked", "reminded", "reminded"]


def test_whoever_asked_hears_what_was_found_and_once_a_day_that_nothing_was(
    original: Problem, acting: Any
) -> None:
    asked = ask(acting, original, "望岭乡", "县水利局", "石坳口村", "枫林村")
    before = len(kinds(acting, "office"))
    for key, name in (("township_outsider", "望岭乡"), ("department_outsider", "县水利局")):
        with acting(key) as actor:
            services.answer_sweep(actor, asked[name], ["by_record"], "台账全部翻过")
    with acting("village_outsider") as actor:
        found = [Local("二组也断水", WANGLING + 1)]
        services.answer_sweep(actor, asked["石坳口村"], ["on_site"], "逐户看过", count=1, found=found)
    heard = sentences(acting, "office")[before:]
    assert [(kind, words) for kind, _, words, _ in heard] == [
        ("答复举一反三", "望岭乡 罗秀英 答复：查过，没有"),
        ("答复举一反三", "石坳口村 陈立生 答复：另查出 1 处"),
    ]
    assert heard[1][3] == f"/problems/sweeps/{asked['石坳口村']}/"
    assert "sweep_answered" not in kinds(acting, "township")


def test_a_township_that_asks_its_village_hears_the_answer(original: Problem, acting: Any) -> None:
    asked, before = ask(acting, original, "松湾村", by="township"), kinds(acting, "office")
    with acting("village") as actor:
        services.answer_sweep(actor, asked["松湾村"], ["on_site"], "逐户看过")
    assert sentences(acting, "township")[-1][2] == "松湾村 段红梅 答复：查过，没有"
    assert kinds(acting, "office") == before


def test_a_unit_named_twice_is_asked_once(original: Problem, acting: Any) -> None:
    ask(acting, original, "望岭乡", "望岭乡")
    assert kinds(acting, "township_outsider") == ["sweep_asked"]
    with acting("office"):
        assert SweepAsk.objects.filter(problem=original).count() == 1
