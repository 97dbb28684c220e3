"""Coming in: right and wrong, the lock, where one goes afterwards, and who may press a demo account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from bihuan.web.accounts.crypto import digest
from tests.web.accounts.kit import SIGN_IN, codes, inside, owner, sign_in
from tests.world import PASSWORD


def text_of(answer: Any) -> str:
    """The page without what differs each time: the CSRF token and the name typed."""
    page = re.sub(r"\b[0-9A-Za-z]{64}\b", "", answer.content.decode())
    return re.sub(r'value="(village|nobody|left|demo)"', "", page)


def test_the_right_password_opens_and_is_journaled(quick: str) -> None:
    client, answer = sign_in("village")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert inside(client)
    assert codes() == ["signin.done"]


def test_wrong_password_unknown_name_closed_account_look_the_same(quick: str) -> None:
    owner("update accounts_account set is_active = false, username = 'left' where username = 'team'")
    owner("update accounts_account set demo = true, username = 'demo' where username = 'helper'")
    answers = [
        sign_in("village", "falsch-2026")[1],
        sign_in("nobody")[1],
        sign_in("left")[1],
        sign_in("demo", REMOTE_ADDR="10.1.2.3")[1],
    ]
    assert [a.status_code for a in answers] == [200] * 4
    assert len({text_of(a) for a in answers}) == 1
    assert "账号或密码不对" in text_of(answers[0])
    assert codes() == ["signin.failed"] * 4


def test_a_failure_names_nobody(quick: str) -> None:
    sign_in("  village ", "falsch")
    assert owner("select person_id, person_name, data ->> 'name' from journal_journalline") == [
        (None, "", digest("village"))
    ]


def test_what_was_typed_for_a_name_stands_in_no_table(quick: str) -> None:
    """It may be a password in the wrong field; the counting of failures needs its hash only."""
    sign_in("geheim-als-name-getippt", "x")
    for (table,) in owner(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    ):
        assert owner(f"select count(*) from {table} t where t::text like '%%geheim%%'") == [(0,)], table
    assert owner("select username from axes_accessattempt") == [(digest("geheim-als-name-getippt"),)]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("village", PASSWORD),
        ("village", "falsch"),
        ("nobody", PASSWORD),
        ("left", PASSWORD),
        ("demo", PASSWORD),
    ],
)
def test_every_attempt_costs_one_hashing(
    clean_db: str, monkeypatch: pytest.MonkeyPatch, name: str, password: str
) -> None:
    """Time tells neither names nor states: the costly step is done exactly once whatever is wrong."""
    owner("update accounts_account set is_active = false, username = 'left' where username = 'team'")
    owner("update accounts_account set demo = true, username = 'demo' where username = 'helper'")
    rounds: list[int] = []
    monkeypatch.setattr(
        "django.contrib.auth.hashers.pbkdf2",
        lambda p, s, iterations, **_: rounds.append(iterations) or b"\0" * 32,
    )
    sign_in(name, password, REMOTE_ADDR="10.1.2.3")
    assert rounds == [PBKDF2PasswordHasher.iterations]


def test_a_hash_of_an_older_django_is_renewed(clean_db: str, settings: Any) -> None:
    """Under row security that write needs the account's own scope; without it every sign-in after an upgrade would fail."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    old = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, iterations=10)
    owner("update accounts_account set password = %s where username = 'village'", old)
    client, answer = sign_in("village")
    assert (answer.status_code, inside(client)) == (302, True)
    ((new,),) = owner("select password from accounts_account where username = 'village'")
    assert int(new.split("$")[1]) == PBKDF2PasswordHasher.iterations


FIVE = 5


def lock(name: str = "village", **extra: Any) -> list[int]:
    return [sign_in(name, f"falsch-{n}", **extra)[1].status_code for n in range(FIVE)]


def test_the_fifth_failure_locks_and_the_right_password_opens_no_more(quick: str) -> None:
    assert lock() == [200, 200, 200, 200, 429]
    client, answer = sign_in("village")
    assert (answer.status_code, inside(client)) == (429, False)
    assert "15 分钟" in answer.content.decode()
    assert codes() == ["signin.failed"] * 4 + ["signin.locked"] * 2


def test_the_lock_is_kept_although_its_answer_is_an_error(quick: str) -> None:
    """429 would roll the counting back: the fifth failure must stand in the table."""
    lock()
    assert owner("select failures_since_start from axes_accessattempt") == [(FIVE,)]


@pytest.mark.parametrize(
    "extra",
    [{"HTTP_X_FORWARDED_FOR": "1.2.3.4"}, {"HTTP_X_REAL_IP": "1.2.3.4"}, {"HTTP_FORWARDED": "for=1.2.3.4"}],
)
def test_a_made_up_address_does_not_open_the_lock(quick: str, extra: dict[str, str]) -> None:
    lock()
    assert sign_in("village", **extra)[1].status_code == 429


def test_blanks_around_the_name_do_not_open_the_lock(quick: str) -> None:
    lock()
    assert sign_in(" village ")[1].status_code == 429
    assert sign_in("village\t")[1].status_code == 429


def test_the_lock_holds_for_one_name_from_one_address(quick: str) -> None:
    lock()
    assert sign_in("team")[1].status_code == 302
    assert sign_in("village", REMOTE_ADDR="10.9.9.9")[1].status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(14, 429), (16, 302)])
def test_the_lock_opens_after_a_quarter_of_an_hour(quick: str, minutes: int, status: int) -> None:
    lock()
    owner("update axes_accessattempt set attempt_time = attempt_time - make_interval(mins => %s)", minutes)
    assert sign_in("village")[1].status_code == status


def test_success_forgets_the_failures_before_it(quick: str) -> None:
    for _ in range(2):
        assert [sign_in("village", "falsch")[1].status_code for _ in range(4)] == [200] * 4
        assert sign_in("village")[1].status_code == 302


@pytest.mark.parametrize(("wanted", "went"), [
    ("/jobs/?x=1", "/jobs/?x=1"),
    ("https://boese.example/", "/"),
    ("//boese.example/", "/"),
    ("/\\boese.example", "/"),
    ("javascript:alert(1)", "/"),
    ("http:///boese.example", "/"),
    ("\thttps://boese.example", "/"),
    ("", "/"),
])  # fmt: skip
def test_afterwards_one_goes_only_to_an_address_of_ours(quick: str, wanted: str, went: str) -> None:
    answer = Client().post(SIGN_IN, {"username": "village", "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, went)


def test_a_form_without_its_token_is_refused(quick: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_IN, {"username": "village", "password": PASSWORD}).status_code == 403
    assert codes() == []
    client, _ = sign_in("village", client=Client(enforce_csrf_checks=False))
    client.handler.enforce_csrf_checks = True
    for address in ("/accounts/sign-out/", "/accounts/post/", "/accounts/password/", "/accounts/demo/"):
        assert client.post(address).status_code == 403, address
    client.handler.enforce_csrf_checks = False
    assert inside(client)


DEMO = "/accounts/demo/"


@pytest.fixture
def demo(quick: str, settings: Any) -> Any:
    """Demo mode, with one demo account."""
    settings.DEMO = True
    owner("update accounts_account set demo = true where username = 'village'")
    return settings


def test_a_demo_account_opens_at_one_press_on_this_machine(demo: Any) -> None:
    client = Client()
    assert client.post(DEMO, {"username": "village"}).status_code == 302
    assert inside(client)


AFAR = [
    {"REMOTE_ADDR": "10.1.2.3"},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "::ffff:10.1.2.3"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_X_FORWARDED_HOST": "localhost"},
    {"HTTP_VIA": "1.1 proxy"},
]


@pytest.mark.parametrize("extra", AFAR)
def test_a_demo_account_opens_from_no_other_machine(demo: Any, extra: dict[str, str]) -> None:
    client = Client()
    assert client.post(DEMO, {"username": "village"}, **extra).status_code == 403
    assert sign_in("village", **extra)[1].status_code == 200
    assert not inside(client)


@pytest.mark.parametrize("name", ["office", "nobody", "left", ""])
def test_what_is_no_demo_account_is_not_pressed_open(demo: Any, name: str) -> None:
    owner(
        "update accounts_account set demo = true, is_active = false, username = 'left' where username = 'team'"
    )
    client = Client()
    assert client.post(DEMO, {"username": name}).status_code == 403
    assert not inside(client)


def test_outside_demo_mode_nothing_is_pressed_open(demo: Any) -> None:
    demo.DEMO = False
    client = Client()
    assert client.post(DEMO, {"username": "village"}).status_code == 403
    assert not inside(client)
    assert client.get(DEMO).status_code == 405
