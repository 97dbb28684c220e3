"""Repeats: proposed past what the registering person sees, told with no word of it, decided by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem, Repeat
from bihuan.web.problems.services import NotNow
from tests.web.problems.steps import LIUXI, SONGWAN, WANGLING, Steps, fresh, unit
from tests.web.problems.test_pages import page, post

TITLE, SAME, OTHER = "12户管道老化，供水时断时续", "供水时断时续，9户管道老化", "村小学教室没有取暖设备"
LATER = clock.today() + timedelta(days=30)


def proposed(problem: Problem) -> list[tuple[int, str]]:
    with scoped(SYSTEM):
        return list(Repeat.objects.filter(problem=problem).values_list("other", "state"))


@pytest.mark.parametrize(
    ("title", "place", "found"),
    [
        (SAME, SONGWAN, True),
        (SAME, LIUXI, True),  # the whole township, the village in it
        (OTHER, SONGWAN, False),
        (SAME, SONGWAN - 1, False),
        (SAME, WANGLING, False),
    ],
)
def test_what_is_alike_at_the_place_is_proposed(steps: Steps, title: str, place: int, found: bool) -> None:
    first = steps.raised(title=TITLE, area_code=SONGWAN)
    second = steps.raised(title=title, area_code=place)
    assert proposed(second) == ([(first.pk, "proposed")] if found else [])
    assert proposed(first) == []


def test_closed_ones_within_the_look_back_year_and_no_longer(steps: Steps) -> None:
    first = steps.closed(title=TITLE, area_code=SONGWAN)
    assert proposed(steps.raised(title=SAME, area_code=SONGWAN))
    with scoped(SYSTEM):
        Problem.objects.exclude(pk=first.pk).update(area_code=WANGLING)
        Problem.objects.filter(pk=first.pk).update(closed_at=clock.now() - timedelta(days=366))
    assert proposed(steps.raised(title=SAME, area_code=SONGWAN)) == []


def test_out_of_sight_it_says_whom_to_ask_and_nothing_else(steps: Steps, acting: Any, as_: Any) -> None:
    """A department registers what the township has: it does not see that one."""
    first = steps.acknowledged(title=TITLE, area_code=SONGWAN, text="谢长福户")
    with acting("department") as actor:
        second = services.raise_problem(actor, title=SAME, area_code=SONGWAN)
        assert not Problem.objects.filter(pk=first.pk).exists()
        row = Repeat.objects.get()
        with pytest.raises(NotNow, match="请问柳溪镇"):
            services.decide_repeat(actor, second, row.pk, "linked")
    text = page(as_("department"), second)
    assert "柳溪镇那里的一件，您看不到" in text
    assert TITLE not in text
    assert first.number not in text
    assert "谢长福" not in text
    office = page(as_("office"), second)
    assert f"{first.number} {TITLE}" in office
    with acting("office") as actor:
        linked = services.decide_repeat(actor, second, row.pk, "linked", "同一根管")
    assert (linked.repeat_of_id, linked.state) == (first.pk, "unassigned")
    assert first.number not in page(as_("department"), second)


def test_the_door_writes_for_the_caller_own_new_problem_only(steps: Steps, acting: Any) -> None:
    steps.raised(title=TITLE, area_code=SONGWAN)
    second = steps.raised(title=SAME, area_code=SONGWAN)
    with scoped(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from problems_repeat")
        assert cursor.fetchone() == (1,)
    for key in ("office", "office_colleague", "township", "department", "administrator", "auditor"):
        with acting(key), connection.cursor() as cursor:
            cursor.execute("select door_propose_repeats(%s, 365)", [second.pk])
            assert cursor.fetchone() == (0,), key
    with acting("township_outsider"):
        assert not Repeat.objects.exists()


def test_not_the_same_is_remembered(steps: Steps, acting: Any, as_: Any) -> None:
    steps.raised(title=TITLE, area_code=SONGWAN)
    second = steps.raised(title=SAME, area_code=SONGWAN)
    with acting("township") as actor:
        row = Repeat.objects.get(problem=second)
        services.decide_repeat(actor, second, row.pk, "not_same", "另一处水源")
        with pytest.raises(NotNow, match="已经定过"):
            services.decide_repeat(actor, second, row.pk, "linked")
    assert "可能和已有的" not in page(as_("office"), second)
    assert fresh(second).repeat_of_id is None


def test_reopening_the_old_one_keeps_its_first_deadline_and_takes_the_new_one_in(
    steps: Steps, acting: Any
) -> None:
    first = steps.closed(title=TITLE, area_code=SONGWAN)
    due = first.first_due
    second = steps.raised(title=SAME, area_code=SONGWAN, due=LATER)
    with acting("office") as actor:
        row = Repeat.objects.get(problem=second)
        with pytest.raises(NotNow, match="在哪里又发现"):
            services.decide_repeat(actor, second, row.pk, "reopened", due=LATER)
        services.decide_repeat(actor, second, row.pk, "reopened", "松湾村又停水三天", due=LATER)
    first, second = fresh(first), fresh(second)
    assert (first.state, first.rounds, first.due, first.first_due) == ("reopened", 1, LATER, due)
    assert (second.state, second.merged_into_id, second.repeat_of_id) == ("merged", first.pk, first.pk)


def test_the_unit_that_put_it_right_does_not_reopen(steps: Steps, acting: Any) -> None:
    first = steps.closed(title=TITLE, area_code=SONGWAN)
    with acting("township") as actor:
        second = services.raise_problem(actor, title=SAME, area_code=SONGWAN)
        row = Repeat.objects.get(problem=second)
        with pytest.raises(NotNow, match="另一个单位"):
            services.decide_repeat(actor, second, row.pk, "reopened", "松湾村又停水三天", due=LATER)
    assert proposed(second) == [(first.pk, "proposed")]
    assert fresh(first).state == "closed"


def test_by_form_with_badge_and_tabs(steps: Steps, acting: Any, as_: Any) -> None:
    first = steps.closed(title=TITLE, area_code=SONGWAN)
    second = steps.raised(title=SAME, area_code=SONGWAN)
    client = as_("office")
    assert "可能重复 1" in client.get("/problems/").content.decode()
    with scoped(SYSTEM):
        row = Repeat.objects.get()
    lacking = post(client, second, "repeat", other=row.pk, verdict="reopened")
    assert lacking.status_code == 422
    assert "重新打开要定新的时限" in lacking.content.decode()
    assert post(client, second, "repeat", other=row.pk, verdict="linked").status_code == 302
    listed = client.get("/problems/?saved=again").content.decode()
    assert second.number in listed
    assert ">重复<" in listed
    assert first.number in page(client, second)
    assert f'又登记为</dt><dd><a href="/problems/{second.pk}/">{second.number}' in page(client, first)


def test_what_one_sweep_found_is_not_proposed_among_itself(steps: Steps, acting: Any) -> None:
    original = steps.raised(title=TITLE, area_code=WANGLING)
    with acting("office") as actor:
        services.ask_sweep(actor, original, [unit("柳溪镇")], "有没有供水时断时续的", LATER)
    with acting("township") as actor:
        from bihuan.web.problems.models import SweepAsk

        found = [services.Local(t, SONGWAN) for t in (TITLE, SAME)]
        made = services.answer_sweep(
            actor, SweepAsk.objects.get().pk, ["on_site"], "逐户看过", count=2, found=found
        )
    assert [proposed(p) for p in made] == [[], []]
