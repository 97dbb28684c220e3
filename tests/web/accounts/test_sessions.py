"""Sessions: their two clocks, their keys, and that a connection reads only the one whose key it holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from bihuan.web.access import scope
from bihuan.web.config import clock
from tests import signed
from tests.web.accounts.kit import codes, inside, owner, sign_in


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def later(**much: Any) -> Any:
    return clock.frozen(clock.now() + timedelta(**much))


@pytest.mark.parametrize(("minutes", "open_"), [(119, True), (121, False)])
def test_two_idle_hours_end_a_session(quick: str, minutes: int, open_: bool) -> None:
    client, _ = sign_in("village")
    assert inside(client)
    with later(minutes=minutes):
        answer = client.get("/jobs/")
        assert answer.status_code == (200 if open_ else 302)
        if not open_:
            assert answer["Location"] == "/accounts/sign-in/?why=idle"
            assert not inside(client)
    assert owner("select count(*) from django_session") == [(1 if open_ else 0,)]


def test_twelve_hours_end_a_session_however_busy(quick: str) -> None:
    client, _ = sign_in("village")
    for hour in range(12):
        with later(hours=hour):
            assert inside(client), hour
    with later(hours=12, minutes=1):
        assert not inside(client)


def test_signing_in_anew_begins_the_time_anew(quick: str) -> None:
    client, _ = sign_in("village")
    for hour in range(0, 12, 1):
        with later(hours=hour):
            assert inside(client)
    with later(hours=11, minutes=30):
        sign_in("village", client=client)
    with later(hours=13):
        assert inside(client)


def test_a_key_known_before_signing_in_is_worth_nothing_afterwards(quick: str) -> None:
    """An attacker plants his own session on somebody; who signs in gets a new key, and the planted one is dead."""
    attacker, _ = sign_in("village")
    planted = key_of(attacker)
    victim = Client()
    victim.cookies["sessionid"] = planted
    sign_in("office", client=victim)
    assert key_of(victim) != planted
    assert inside(victim)
    assert not inside(attacker)
    assert owner("select count(*) from django_session where session_key = %s", planted) == [(0,)]


def test_a_key_made_up_by_the_visitor_is_not_taken(quick: str) -> None:
    client = Client()
    client.cookies["sessionid"] = "meinschluessel0123456789abcdefgh"
    sign_in("village", client=client)
    assert key_of(client) != "meinschluessel0123456789abcdefgh"
    assert inside(client)


def test_signing_out_is_a_posting_and_kills_the_key(quick: str) -> None:
    client, _ = sign_in("village")
    key = key_of(client)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert inside(client)
    assert client.post("/accounts/sign-out/").status_code == 302
    again = Client()
    again.cookies["sessionid"] = key
    assert not inside(again)


def test_raw_sql_reads_the_session_whose_key_it_names_and_no_other(quick: str) -> None:
    keys = [key_of(sign_in(name)[0]) for name in ("village", "team", "office")]
    for person in ("office", "administrator", "auditor"):
        with signed.acting(person):
            assert session_keys("") == []
            assert session_keys(keys[1]) == [keys[1]]
            assert session_keys("%") == []
    with scope.acting(scope.SYSTEM):
        assert session_keys("") == []


def session_keys(named: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.session', %s, true)", [named])
        cursor.execute("select session_key from django_session")
        return [key for (key,) in cursor.fetchall()]


def test_raw_sql_neither_changes_nor_removes_the_session_of_another(quick: str) -> None:
    sign_in("village")
    with signed.acting("administrator"), connection.cursor() as cursor:
        cursor.execute("update django_session set session_data = ''")
        assert cursor.rowcount == 0
        cursor.execute("delete from django_session")
        assert cursor.rowcount == 0


def test_the_session_key_does_not_stay_in_the_connection(quick: str) -> None:
    client, _ = sign_in("village")
    assert inside(client)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session")
        assert cursor.fetchone() == (0,)


def test_a_post_is_chosen_among_ones_own(quick: str) -> None:
    client, _ = sign_in("village")
    _, foreign = signed.post_of("office")
    assert client.post("/accounts/post/", {"post": foreign.pk}).status_code == 403
    assert client.post("/accounts/post/", {"post": "1 or 1=1"}).status_code == 403
    session = dict(owner("select 'n', count(*) from accounts_grant"))
    assert session["n"] > 30


def test_a_post_taken_back_closes_at_once(quick: str) -> None:
    client, _ = sign_in("village")
    assert inside(client)
    owner(
        "update accounts_grant set valid_to = valid_from where person_id = (select person_id from accounts_account where username = 'village')"
    )
    assert client.get("/jobs/").status_code == 403
    assert client.post("/accounts/sign-out/").status_code == 302


def test_an_account_closed_is_out_at_once(quick: str) -> None:
    client, _ = sign_in("village")
    owner("update accounts_account set is_active = false where username = 'village'")
    assert client.get("/jobs/").status_code == 302
    assert sign_in("village")[1].status_code == 200


def test_leaving_other_devices_ends_all_other_sessions_and_keeps_the_password(quick: str) -> None:
    elsewhere, _ = sign_in("village")
    colleague, _ = sign_in("team")
    here, _ = sign_in("village")
    assert here.get("/accounts/elsewhere/").status_code == 405
    assert here.post("/accounts/elsewhere/")["Location"] == "/accounts/password/"
    assert (inside(here), inside(elsewhere), inside(colleague)) == (True, False, True)
    assert sign_in("village")[1].status_code == 302
    assert "signin.elsewhere_out" in codes()


def test_the_administrator_signs_somebody_out_everywhere(quick: str, settings: Any) -> None:
    settings.DEMO = True  # the second factor is tried elsewhere
    village, _ = sign_in("village")
    team, _ = sign_in("team")
    administrator, _ = sign_in("administrator")
    person, _post = signed.post_of("village")
    address = f"/accounts/people/{person.pk}/sign-out/"
    assert team.post(address).status_code == 403
    assert inside(village)
    assert administrator.post(address).status_code == 302
    assert (inside(village), inside(team), inside(administrator)) == (False, True, True)
    assert sign_in("village")[1].status_code == 302
