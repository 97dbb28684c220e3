"""Passing on: a colleague takes over inside the unit; the county sends a dispatched problem elsewhere in one act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.accounts.models import Person
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services
from bihuan.web.problems.models import Assignment, Problem
from bihuan.web.problems.services import NotNow
from tests.web.problems.steps import SONGWAN, WANGLING, Steps, fresh, unit
from tests.world import PEOPLE


@pytest.fixture
def steps(county: Any, acting: Any) -> Steps:
    return Steps(acting)


def person(key: str) -> Person:
    with scoped(SYSTEM):
        return Person.objects.get(name=PEOPLE[key][0])


def owner_of(problem: Problem) -> str:
    with scoped(SYSTEM):
        return str(Problem.objects.get(pk=problem.pk).owner)


def test_a_colleague_takes_over_and_the_clock_runs_on(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked()
    before = fresh(problem)
    with acting("township") as actor:
        problem = services.hand_on(actor, problem, person("township_colleague"), "何敏休产假")
    assert (owner_of(problem), problem.due, problem.first_due) == ("杨春生", before.due, before.first_due)
    part = Assignment.objects.none()
    with scoped(SYSTEM):
        part = Assignment.objects.get(problem=problem)
        line = JournalLine.objects.filter(object_id=problem.pk, code="problem.owner_changed").get()
    assert part.hands[-1] == person("township_colleague").pk
    assert line.data == {"before": "何敏", "after": "杨春生", "note": "何敏休产假"}
    assert "责任人由 何敏 换成 杨春生" in as_("office").get(f"/problems/{problem.pk}/").content.decode()
    with acting("township_colleague") as actor:
        services.submit(actor, problem, achieved="已通水", accepted_by="户主")


@pytest.mark.parametrize("who", ["township_outsider", "village", "office", "leaver"])
def test_only_to_somebody_of_the_same_unit(steps: Steps, acting: Any, who: str) -> None:
    problem = steps.acknowledged()
    other = person(who)
    if who == "leaver":
        other.left_on = clock.today()
    with acting("township") as actor, pytest.raises(NotNow, match="在岗的同志"):
        services.hand_on(actor, problem, other)


@pytest.mark.parametrize(
    "who", ["township_outsider", "office", "inspector", "village", "department", "leader"]
)
def test_only_by_the_units_own_people(steps: Steps, acting: Any, who: str) -> None:
    problem = steps.acknowledged()
    with acting(who) as actor, pytest.raises(Refused):
        services.hand_on(actor, problem, person("township_colleague"))
    assert owner_of(problem) == "何敏"


def test_what_was_handed_in_is_not_handed_on(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    with acting("township") as actor, pytest.raises(NotNow, match="不能再这样办"):
        services.hand_on(actor, problem, person("township_colleague"))


def test_the_county_moves_a_dispatched_problem_in_one_act(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked(area_code=SONGWAN)
    was = fresh(problem)
    with acting("office") as actor:
        services.move_elsewhere(actor, problem, WANGLING, unit("望岭乡"), "地界划错，在望岭乡")
    now = fresh(problem)
    assert (now.area_code, now.place, str(now.lead_unit), now.state) == (
        WANGLING,
        "望岭乡",
        "望岭乡",
        "assigned",
    )
    assert (now.due, now.first_due) == (was.due, was.first_due)
    with scoped(SYSTEM):
        assert now.evidence.count() == now.measures.count() == 1
        codes = list(
            JournalLine.objects.filter(object_id=now.pk).order_by("id").values_list("code", flat=True)
        )
        assert {e.area_code for e in now.evidence.all()} == {WANGLING}
    assert codes[-3:] == ["problem.withdrawn", "problem.transferred", "problem.assigned"]
    assert as_("township").get(f"/problems/{now.pk}/").status_code == 404
    assert as_("township_outsider").get(f"/problems/{now.pk}/").status_code == 200


def test_a_later_day_counts_as_an_extension(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged(area_code=SONGWAN)
    was = fresh(problem).due
    assert was
    with acting("office") as actor:
        services.move_elsewhere(
            actor, problem, WANGLING, unit("望岭乡"), "地界划错，在望岭乡", due=was + timedelta(days=5)
        )
    now = fresh(problem)
    assert (now.first_due, now.due) == (was, was + timedelta(days=5))
    with scoped(SYSTEM):
        assert now.extensions.get().state == "approved"


def test_all_of_it_or_nothing(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged(area_code=SONGWAN)
    before = fresh(problem)
    with acting("office") as actor:
        with pytest.raises(NotNow, match="本来就在"):
            services.move_elsewhere(actor, problem, SONGWAN, unit("望岭乡"), "地界划错")
        with pytest.raises(Conflict):
            services.move_elsewhere(actor, problem, WANGLING, unit("望岭乡"), "地界划错", version=1)
    after = fresh(problem)
    assert (after.area_code, after.state, after.version, after.lead_unit_id) == (
        before.area_code, before.state, before.version, before.lead_unit_id,
    )  # fmt: skip


def test_what_a_village_handed_in_is_not_carried_away(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged(area_code=SONGWAN)
    with acting("township") as actor:
        services.forward(actor, problem, [unit("松湾村")])
    with acting("village") as actor:
        services.acknowledge(actor, problem)
        services.submit(actor, problem)
    with acting("office") as actor, pytest.raises(NotNow, match="松湾村已经交了"):
        services.move_elsewhere(actor, problem, WANGLING, unit("望岭乡"), "地界划错")
    assert fresh(problem).area_code == SONGWAN


@pytest.mark.parametrize(
    "who", ["township", "township_outsider", "inspector", "clerk", "department", "leader", "village"]
)
def test_nobody_but_the_office_moves_what_was_dispatched(steps: Steps, acting: Any, who: str) -> None:
    problem = steps.acknowledged(area_code=SONGWAN)
    with acting(who) as actor, pytest.raises(Refused):
        services.move_elsewhere(actor, problem, WANGLING, unit("望岭乡"), "地界划错，在望岭乡")
    assert fresh(problem).area_code == SONGWAN


def test_both_are_offered_where_they_fit(steps: Steps, as_: Any) -> None:
    problem = steps.acknowledged(area_code=SONGWAN)
    office = as_("office").get(f"/problems/{problem.pk}/").content.decode()
    township = as_("township").get(f"/problems/{problem.pk}/").content.decode()
    assert "转到别的乡镇" in office
    assert "换一位同志办" not in office
    assert "换一位同志办" in township
    assert "转到别的乡镇" not in township
    sent = {"place": unit("望岭乡").pk, "reason": "地界划错，在望岭乡", "version": fresh(problem).version}
    assert as_("office").post(f"/problems/{problem.pk}/do/move_elsewhere/", sent).status_code == 302
    assert str(fresh(problem).lead_unit) == "望岭乡"
