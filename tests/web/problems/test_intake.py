"""The way in for findings: once by source and key, evidence and never a close-out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM, SYSTEM_ACTOR
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Finding, Problem, Sighting
from bihuan.web.problems.services import NotNow, Report
from bihuan.web.problems.services.intake import known
from tests.web.problems.steps import LIUXI, SONGWAN, Steps, fresh, unit

FACTS = {"title": "12户收入与民政数据对不上", "area_code": LIUXI, "source": "rule", "profile_key": "data"}
TODAY = clock.today()


def test_the_same_finding_twice_is_the_same_problem(steps: Steps, acting: Any) -> None:
    with acting("clerk") as actor:
        first = services.raise_from(actor, "rule", Report("R12:990101101001:7", "户主甲"), **FACTS)
        again = services.raise_from(actor, "rule", Report("R12:990101101001:7"), **FACTS)
        assert (first.new, again.new) == (True, False)
        assert first.problem.pk == again.problem.pk
        assert Problem.objects.count() == Finding.objects.count() == 1
        other = services.raise_from(actor, "quality", Report("R12:990101101001:7"), **FACTS)
        assert other.new, "another source has keys of its own"


def test_many_findings_make_one_problem_and_new_ones_join_it(acting: Any, county: Any) -> None:
    with acting("clerk") as actor:
        made = services.raise_from(actor, "rule", [Report("a"), Report("b")], **FACTS)
        joined = services.raise_from(actor, "rule", [Report("b"), Report("c")], **FACTS)
        assert joined.problem.pk == made.problem.pk
        assert set(known("rule", ["a", "b", "c", "d"])) == {"a", "b", "c"}
        services.raise_from(actor, "rule", [Report("x")], **FACTS)
        with pytest.raises(NotNow, match="分别登记为"):
            services.raise_from(actor, "rule", [Report("a"), Report("x"), Report("new")], **FACTS)
        assert not known("rule", ["new"]), "a refused group leaves nothing"


def test_a_run_of_the_machine_raises_for_an_office(county: Any) -> None:
    with scoped(SYSTEM):
        made = services.raise_from(SYSTEM_ACTOR, "rule", Report("a"), unit=unit("县帮扶办"), **FACTS)
    assert made.problem.raised_unit_id == unit("县帮扶办").pk
    assert made.problem.raised_by_id is None


def test_seen_again_and_vanished_are_lines_and_change_no_state(steps: Steps, acting: Any) -> None:
    with acting("clerk") as actor:
        made = services.raise_from(actor, "rule", [Report("a"), Report("b")], **FACTS).problem
        version, state = made.version, made.state
        for _ in range(2):
            assert services.vanished(actor, "rule", ["a", "unknown"], TODAY, run="十一月导入") == 1
        assert services.seen_again(actor, "rule", ["b"], TODAY, run="十一月导入") == 1
        assert list(Sighting.objects.values_list("finding__key", "kind")) == [
            ("a", "vanished"),
            ("b", "seen"),
        ]
        with pytest.raises(NotNow, match="还没有到"):
            services.vanished(actor, "rule", ["a"], TODAY + timedelta(days=1))
    now = fresh(made)
    assert (now.version, now.state) == (version, state)


def test_seen_after_the_close_out_reopens_nothing_by_itself(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    with scoped(SYSTEM):
        Finding.objects.create(problem=problem, source="rule", key="a", raised_at=clock.now())
        assert services.seen_again(SYSTEM_ACTOR, "rule", ["a"], TODAY, run="r2") == 1
        again = services.raise_from(SYSTEM_ACTOR, "rule", Report("a"), unit=unit("县帮扶办"), **FACTS)
    assert (again.new, again.problem.pk, fresh(problem).state) == (False, problem.pk, "closed")


def test_what_was_merged_leads_to_where_it_went(steps: Steps, acting: Any) -> None:
    kept = steps.raised(profile_key="data")
    with acting("clerk") as actor:
        made = services.raise_from(actor, "rule", Report("a"), **FACTS).problem
    with acting("office") as actor:
        services.merge(actor, made, kept, "同一批户，合成一件")
        assert services.raise_from(actor, "rule", Report("a"), **FACTS).problem.pk == kept.pk


def test_who_does_not_see_the_problem_learns_no_more_than_that_it_is_there(acting: Any, county: Any) -> None:
    with acting("township_outsider") as actor:
        services.raise_from(actor, "visit", Report("v1"), **{**FACTS, "area_code": 990101_102000})
    with acting("township") as actor:
        assert not known("visit", ["v1"])
        with pytest.raises(NotNow, match="不在您能看到的范围内"):
            services.raise_from(actor, "visit", Report("v1"), **FACTS)
        assert not Problem.objects.exists(), "nothing of the second registration stays"
        assert services.vanished(actor, "visit", ["v1"], TODAY) == 0


@pytest.mark.parametrize("keys", [[], ["a", "a"], [""], ["长" * 121]])
def test_keys_are_there_once_and_fit(acting: Any, county: Any, keys: list[str]) -> None:
    with acting("clerk") as actor, pytest.raises(ValueError, match="来源编号"):
        services.raise_from(actor, "rule", [Report(key) for key in keys], **FACTS)
    with acting("clerk") as actor, pytest.raises(ValueError, match="没有叫"):
        services.raise_from(actor, "gossip", Report("a"), **FACTS)


def test_a_reader_hands_nothing_in(acting: Any, county: Any) -> None:
    for key in ("leader", "assessor", "discipline"):
        with acting(key) as actor, pytest.raises(Refused, match="不能登记问题"):
            services.raise_from(actor, "rule", Report("a"), **FACTS)


def test_the_database_keeps_findings_with_their_problem(steps: Steps, acting: Any) -> None:
    """Past the services: another township neither reads nor writes them, nobody deletes, a key stands once."""
    with acting("township") as actor:
        made = services.raise_from(actor, "visit", Report("v1"), **{**FACTS, "area_code": SONGWAN}).problem
        finding = Finding.objects.get()
        assert finding.area_code == SONGWAN
        with pytest.raises(IntegrityError), transaction.atomic():
            Finding.objects.create(problem=made, source="visit", key="v1", raised_at=clock.now())
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            finding.delete()
    with acting("township_outsider"):
        assert not Finding.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Finding.objects.create(problem_id=made.pk, source="visit", key="v2", raised_at=clock.now())
    with acting("village"):
        assert Finding.objects.count() == 1
    with acting("leader"):
        assert Finding.objects.count() == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Sighting.objects.create(problem=made, finding=finding, kind="vanished", on=TODAY, at=clock.now())
