"""The scope as people of each role have it."""

from __future__ import annotations

import pytest
from django.db import connection

from bihuan.web.access import scope
from bihuan.web.access.scope import NOBODY, Span
from tests import signed


@pytest.mark.django_db
def test_county_office_reaches_the_county_and_its_own_unit(county) -> None:
    person, grant = signed.post_of("office")
    got = scope.scope_of(person, grant)
    assert got.reads == Span(990101_000000, 990102_000000, units=(grant.unit_id,))
    assert got.writes == got.reads


@pytest.mark.django_db
def test_township_reaches_its_thousand_codes(county) -> None:
    person, grant = signed.post_of("township")
    assert scope.scope_of(person, grant).reads.lo == 990101_101000
    assert scope.scope_of(person, grant).reads.hi == 990101_102000


@pytest.mark.django_db
def test_nobody_sees_no_person_and_no_account(db) -> None:
    from bihuan.web.accounts.models import Account, Person

    scope.apply(NOBODY)
    assert Person.objects.count() == 0
    assert Account.objects.count() == 0


@pytest.mark.django_db
def test_sign_in_page_answers(client) -> None:
    assert client.get("/accounts/sign-in/").status_code == 200


@pytest.mark.django_db
def test_app_role_is_neither_owner_nor_bypassing(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("select count(*) from pg_class where relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
