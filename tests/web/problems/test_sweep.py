"""The sweep: who is asked, what the asked unit sees, and that the gate waits for all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, Problem, SweepAsk
from bihuan.web.problems.services import Local, NotNow
from bihuan.web.problems.snapshot import case_now
from bihuan.web.problems.sweeps import sweep_progress
from tests.web.problems.steps import SONGWAN, WANGLING, Steps, fresh, photo, unit
from tests.web.problems.sweeps import DUE, QUESTION, ask, none
from tests.web.problems.test_pages import page, post
from tests.world import PEOPLE


def test_the_asked_unit_sees_the_question_and_nothing_of_the_problem(
    original: Problem, acting: Any, as_: Any
) -> None:
    asked = ask(acting, original, "望岭乡", "县水利局")
    for key, name in (("township_outsider", "望岭乡"), ("department_outsider", "县水利局")):
        with acting(key):
            assert list(SweepAsk.objects.values_list("pk", "question")) == [(asked[name], QUESTION)]
            assert not Problem.objects.filter(pk=original.pk).exists()
            assert not Evidence.objects.exists()
            assert journal.lines_of(original) == []
            assert sweep_progress(original.pk) == (0, 0, 0)
        client = as_(key)
        text = client.get(f"/problems/sweeps/{asked[name]}/").content.decode()
        assert QUESTION in text
        assert "谢长福" not in text
        assert original.number not in text
        assert client.get(f"/problems/{original.pk}/").status_code == 404


def test_who_sees_which_question(original: Problem, acting: Any) -> None:
    asked = ask(acting, original, "望岭乡", "县水利局")
    seen = {}
    for key in PEOPLE:
        if key != "leaver":
            with acting(key):
                seen[key] = set(SweepAsk.objects.values_list("unit__name", flat=True))
    county = {
        "office", "office_colleague", "clerk", "clerk_colleague", "inspector", "inspector_colleague", "inspector_outsider",
        "leader", "leader_colleague", "assessor",
    }  # fmt: skip
    # The lead unit reads all answers; every asked unit its own; nobody else any.
    both = county | {"township", "township_colleague"}
    assert {k for k, names in seen.items() if names == set(asked)} == both
    assert {k: names for k, names in seen.items() if names and k not in both} == {
        "township_outsider": {"望岭乡"},
        "department_outsider": {"县水利局"},
    }


def test_found_none_is_stood_for_by_name(original: Problem, acting: Any) -> None:
    asked = ask(acting, original, "望岭乡")
    with acting("township_outsider") as actor:
        for how, looked, count, match in (
            ([], "逐户看过危房户", 0, "怎么查的"),
            (["guess"], "逐户看过危房户", 0, "怎么查的"),
            (["on_site"], "看", 0, "查了哪些"),
            (["on_site"], "逐户看过危房户", 2, "对不上"),
        ):
            with pytest.raises(NotNow, match=match):
                services.answer_sweep(actor, asked["望岭乡"], how, looked, count=count)
        services.answer_sweep(actor, asked["望岭乡"], ["on_site", "by_asking"], "32户危房逐户看过")
        row = SweepAsk.objects.get()
        assert (row.state, row.count, row.answered_by_id) == ("none", 0, actor.person_id)
        assert row.how_words == "现场看、问群众"
        with pytest.raises(NotNow, match="不用再答"):
            services.answer_sweep(actor, row.pk, ["on_site"], "32户危房逐户看过")
        with pytest.raises(Conflict):
            services.answer_sweep(actor, row.pk, ["on_site"], "32户危房逐户看过", version=1)
    with acting("office"):
        assert journal.lines_of(original)[0].text == "答复举一反三：查过，没有"


def test_what_was_found_becomes_local_problems_linked_to_the_first(original: Problem, acting: Any) -> None:
    asked = ask(acting, original, "望岭乡")
    found = [Local("下洲村2户屋面漏雨", WANGLING + 3), Local("枫林村1户墙体开裂", WANGLING + 2)]
    with acting("township_outsider") as actor:
        made = services.answer_sweep(
            actor, asked["望岭乡"], ["on_site"], "32户逐户看过", count=3, found=found
        )
        assert [(p.title, p.area_code, p.origin_id) for p in made] == [
            (f.title, f.area_code, original.pk) for f in found
        ]
    with acting("office"):
        assert list(original.swept.order_by("pk").values_list("pk", flat=True)) == [p.pk for p in made]
        assert SweepAsk.objects.get().count == 3


def test_a_problem_that_cannot_be_raised_leaves_the_question_open(original: Problem, acting: Any) -> None:
    asked = ask(acting, original, "望岭乡")
    with acting("township_outsider") as actor, pytest.raises(Refused, match="登记望岭乡的问题"):
        services.answer_sweep(
            actor,
            asked["望岭乡"],
            ["on_site"],
            "32户逐户看过",
            count=1,
            found=[Local("别处漏雨两户", SONGWAN)],
        )
    with scoped(SYSTEM):
        assert SweepAsk.objects.get().open
        assert Problem.objects.count() == 1


def test_the_gate_waits_for_every_unit_even_out_of_the_verifiers_sight(steps: Steps, acting: Any) -> None:
    """A village's problem is verified by its township, which does not see what the county asked another township."""
    village = Steps(acting, "village", "松湾村")
    problem = village.raised(area_code=SONGWAN)
    with acting("township") as actor:
        services.assign(actor, problem, unit("松湾村"), due=DUE, target="不漏")
    asked = ask(acting, problem, "望岭乡", "县水利局")
    asked |= ask(acting, problem, "桥头村", by="township")
    with acting("village") as actor:
        services.acknowledge(actor, problem)
        services.state_cause(actor, problem, "瓦片老化，没有更换过")
        services.plan_measures(actor, problem, ["更换屋面瓦"])
        with scoped(SYSTEM):
            measure = problem.measures.get().pk
        services.add_evidence(actor, problem, photo(), "瓦.jpg", measure_id=measure)
        services.finish_measure(actor, problem, measure)
        services.submit(actor, problem, achieved="不漏了", accepted_by="户主")
    with acting("township") as actor:
        assert SweepAsk.objects.count() == 1
        assert case_now(problem.pk).sweep_units == (3, 0, 0)
        with pytest.raises(NotNow, match="还有 3 个单位没有答复"):
            services.pass_gate(actor, problem, "found_out", "原因属实")
    none(acting, "township_outsider", asked["望岭乡"])
    with acting("office") as actor:
        services.withdraw_ask(actor, problem, unit("县水利局"), "它没有农房")
    with acting("township") as actor:
        with pytest.raises(NotNow, match="还有 1 个单位没有答复"):
            services.pass_gate(actor, problem, "found_out", "原因属实")
        services.withdraw_ask(actor, problem, unit("桥头村"), "刚刚查过一遍")
        problem = services.pass_gate(actor, problem, "found_out", "原因属实")
        with pytest.raises(NotNow, match="已经过了"):
            services.ask_sweep(actor, problem, [unit("石坳村")], QUESTION, DUE)


def test_a_township_asks_below_itself_only(original: Problem, acting: Any) -> None:
    with acting("township") as actor:
        with pytest.raises(NotNow, match="只能问下级单位"):
            services.ask_sweep(actor, original, [unit("望岭乡")], QUESTION, DUE)
        services.ask_sweep(actor, original, [unit("桥头村")], QUESTION, DUE)
    with acting("office") as actor:
        for name, match in (("柳溪镇", "就是这件的责任单位"), ("桥头村", "已经问过"), ("督查一组", "不能选")):
            with pytest.raises(NotNow, match=match):
                services.ask_sweep(actor, original, [unit(name)], QUESTION, DUE)
        with pytest.raises(NotNow, match="已经过去"):
            services.ask_sweep(actor, original, [unit("望岭乡")], QUESTION, clock.today() - timedelta(days=1))


@pytest.mark.parametrize(
    "key", ["township", "village_outsider", "department", "inspector", "office", "helper"]
)
def test_others_do_not_answer_for_a_unit(original: Problem, acting: Any, key: str) -> None:
    asked = ask(acting, original, "望岭乡")
    with acting(key) as actor, pytest.raises(Refused):
        services.answer_sweep(actor, asked["望岭乡"], ["on_site"], "32户逐户看过")
    with scoped(SYSTEM):
        assert SweepAsk.objects.get().open


@pytest.mark.parametrize("key", [k for k in PEOPLE if k != "leaver"])
def test_the_doors_own_rule_of_sight_is_the_policys(steps: Steps, acting: Any, key: str) -> None:
    made = [
        steps.worked(area_code=SONGWAN),
        steps.raised(),
        steps.raised(by="department"),
        steps.raised(area_code=WANGLING),
    ]
    with acting("office") as actor:
        services.refer(actor, made[1], unit("县纪委监委"), "三次整改仍在，请核查")
    with scoped(SYSTEM):
        department = Problem.objects.get(pk=made[3].pk)
    with acting("office") as actor:
        services.assign(actor, department, unit("县水利局"), due=DUE, target="通水")
    for each in made:
        with acting("office") as actor:
            services.ask_sweep(actor, each, [unit("石坳村")], QUESTION, DUE)
    with acting(key):
        seen = set(Problem.objects.values_list("pk", flat=True))
        assert {p.pk for p in made if sweep_progress(p.pk) == (1, 0, 0)} == seen & {p.pk for p in made}


def test_by_form_from_asking_to_answering(original: Problem, as_: Any) -> None:
    office, town = as_("office"), as_("township_outsider")
    response = post(office, original, "sweep_ask", question=QUESTION, groups=["township"], due=DUE)
    assert response.status_code == 302, response.content.decode()
    with scoped(SYSTEM):
        row = SweepAsk.objects.get()
        assert row.unit.name == "望岭乡"  # the lead is left out of its group
    text = page(office, original)
    assert "答复 0 / 1" in text
    assert "望岭乡：举一反三还没有答复" in text
    assert office.post(f"/problems/{original.pk}/sweep/remind/").status_code == 204
    assert QUESTION[:20] in town.get("/").content.decode()
    assert QUESTION[:20] in town.get("/problems/sweeps/").content.decode()
    sent = {"how": ["on_site"], "looked_at": "32户逐户看过", "version": row.version}
    lacking = town.post(row.get_absolute_url(), {**sent, "result": "found"})
    assert lacking.status_code == 422
    assert "查出的请至少写一件" in lacking.content.decode()
    lines = {"title_1": "下洲村2户屋面漏雨", "place_1": WANGLING + 3}
    assert (
        "请选“另查出”"
        in town.post(row.get_absolute_url(), {**sent, "result": "none", **lines}).content.decode()
    )
    assert town.post(row.get_absolute_url(), {**sent, "result": "found", **lines}).status_code == 302
    assert "答复 1 / 1，另查出 1 处" in page(office, original)
    with scoped(SYSTEM):
        local = Problem.objects.get(origin=original)
    assert "由哪件查出" not in page(town, local)
    assert original.number in page(office, local)


def test_the_page_costs_the_same_however_many_were_asked(original: Problem, acting: Any, as_: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    counts = []
    for names in (("望岭乡",), ("县水利局", "石坳村", "桥头村", "枫林村")):
        ask(acting, original, *names)
        with CaptureQueriesContext(connection) as seen:
            assert as_("office").get(f"/problems/{original.pk}/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_overdue_answer_shows(original: Problem, acting: Any, as_: Any) -> None:
    ask(acting, original, "望岭乡")
    with scoped(SYSTEM):
        SweepAsk.objects.update(due=clock.today() - timedelta(days=3))
    assert "逾期 3 天" in as_("township_outsider").get("/").content.decode()
    assert "逾期 3 天" in as_("office").get("/problems/sweeps/?saved=late").content.decode()
    assert fresh(original).sweep_asked
