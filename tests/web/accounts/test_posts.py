"""The account and posts a request starts with: one question, asked anew each time, with the same answer as by row security."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.web.access import scope
from bihuan.web.access.scope import Scope
from bihuan.web.accounts import posts
from bihuan.web.accounts.models import Account, Grant
from bihuan.web.accounts.sign_in import DoorBackend
from bihuan.web.config import clock
from tests import signed
from tests.web.accounts.kit import owner

As = Callable[[str], Client]
PEOPLE = "/test/people/"


def values(row: models.Model) -> dict[str, Any]:
    """What was read of a row."""
    left = row.get_deferred_fields()
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in left}


def by_door(account_id: int) -> list[dict[str, Any]]:
    with transaction.atomic():
        account = posts.entered(account_id)
        assert account is not None
        assert account.given is not None
        return [spelt(post) for post in account.given]


def by_policy(account_id: int, person_id: int) -> list[dict[str, Any]]:
    """The same by the other road: the person's own rows, as row security lets him see them."""
    rows = Grant.objects.filter(person_id=person_id).select_related("person__account", "unit__area")
    with scope.acting(Scope(account_id=account_id, person_id=person_id)):
        return [spelt(post) for post in rows.defer("person__phone")]


def spelt(post: Grant) -> dict[str, Any]:
    """All that a post knows, and the reach that follows from it."""
    rows = (post, post.person, post.person.account, post.unit, post.unit.area)
    return {
        "rows": [values(row) for row in rows],
        "scope": scope.scope_of(post.person, post),
        "actor": scope.actor_of(post.person, post),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["office", "township", "village", "team", "assessor", "discipline"])
def test_the_door_gives_what_row_security_shows_the_person(county: Any, key: str) -> None:
    person, grant = signed.post_of(key)
    got = by_door(person.account.pk)
    assert got == by_policy(person.account.pk, person.pk)
    assert [row["actor"].grant_id for row in got] == [grant.pk]


@pytest.mark.django_db
def test_the_phone_is_not_read_until_it_is_asked_for(county: Any) -> None:
    person, _ = signed.post_of("village")
    account = posts.entered(person.account.pk)
    assert account is not None
    assert account.person.get_deferred_fields() == {"phone"}
    with scope.acting(Scope(person_id=person.pk)):
        assert account.person.phone == person.phone


def test_only_the_own_account_comes_in_sight_and_only_until_the_end(clean_db: str) -> None:
    person, _ = signed.post_of("village")
    with transaction.atomic():
        assert Account.objects.count() == 0
        posts.entered(person.account.pk)
        assert [row.pk for row in Account.objects.all()] == [person.account.pk]
    with transaction.atomic():
        assert Account.objects.count() == 0


def test_no_account_an_account_without_posts_and_one_that_is_shut(clean_db: str) -> None:
    person, _ = signed.post_of("village")
    with transaction.atomic():
        assert posts.entered(10**9) is None
    owner("delete from accounts_grant where person_id = %s", person.pk)
    with transaction.atomic():
        account = DoorBackend().get_user(person.account.pk)
        assert account is not None
        assert account.given == []
    owner("update accounts_account set is_active = false where person_id = %s", person.pk)
    with transaction.atomic():
        assert DoorBackend().get_user(person.account.pk) is None


@pytest.mark.urls("tests.web.access.pages")
def test_a_request_of_somebody_signed_in_asks_five_times_before_its_view(clean_db: str, as_: As) -> None:
    client = as_("village")
    client.get(PEOPLE)  # notes when the session was used
    with CaptureQueriesContext(connection) as asked:
        client.get(PEOPLE)
    said = [query["sql"] for query in asked if query["sql"] not in ("BEGIN", "COMMIT")]
    marks = ("app.session", "django_session", "door_entry", "totpdevice", "app.chain", "accounts_person")
    assert len(said) == len(marks), said
    assert all(mark in sql for mark, sql in zip(marks, said, strict=True)), said


def test_a_post_ended_on_another_connection_is_refused_at_the_next_request(clean_db: str, as_: As) -> None:
    person, grant = signed.post_of("township")
    client = as_("township")
    assert client.get("/jobs/").status_code == 200
    owner(
        "update accounts_grant set valid_to = %s where id = %s", clock.today() - timedelta(days=1), grant.pk
    )
    assert client.get("/jobs/").status_code == 403
    owner("update accounts_grant set valid_to = null where id = %s", grant.pk)
    assert client.get("/jobs/").status_code == 200
    owner("update accounts_account set is_active = false where person_id = %s", person.pk)
    assert client.get("/jobs/").status_code == 302


@pytest.mark.urls("tests.web.access.pages")
def test_a_new_role_and_a_new_name_hold_from_the_next_request_on(clean_db: str, as_: As) -> None:
    _, grant = signed.post_of("township")
    client = as_("township")
    assert client.get("/test/audited/").status_code == 403
    owner("update accounts_grant set role = 'auditor' where id = %s", grant.pk)
    owner("update areas_unit set short_name = '柳河镇' where id = %s", grant.unit_id)
    answer = client.get("/test/audited/")
    assert answer.status_code == 200
    assert answer.wsgi_request.actor.unit_name == "柳河镇"
    owner("update areas_area set code = code + 7000 where id = %s", grant.unit.area_id)
    reads = client.get("/test/audited/").wsgi_request.post.unit.area
    assert (reads.lo, reads.hi) == (990101_108000, 990101_109000)


CHANGES = {
    "end": "update accounts_grant set valid_to = current_date - 1 where person_id = {person}",
    "begin": "insert into accounts_grant (person_id, role, unit_id, area_codes, valid_from)"
    " values ({person}, 'village', {unit}, array[990101101001], date '2021-03-04')",
    "role": "update accounts_grant set role = 'inspector' where person_id = {person}",
    "villages": "update accounts_grant set area_codes = area_codes || 990101102001 where person_id = {person}",
    "name": "update areas_unit set short_name = short_name || '甲' where id = {unit}",
    "move": "update areas_unit set chain = array_prepend(7, chain), area_id = (select min(id) from areas_area) where id = {unit}",
    "renumber": "update areas_area set code = code + 1000000000 where id = {area}",
    "rename": "update accounts_person set name = name || '乙', unit_id = {unit} where id = {person}",
    "shut": "update accounts_account set is_active = not is_active where person_id = {person}",
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(sorted(CHANGES)), max_size=8))
def test_after_changes_in_any_order_both_roads_agree(county: Any, order: list[str]) -> None:
    person, grant = signed.post_of("village")
    at = {"person": person.pk, "unit": grant.unit_id, "area": grant.unit.area_id}
    with transaction.atomic():
        for change in order:
            with scope.acting(scope.SYSTEM), connection.cursor() as cursor:
                cursor.execute(CHANGES[change].format(**at))
            assert by_door(person.account.pk) == by_policy(person.account.pk, person.pk)
        transaction.set_rollback(True)
