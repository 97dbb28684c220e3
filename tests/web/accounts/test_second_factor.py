"""The second factor of office roles, and passwords people choose."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from django_otp.oath import TOTP

from bihuan.web.access.roles import ROLES
from tests.web.accounts.kit import codes, inside, owner, sign_in
from tests.world import PASSWORD

STEP = 30


class Phone:
    """The phone of one account: tokens of its device, now and later."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = float(int(time.time()) // STEP * STEP)
        monkeypatch.setattr("django_otp.plugins.otp_totp.models.time.time", lambda: self.now)

    def token(self) -> str:
        ((key,),) = owner("select key from otp_totp_totpdevice order by id desc limit 1")
        totp = TOTP(bytes.fromhex(key), STEP)
        totp.time = self.now
        return f"{totp.token():06d}"


@pytest.fixture
def phone(quick: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Phone:
    settings.DEMO = False
    return Phone(monkeypatch)


def enrolled(phone: Phone) -> Client:
    """An office clerk who has just set up the phone."""
    client, _ = sign_in("clerk")
    assert client.get("/accounts/totp/set-up/").status_code == 200
    assert client.post("/accounts/totp/set-up/", {"token": phone.token()}).status_code == 302
    return client


def test_office_roles_are_asked_for_it_and_field_roles_are_not(phone: Phone) -> None:
    asked = {key: sign_in(key)[0].get("/jobs/").status_code == 302 for key in ROLES}
    assert asked == {key: role.office for key, role in ROLES.items()}
    assert {key for key, wanted in asked.items() if not wanted} == {
        "backing",
        "township",
        "village",
        "team",
        "helper",
        "supervisor",
    }


def test_setting_it_up_opens_and_is_journaled(phone: Phone) -> None:
    client = enrolled(phone)
    assert client.get("/jobs/").status_code == 200
    assert codes() == ["signin.done", "signin.totp_added"]


def test_the_next_sign_in_asks_for_a_token_and_comes_back(phone: Phone) -> None:
    enrolled(phone)
    phone.now += STEP
    client, _ = sign_in("clerk")
    answer = client.get("/jobs/?x=1")
    assert answer["Location"] == "/accounts/totp/?next=%2Fjobs%2F%3Fx%3D1"
    assert client.get("/accounts/totp/set-up/").status_code == 302
    answer = client.post(answer["Location"], {"token": phone.token(), "next": "/jobs/?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/jobs/?x=1")
    assert client.get("/jobs/").status_code == 200


def test_a_token_is_taken_once(phone: Phone) -> None:
    enrolled(phone)
    phone.now += STEP
    token = phone.token()
    first, _ = sign_in("clerk")
    assert first.post("/accounts/totp/", {"token": token}).status_code == 302
    second, _ = sign_in("clerk")
    assert second.post("/accounts/totp/", {"token": token}).status_code == 200
    assert second.get("/jobs/").status_code == 302


def test_a_token_of_an_hour_ago_and_a_wrong_one_are_refused(phone: Phone) -> None:
    enrolled(phone)
    old = phone.token()
    phone.now += 3600
    client, _ = sign_in("clerk")
    assert client.post("/accounts/totp/", {"token": old}).status_code == 200
    assert client.get("/jobs/").status_code == 302


def test_guessing_tokens_is_slowed_down(phone: Phone) -> None:
    """After a wrong one even the right one has to wait."""
    enrolled(phone)
    phone.now += STEP
    client, _ = sign_in("clerk")
    right = phone.token()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert client.post("/accounts/totp/", {"token": wrong}).status_code == 200
    assert client.post("/accounts/totp/", {"token": right}).status_code == 200
    assert owner("select throttling_failure_count from otp_totp_totpdevice") == [(1,)]


def test_the_device_of_another_is_out_of_reach(phone: Phone) -> None:
    enrolled(phone)
    client, _ = sign_in("office")
    assert client.get("/accounts/totp/")["Location"] == "/accounts/totp/set-up/"


def test_in_demo_mode_nobody_is_asked(phone: Phone, settings: Any) -> None:
    settings.DEMO = True
    assert sign_in("office")[0].get("/jobs/").status_code == 200


NEW = "xin-mima-2027"


def change(client: Client, new: str = NEW, old: str = PASSWORD, again: str | None = None) -> Any:
    return client.post(
        "/accounts/password/", {"old": old, "new": new, "again": new if again is None else again}
    )


@pytest.mark.parametrize(("new", "again", "says"), [
    ("kurz-1", None, "10"),
    ("zwoelf-ohne", "zwoelf-mit-1", "不一样"),
    ("abcdefghijkl", None, "字母和数字"),
    ("13800001234", None, "数字"),
    ("password1234", None, "常见"),
    ("village-2026", None, "账号"),
    ("bangfu-2026-!", None, "猜得到"),
    ("duanhongmei1949", None, "猜得到"),
])  # fmt: skip
def test_weak_passwords_are_refused(quick: str, new: str, again: str | None, says: str) -> None:
    client, _ = sign_in("village")
    answer = change(client, new, again=again)
    assert (answer.status_code, says in answer.content.decode()) == (200, True), answer.context["form"].errors
    assert sign_in("village")[1].status_code == 302


def test_without_the_present_password_there_is_no_new_one(quick: str) -> None:
    client, _ = sign_in("village")
    assert change(client, old="falsch").status_code == 200
    assert sign_in("village", NEW)[1].status_code == 200


def test_a_new_password_ends_all_other_sessions_and_not_this_one(quick: str) -> None:
    elsewhere, _ = sign_in("village")
    here, _ = sign_in("village")
    assert change(here).status_code == 302
    assert (inside(here), inside(elsewhere)) == (True, False)
    assert sign_in("village")[1].status_code == 200
    assert sign_in("village", NEW)[1].status_code == 302


def test_a_first_password_is_changed_before_anything_else(quick: str) -> None:
    owner("update accounts_account set must_change = true where username = 'village'")
    client, answer = sign_in("village")
    assert answer["Location"] == "/accounts/password/"
    assert client.get("/jobs/").status_code == 302
    assert client.post("/accounts/post/", {"post": "1"}).status_code == 403
    assert change(client).status_code == 302
    assert client.get("/jobs/").status_code == 200


def test_a_long_password_counts_to_its_last_sign(quick: str) -> None:
    long = "Langes Passwort mit Leerzeichen 2027 " * 4
    client, _ = sign_in("village")
    assert change(client, long).status_code == 302
    assert sign_in("village", long[:-1])[1].status_code == 200
    assert sign_in("village", long.lower())[1].status_code == 200
    assert sign_in("village", long)[1].status_code == 302
