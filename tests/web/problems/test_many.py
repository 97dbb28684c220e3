"""Several at once: the same rules as one by one, each whole or not at all, and every refusal told with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.many import ACTS, perform, versions
from bihuan.web.problems.models import Extension, Problem
from tests.web.problems.steps import LIUXI, SONGWAN, WANGLING, Steps, fresh, unit

COUNTY_WIDE = 990101_000000


@pytest.fixture
def steps(county: Any, acting: Any) -> Steps:
    return Steps(acting)


def seen(*problems: Problem) -> list[str]:
    return [f"{p.pk}:{fresh(p).version}" for p in problems]


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_by_place_each_goes_to_its_township_and_what_cannot_stays(steps: Steps, as_: Any) -> None:
    here, there, nowhere = (steps.raised(area_code=code) for code in (SONGWAN, WANGLING, COUNTY_WIDE))
    given_out = steps.assigned()
    own = steps.raised(area_code=LIUXI, target="自己写的目标")
    asked = {
        "by_place": "on",
        "due": day(9),
        "target": "全部通水",
        "seen": seen(nowhere, there, here, given_out, own),
    }
    page = as_("office").post("/problems/many/assign/", asked).content.decode()
    assert "办成 3 件，没有办成 2 件" in page
    assert "不在哪个乡镇里" in page
    assert "已经交办给柳溪镇" in page
    leads = {p.pk: str(fresh(p).lead_unit or "") for p in (here, there, nowhere)}
    assert leads == {here.pk: "柳溪镇", there.pk: "望岭乡", nowhere.pk: ""}
    assert (fresh(here).target, fresh(own).target) == ("全部通水", "自己写的目标")
    assert fresh(here).first_due == fresh(here).due == clock.today() + timedelta(days=9)


def test_what_changed_since_it_was_ticked_is_not_touched(steps: Steps, acting: Any, as_: Any) -> None:
    problem, other = steps.raised(), steps.raised()
    ticked = seen(problem, other)
    with acting("office_colleague") as actor:
        services.set_target(actor, problem, "同事改过的目标")
    page = as_("office").post(
        "/problems/many/assign/", {"by_place": "on", "due": day(9), "target": "通水", "seen": ticked}
    )
    assert "办成 1 件，没有办成 1 件" in page.content.decode()
    assert "唐志明" in page.content.decode()
    assert (fresh(problem).state, fresh(problem).target) == ("unassigned", "同事改过的目标")
    assert fresh(other).state == "assigned"


def test_a_form_sent_twice_acts_once(steps: Steps, as_: Any) -> None:
    problem = steps.raised()
    sent = {
        "by_place": "on",
        "due": day(9),
        "target": "通水",
        "seen": seen(problem),
        "idem": "5b9c3f0e-57a7-4d53-9d56-0a7f0c6f6a11",
    }
    client = as_("office")
    assert client.post("/problems/many/assign/", sent).status_code == 200
    version = fresh(problem).version
    assert client.post("/problems/many/assign/", sent).status_code == 302
    assert fresh(problem).version == version


def test_asking_and_deciding_for_several(steps: Steps, as_: Any) -> None:
    problems = [steps.acknowledged() for _ in range(3)]
    asked = {"to": day(15), "reason": "材料到货要晚一周", "seen": seen(*problems)}
    assert "办成 3 件" in as_("township").post("/problems/many/ask/", asked).content.decode()
    idle = steps.acknowledged()
    decided = {"approve": "yes", "note": "", "seen": seen(*problems, idle)}
    page = as_("office").post("/problems/many/decide/", decided).content.decode()
    assert "办成 3 件，没有办成 1 件" in page
    assert "没有等本单位批的延期申请" in page
    assert {fresh(p).due for p in problems} == {clock.today() + timedelta(days=15)}
    assert {fresh(p).first_due for p in problems} == {clock.today() + timedelta(days=10)}


def test_a_township_decides_its_villages_and_not_its_own(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.acknowledged(area_code=SONGWAN)
    with acting("township") as actor:
        services.forward(actor, problem, [unit("松湾村")], due=clock.today() + timedelta(days=3))
        services.request_extension(actor, problem, clock.today() + timedelta(days=20), "公示须满十天")
    with acting("village") as actor:
        services.request_extension(actor, problem, clock.today() + timedelta(days=5), "等配件到货")
    sent = {"approve": "yes", "note": "", "seen": seen(problem)}
    assert "办成 1 件" in as_("township").post("/problems/many/decide/", sent).content.decode()
    with scoped(SYSTEM):
        states = dict(Extension.objects.values_list("asked_unit__name", "state"))
    assert states == {"松湾村": "approved", "柳溪镇": "asked"}


def test_without_words_nothing_is_done_and_the_form_says_so(steps: Steps, as_: Any) -> None:
    problem = steps.raised()
    answered = as_("office").post("/problems/many/assign/", {"target": "通水", "seen": seen(problem)})
    assert answered.status_code == 422
    assert "请选一个责任单位" in answered.content.decode()
    assert fresh(problem).state == "unassigned"


def test_the_list_hands_over_what_was_ticked_and_nothing_out_of_sight(steps: Steps, as_: Any) -> None:
    mine, others = steps.raised(), steps.raised(area_code=WANGLING)
    page = (
        as_("township")
        .post("/problems/many/assign/?saved=all", {"pick": [mine.pk, others.pk]})
        .content.decode()
    )
    assert f'value="{mine.pk}:{fresh(mine).version}"' in page
    assert others.number not in page
    nothing = as_("township").post("/problems/many/assign/?saved=all", {})
    assert nothing.status_code == 400


def test_ids_out_of_sight_are_passed_over(steps: Steps, acting: Any, as_: Any) -> None:
    others = steps.raised(area_code=WANGLING, target="通水")
    sent = {"lead": unit("松湾村").pk, "due": day(5), "target": "", "note": "", "seen": seen(others)}
    assert "办成 0 件" in as_("township").post("/problems/many/assign/", sent).content.decode()
    assert fresh(others).state == "unassigned"


MAY = {
    "assign": {"office", "township"},
    "ask": {"office", "department", "backing", "township", "village", "team"},
    "decide": {"office", "township"},
}


@pytest.mark.parametrize("key", sorted(ACTS))
def test_each_role_may_what_it_may_one_by_one(steps: Steps, as_: Any, key: str) -> None:
    problem = steps.raised()
    got_in = set()
    for role in ("office", "clerk", "inspector", "leader", "department", "backing", "township", "village", "team", "helper", "supervisor", "discipline", "assessor"):  # fmt: skip
        answered = as_(role).post(f"/problems/many/{key}/", {"seen": seen(problem), "approve": "no"})
        if answered.status_code != 403:
            got_in.add(role)
        shown = f"/problems/many/{key}/" in as_(role).get("/problems/?saved=all").content.decode()
        assert not shown or role in MAY[key]
    assert got_in == MAY[key]
    assert fresh(problem).version == problem.version


def test_locks_are_taken_in_the_order_of_ids(steps: Steps, acting: Any) -> None:
    problems = [steps.raised(target="通水") for _ in range(3)]
    given = {"lead": unit("柳溪镇"), "due": clock.today(), "target": "", "note": ""}
    with acting("office") as actor, CaptureQueriesContext(connection) as queries:
        done = perform(actor, ACTS["assign"], {p.pk: p.version for p in reversed(problems)}, given)
    assert [o.problem.pk for o in done if o.done] == sorted(p.pk for p in problems)
    locked = [
        q["sql"]
        for q in queries.captured_queries
        if "FOR NO KEY UPDATE" in q["sql"] and "problems_problem" in q["sql"]
    ]
    assert len(locked) == 3
    assert [any(f'"id" = {p.pk}' in sql for sql in locked[n : n + 1]) for n, p in enumerate(problems)] == [
        True
    ] * 3


def test_pairs_written_otherwise_are_left_out() -> None:
    assert versions(["3:1", "x:1", "4", "5:", ":6", "7:2 8:1"]) == {3: 1, 7: 2, 8: 1}
