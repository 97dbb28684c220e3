"""Who may add a notice, asked past every service: only of what one just did oneself, and to those concerned."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.accounts.models import Person
from bihuan.web.campaigns.models import Answer
from bihuan.web.config import clock
from bihuan.web.inbox import nudges
from bihuan.web.inbox.models import Notice, Nudge
from bihuan.web.journal.services import about as lines_about
from bihuan.web.journal.services import add
from bihuan.web.problems.models import Problem
from tests.web.campaigns import kit
from tests.web.problems.steps import Steps, unit
from tests.world import PEOPLE

EVERYBODY = [key for key in PEOPLE if key != "leaver"]


def pk_of(key: str) -> int:
    """A person's id, whoever asks."""
    with scoped(SYSTEM):
        return Person.objects.get(account__username=key).pk


def refused(**given: Any) -> bool:
    """Whether the database refuses the row."""
    usual: dict[str, Any] = {"kind": "assigned", "key": "line:0:x", "at": clock.now()}
    try:
        with transaction.atomic():
            Notice.objects.bulk_create([Notice(**usual | given)], ignore_conflicts=True)
    except DatabaseError as error:
        return "a notice" in str(error) or "row-level security" in str(error)
    return False


@pytest.mark.parametrize("key", EVERYBODY)
def test_nobody_tells_of_nothing(steps: Steps, acting: Any, county: Any, key: str) -> None:
    problem = steps.assigned()
    about = {"object_type": "problems.problem", "object_id": problem.pk}
    to_unit, to_one = {"unit": unit("柳溪镇")}, {"person_id": pk_of("village")}
    with acting(key):
        for to in (to_unit, to_one):
            assert refused(**to)
            assert refused(**to, data={"words": "请到县里领钱"})
            assert refused(**to, **about)
            assert refused(**to, kind="due", key=f"due:1:{clock.today()}")


@pytest.mark.parametrize("key", EVERYBODY)
def test_nobody_tells_by_anothers_line(steps: Steps, acting: Any, key: str) -> None:
    """The line of the assignment was the office's, and is sealed."""
    problem = steps.assigned()
    with acting("office"):
        line = lines_about(problem)[0].pk
    with acting(key):
        assert refused(
            unit=unit("县水利局"), line_id=line, object_type="problems.problem", object_id=problem.pk
        )


def written(actor: Any, problem: Problem) -> dict[str, Any]:
    """A line that anybody may write, and a notice of it."""
    line = add(actor, "problem.reminded", problem, {})
    return {"line_id": line.pk, "object_type": "problems.problem", "object_id": problem.pk}


def test_a_line_of_ones_own_reaches_those_concerned_alone(steps: Steps, acting: Any) -> None:
    problem, village = steps.assigned(), pk_of("village")
    with acting("office") as office:
        about = written(office, problem)
        assert refused(unit=unit("县水利局"), **about)
        assert refused(person_id=village, **about)
        assert refused(unit=unit("柳溪镇"), data={"words": "请到县里领钱"}, **about)
        assert refused(unit=unit("柳溪镇"), posted=True, **about)
        assert refused(unit=unit("柳溪镇"), **about | {"object_id": problem.pk + 1})
        assert not refused(unit=unit("柳溪镇"), key="line:1:1", **about)


@pytest.mark.parametrize(
    "key", ["township_outsider", "village_outsider", "department", "helper", "administrator"]
)
def test_nobody_tells_of_what_he_does_not_see(steps: Steps, acting: Any, key: str) -> None:
    problem = steps.assigned()
    with acting(key) as actor:
        assert not Problem.objects.filter(pk=problem.pk).exists()
        assert refused(unit=unit("柳溪镇"), key="line:1:1", **written(actor, problem))


def test_a_campaign_is_told_by_its_own_office(acting: Any, county: Any) -> None:
    with acting("office") as office:
        campaign = kit.published(office)
    for key in ("township", "department", "inspector"):
        with acting(key) as actor:
            line = add(actor, "campaign.published", campaign, {})
            about = {"line_id": line.pk, "object_type": "campaigns.campaign", "object_id": campaign.pk}
            assert refused(unit=unit("柳溪镇"), key="campaign:1:1", **about)


def test_an_answer_is_told_within_sight(acting: Any, county: Any) -> None:
    with acting("office") as office:
        campaign = kit.published(office)
    with acting("township"):
        answer = Answer.objects.filter(campaign=campaign, unit=unit("柳溪镇")).first()
    for key, no in (("township_outsider", True), ("office", False)):
        with acting(key) as actor:
            line = add(actor, "answer.sent_back", answer, {})
            about = {"line_id": line.pk, "object_type": "campaigns.answer", "object_id": answer.pk}
            assert refused(unit=unit("柳溪镇"), key=f"line:{line.pk}:1", **about) is no
            assert refused(unit=unit("望岭乡"), key=f"line:{line.pk}:2", **about)


def test_a_reminder_is_told_by_who_made_it_to_its_unit(acting: Any, county: Any) -> None:
    with acting("office") as office:
        nudges.note(office, county.unit("柳溪镇"), nudges.Counts(problems=2))
        made = Nudge.objects.get()
        about = {"object_type": "inbox.nudge", "object_id": made.pk, "kind": "reminded"}
        assert refused(unit=unit("望岭乡"), key="reminded:1:1", **about)
        assert not refused(unit=unit("柳溪镇"), key="reminded:1:1", **about)
    for key in ("township_outsider", "inspector", "clerk"):
        with acting(key):
            assert refused(unit=unit("柳溪镇"), key="reminded:1:2", **about)
    with acting("township"):
        assert [n.kind for n in Notice.objects.order_by("pk")] == ["reminded", "reminded"]
