"""Who reaches no case row by SQL: nobody without a scope, no role that only reads, no lapsed post; and nobody writes what gives rights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from bihuan.web.access import scope
from bihuan.web.access.classes import classed_models
from bihuan.web.access.scope import NOBODY, SYSTEM, Span
from bihuan.web.config import clock
from tests import signed
from tests.web.access.sql import asked

CLOSED = ("case", "published", "identity")


@pytest.mark.django_db
def test_without_a_scope_no_closed_table_has_a_row(county: Any) -> None:
    with scope.acting(NOBODY):
        for model in classed_models():
            if model.access_class in CLOSED:
                assert not asked(f"select 1 from {model._meta.db_table} limit 1"), model


def test_a_fresh_transaction_is_a_scope_of_nobody(committed_db: str) -> None:
    """Requests set no scope before somebody is known: what was never set, and what an ended transaction left, show no row."""
    for _ in range(2):
        with transaction.atomic():
            assert {
                asked(f"select current_setting('{name}', true)")[0][0] or "" for name in NOBODY.settings()
            } == {""}
            for model in classed_models():
                if model.access_class in CLOSED:
                    assert not asked(f"select 1 from {model._meta.db_table} limit 1"), model
        with transaction.atomic():
            scope.apply(SYSTEM)
            assert asked("select count(*) from accounts_person") != [(0,)]


def test_outside_a_transaction_no_closed_table_has_a_row(committed_db: str) -> None:
    with scope.acting(SYSTEM):
        assert asked("select count(*) from accounts_person") != [(0,)]
    assert asked("select count(*) from accounts_person") == [(0,)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", ["leader", "village_leader", "discipline", "administrator", "auditor", "assessor"]
)
def test_roles_that_only_read_cannot_write_by_sql(county: Any, key: str) -> None:
    with signed.acting(key) as actor:
        own = [county.unit("柳溪镇").pk, actor.unit_id]
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "insert into campaigns_answer (area_code, units, campaign_id, check_item_id, unit_id, state, text, measures, progress, due_at, version)"
                " values (990101101001, %s, 1, 1, 1, 'open', '', '', '', now(), 1)", [own],
            )  # fmt: skip


@pytest.mark.django_db
def test_a_lapsed_assessor_reaches_nothing(county: Any) -> None:
    person, grant = signed.post_of("assessor")
    grant.valid_to = clock.today() - timedelta(days=1)
    lapsed = scope.scope_of(person, grant)
    assert (lapsed.role, lapsed.reads, lapsed.writes, lapsed.chain) == ("", Span(), Span(), ())


@pytest.mark.django_db
def test_a_limited_role_without_an_end_holds_on_no_day(county: Any) -> None:
    person, grant = signed.post_of("assessor")
    grant.valid_to = None
    assert not grant.holds_on(clock.today())
    assert scope.scope_of(person, grant).reads == Span()


@pytest.mark.django_db
def test_villages_named_in_a_post_narrow_it(county: Any) -> None:
    person, grant = signed.post_of("township")
    grant.area_codes = [990101_101001, 990101_101002]
    assert scope.scope_of(person, grant).reads == Span(
        areas=(990101_101001, 990101_101002), units=(grant.unit_id,)
    )


@pytest.mark.django_db
def test_nobody_gives_himself_a_household(county: Any) -> None:
    with (
        signed.acting("helper") as actor,
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into access_householdgrant (person_id, household_id, kind, valid_from) values (%s, 1, 'pairing', now())",
                [actor.person_id],
            )


@pytest.mark.django_db
def test_nobody_becomes_somebody_else(county: Any) -> None:
    other = county_person("office")
    with (
        signed.acting("village") as actor,
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                "update accounts_account set person_id = %s where person_id = %s", [other, actor.person_id]
            )


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["township", "auditor"])
@pytest.mark.parametrize("statement", [
    "insert into journal_journalseal (seq, line_id, previous, hash) values (1, 1, '', '')",
    "update journal_journalhead set seq = 0",
    "delete from journal_journalline",
    "truncate journal_journalline",
])  # fmt: skip
def test_nobody_and_not_even_a_timer_writes_the_chain(county: Any, key: str, statement: str) -> None:
    person, grant = signed.post_of(key)
    for who in (scope.scope_of(person, grant), SYSTEM):
        with (
            scope.acting(who),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            with connection.cursor() as cursor:
                cursor.execute(statement)


def county_person(key: str) -> int:
    return int(signed.post_of(key)[0].pk)
