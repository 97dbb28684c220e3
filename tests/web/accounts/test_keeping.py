"""What administrators keep in order: lost phones, households of a leaver, sessions that ended; and what they may not give themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from bihuan.web.access import Refused, scope
from bihuan.web.access.models import HouseholdGrant
from bihuan.web.access.scope import Scope, fetch_one
from bihuan.web.accounts import services
from bihuan.web.config import clock
from tests import signed


@pytest.mark.django_db
def test_a_lost_phone_is_forgotten_and_nobody_elses(county: Any) -> None:
    person, other = signed.post_of("inspector")[0], signed.post_of("office")[0]
    for each in (person, other):
        with scope.acting(Scope(account_id=each.account.pk, person_id=each.pk)):
            TOTPDevice.objects.create(user=each.account, name="手机", confirmed=True)
    with signed.acting("administrator") as actor:
        assert services.reset_second_factor(actor, person) == 1
    for each, left in ((person, 0), (other, 1)):
        with scope.acting(Scope(account_id=each.account.pk, person_id=each.pk)):
            assert TOTPDevice.objects.count() == left


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["select door_forget_phones(1)", "select door_sweep_sessions(now())"])
def test_the_doors_ask_who_calls(county: Any, door: str) -> None:
    with pytest.raises(DatabaseError) as refused, signed.acting("office"):
        fetch_one(door, [])
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.django_db
def test_the_timer_sweeps_ended_sessions_only(county: Any) -> None:
    now = clock.now()
    with connection.cursor() as cursor:
        for key, ends in (("old", now - timedelta(days=1)), ("new", now + timedelta(hours=1))):
            cursor.execute("insert into django_session values (%s, '', %s)", [key * 8, ends])
    from bihuan.web.accounts.timers import sweep_sessions

    with scope.acting(scope.SYSTEM):
        sweep_sessions()
    with connection.cursor() as cursor:
        left = []
        for key in ("old" * 8, "new" * 8):
            cursor.execute("select set_config('app.session', %s, true)", [key])
            cursor.execute("select session_key from django_session")
            left += cursor.fetchall()
    assert left == [("new" * 8,)]


@pytest.mark.django_db
def test_a_helpers_households_pass_to_the_successor_from_today(county: Any) -> None:
    leaver, successor = signed.post_of("helper")[0], signed.post_of("department")[0]
    with scope.acting(scope.SYSTEM):
        for household, ends in ((11, None), (12, date(2099, 1, 1)), (13, date(2021, 1, 1))):
            HouseholdGrant.objects.create(
                person=leaver, household_id=household, kind="结对", valid_from=date(2020, 1, 1), valid_to=ends
            )
        HouseholdGrant.objects.create(
            person=successor, household_id=12, kind="结对", valid_from=date(2020, 1, 1)
        )
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=clock.ZONE)):
        with signed.acting("administrator") as actor:
            assert services.hand_over(actor, leaver, successor) == 2
        with scope.acting(scope.SYSTEM):
            own = HouseholdGrant.objects.filter(person=successor).values_list(
                "household_id", "valid_from", "valid_to"
            )
            ended = HouseholdGrant.objects.filter(person=leaver).values_list("household_id", "valid_to")
            assert sorted(own) == [(11, date(2026, 11, 24), None), (12, date(2020, 1, 1), None)]
            assert sorted(ended) == [
                (11, date(2026, 11, 23)),
                (12, date(2026, 11, 23)),
                (13, date(2021, 1, 1)),
            ]


@pytest.mark.django_db
def test_an_administrator_gives_himself_nothing(county: Any) -> None:
    person, grant = signed.post_of("administrator")
    with signed.acting("administrator") as actor:
        with pytest.raises(Refused, match="不能给自己授予岗位"):
            services.grant(actor, person, "office", grant.unit, date(2026, 1, 1))
        with pytest.raises(Refused, match="不能重置自己的验证器"):
            services.reset_second_factor(actor, person)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"HTTP_X_FORWARDED_FOR": "10.0.0.9"}, 404),
        ({"REMOTE_ADDR": "10.0.0.9"}, 404),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer words"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer other"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_those_who_name_the_token(
    client: Any, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setenv("BIHUAN_METRICS_TOKEN", "words")
    answer = client.get("/metrics", **headers)
    assert answer.status_code == status
    assert (b"bihuan_requests_total" in answer.content) == (status == 200)
