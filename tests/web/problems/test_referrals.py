"""Double accountability: what one person and discipline inspection know, and nobody else can find out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.accounts.models import Person
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, Gate, Measure, Problem, Referral, ReferralOutcome
from bihuan.web.problems.services import NotNow
from tests.web.problems.steps import Steps, fresh, unit
from tests.world import PEOPLE

WHY = "三次整改仍在，涉及资金去向"
LETTER = {"letter_no": "云帮函〔2026〕7号", "materials": "台账复印件一份"}
EVERYBODY = [key for key in PEOPLE if key != "leaver"]


def refer(steps: Steps, acting: Any, problem: Problem) -> Referral:
    with acting("office") as actor:
        told = Person.objects.get(name=PEOPLE["clerk"][0])
        return services.refer(actor, problem, unit("县纪委监委"), WHY, told=told, **LETTER)


def record(acting: Any, problem: Problem) -> None:
    with acting("discipline") as actor:
        services.record_outcome(actor, problem, "checking", "已约谈经办人两名")


def test_who_sees_the_referral_and_what_came_of_it(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    refer(steps, acting, problem)
    record(acting, problem)
    seen = {}
    for key in EVERYBODY:
        with acting(key):
            seen[key] = (Referral.objects.count(), ReferralOutcome.objects.count())
    assert {k for k, (referrals, _) in seen.items() if referrals} == {"office", "clerk", "discipline"}
    assert {k for k, (_, outcomes) in seen.items() if outcomes} == {"clerk", "discipline"}


def test_the_problem_looks_as_before_to_everybody_else(steps: Steps, acting: Any) -> None:
    """Row for row, in every table the others may read: nothing differs before and after."""
    problem = steps.closed()

    def everything() -> str:
        found = []
        with connection.cursor() as cursor:
            cursor.execute(
                "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
                " and has_table_privilege(oid, 'select') and relname not like '%session%' order by 1"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"select to_jsonb(x) from {table} x order by 1")
                found.append([table, [row[0] for row in cursor.fetchall()]])
        return json.dumps(found, default=str)

    watched = [k for k in EVERYBODY if k not in ("office", "clerk", "discipline", "auditor")]
    before = {}
    for key in watched:
        with acting(key):
            before[key] = everything()
    refer(steps, acting, problem)
    record(acting, problem)
    for key in watched:
        with acting(key):
            assert everything() == before[key], key


def test_the_auditor_learns_that_it_happened_not_what_about(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    referral = refer(steps, acting, problem)
    with acting("auditor"):
        line = journal.lines_of(referral)[0]
        assert line.text == "移交一案双查"
        assert (line.data, line.area_code, line.units) == ({}, None, [])


def test_the_unit_reads_the_whole_problem_and_only_that_one(steps: Steps, acting: Any) -> None:
    problem, other = steps.closed(), steps.closed(title="别的一件，没有移交")
    with acting("discipline"):
        assert Problem.objects.count() == 0
    refer(steps, acting, problem)
    with acting("discipline"):
        assert list(Problem.objects.values_list("pk", flat=True)) == [problem.pk]
        for model in (Measure, Evidence, Gate):
            assert set(model.objects.values_list("problem", flat=True)) == {problem.pk}
        assert journal.lines_of(problem)
        assert not journal.lines_of(other)
    with acting("discipline_outsider"):
        assert Problem.objects.count() == 0


def test_pages_lists_and_exports_say_nothing(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.assigned()
    refer(steps, acting, problem)
    record(acting, problem)
    for key in ("office_colleague", "inspector", "leader", "township", "assessor", "clerk_colleague"):
        client = as_(key)
        text = client.get(f"/problems/{problem.pk}/").content.decode()
        assert WHY not in text
        assert "云帮函" not in text
        assert "约谈" not in text
    text = as_("office").get(f"/problems/{problem.pk}/").content.decode()
    assert WHY in text
    assert "约谈" not in text
    assert "约谈" in as_("discipline").get(f"/problems/{problem.pk}/").content.decode()
    listed = {
        k: as_(k).get("/problems/referrals/").content.decode()
        for k in ("office", "office_colleague", "discipline")
    }
    assert WHY in listed["office"]
    assert "核查中" not in listed["office"]
    assert "核查中" in listed["discipline"]
    assert WHY not in listed["office_colleague"]
    assert as_("township").get("/problems/referrals/").status_code == 403


def test_a_colleague_may_refer_too_and_learns_nothing_by_it(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    refer(steps, acting, problem)
    with acting("office_colleague") as actor:
        services.refer(actor, problem, unit("县纪委监委"), WHY)
        assert Referral.objects.count() == 1
    with acting("office") as actor, pytest.raises(NotNow, match="已经把这件移交"):
        services.refer(actor, problem, unit("县纪委监委"), WHY)
    assert fresh(problem).version == problem.version


@pytest.mark.parametrize("key", ["discipline_outsider", "office", "township", "auditor"])
def test_only_the_unit_it_went_to_records(steps: Steps, acting: Any, key: str) -> None:
    problem = steps.closed()
    referral = refer(steps, acting, problem)
    with acting(key) as actor:
        with pytest.raises(Refused):
            services.record_outcome(actor, problem, "dealt", "处理完毕")
        with pytest.raises(ProgrammingError), transaction.atomic():
            ReferralOutcome.objects.create(
                referral_id=referral.pk, step="dealt", on="2026-01-01", text="伪造", by_id=actor.person_id,
                at="2026-01-01T00:00+08:00", unit_id=actor.unit_id, told_id=actor.person_id,
            )  # fmt: skip


def test_nobody_forges_or_changes_a_referral(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    referral = refer(steps, acting, problem)
    record(acting, problem)
    for key in ("township", "discipline", "inspector"):
        with acting(key) as actor, pytest.raises(ProgrammingError), transaction.atomic():
            Referral.objects.create(
                problem_id=problem.pk, unit_id=unit("县纪委监委").pk, reason="伪造的移交", by_id=actor.person_id,
                by_unit_id=actor.unit_id, told_id=actor.person_id, at="2026-01-01T00:00+08:00",
            )  # fmt: skip
    with acting("discipline"):
        assert Referral.objects.filter(pk=referral.pk).update(reason="改掉") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            ReferralOutcome.objects.update(text="改掉")


def test_words_and_people_are_checked(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    with acting("office") as actor:
        with pytest.raises(NotNow, match="不是纪检监察单位"):
            services.refer(actor, problem, unit("县住建局"), WHY)
        with pytest.raises(NotNow, match="不是县帮扶办的同志"):
            services.refer(actor, problem, unit("县纪委监委"), WHY, told=Person.objects.get(name="何敏"))
        with pytest.raises(NotNow, match="为什么移交"):
            services.refer(actor, problem, unit("县纪委监委"), "查")
