"""One transaction and one scope a request: what is kept, what is undone, and that nothing is left for the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client

from bihuan.web.access import scope
from bihuan.web.access.scope import NOBODY, SYSTEM
from bihuan.web.accounts.models import Account, Person
from bihuan.web.journal.models import JournalLine
from tests import signed
from tests.web.access.pages import CODE

pytestmark = pytest.mark.urls("tests.web.access.pages")
As = Callable[[str], Client]


def lines(code: str) -> list[JournalLine]:
    with scope.acting(SYSTEM):
        return list(JournalLine.objects.filter(code=code))


def get(client: Client, address: str, **extra: Any) -> Any:
    client.raise_request_exception = False
    return client.get(address, **extra)


@pytest.mark.parametrize(("how", "status"), [("200", 200), ("302", 302), ("429-kept", 429)])
def test_an_answer_below_400_keeps_what_was_written(clean_db: str, as_: As, how: str, status: int) -> None:
    assert get(as_("village"), f"/test/ends/{how}/").status_code == status
    assert len(lines(CODE)) == 1


@pytest.mark.parametrize("how", ["400", "403", "404", "409", "422", "500", "503", "streaming"])
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
def test_an_answer_of_400_and_above_undoes_it(clean_db: str, as_: As, how: str) -> None:
    status = 500 if how == "streaming" else int(how)
    assert get(as_("village"), f"/test/ends/{how}/").status_code == status
    assert lines(CODE) == []


def test_a_streaming_answer_is_refused_by_name(clean_db: str, as_: As) -> None:
    with pytest.raises(RuntimeError, match="streaming"):
        as_("village").get("/test/ends/streaming/")


def test_refusals_survive_the_rollback(clean_db: str, as_: As) -> None:
    assert get(as_("village"), "/test/audited/").status_code == 403
    assert get(as_("village"), "/test/ends/403/").status_code == 403
    by_state, by_right = lines("access.refused")
    assert by_right.data == {"verb": "journal.read", "path": "/test/audited/"}
    assert by_state.data == {"path": "/test/ends/403/"}
    assert {by_state.person_name, by_right.person_name} == {"段红梅"}


def test_a_scope_does_not_outlive_its_request(clean_db: str, as_: As) -> None:
    office, anybody = as_("office"), Client()
    assert office.get("/test/people/").json()["people"] > 30
    with transaction.atomic():
        assert Person.objects.count() == 0
    assert anybody.get("/test/people/").json() == {"people": 0}
    assert office.get("/test/people/").json()["people"] > 30
    assert anybody.get("/test/people/").json() == {"people": 0}
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(current_setting('app.role', true), ''), coalesce(current_setting('app.session', true), '')"
        )
        assert cursor.fetchone() == ("", "")


def test_a_scope_does_not_outlive_a_failed_request(clean_db: str, as_: As) -> None:
    assert get(as_("office"), "/test/ends/500/").status_code == 500
    assert Client().get("/test/people/").json() == {"people": 0}


def test_a_forged_cookie_is_nobody(clean_db: str) -> None:
    client = Client()
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    assert client.get("/test/people/").json() == {"people": 0}


def test_a_missing_static_file_signs_nobody_out(clean_db: str, as_: As) -> None:
    client = as_("village")
    assert get(client, "/static/not/there.png").status_code == 404
    assert client.get("/jobs/").status_code == 200


@pytest.mark.parametrize("address", ["/jobs/", "/accounts/password/", "/test/audited/", "/test/ends/200/"])
def test_a_visitor_is_sent_to_sign_in_and_back(clean_db: str, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/sign-in/?next={address.replace('/', '%2F')}"


DOORSTEP = {"/accounts/password/", "/accounts/totp/", "/accounts/totp/set-up/"}
BEYOND = ("/jobs/", "/accounts/", "/accounts/people/new/", "/areas/", "/journal/", "/test/ends/200/")


@pytest.mark.parametrize("key", ["office", "administrator", "auditor", "leader", "assessor"])
def test_without_the_second_factor_an_office_role_stays_on_the_doorstep(
    clean_db: str, settings: Any, key: str
) -> None:
    settings.DEMO = False
    client = with_password_only(key)
    for address in BEYOND:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/totp/"), address
        assert client.post(address).status_code == 302
    assert client.get("/accounts/totp/").status_code == 302
    assert client.get("/accounts/totp/set-up/").status_code == 200
    assert client.get("/accounts/password/").status_code == 200


def test_without_the_second_factor_the_administrator_resets_no_password(clean_db: str, settings: Any) -> None:
    settings.DEMO = False
    person, _ = signed.post_of("village")
    before = hash_of("village")
    assert (
        with_password_only("administrator").post(f"/accounts/people/{person.pk}/password/").status_code == 302
    )
    assert hash_of("village") == before


def test_a_first_password_opens_nothing_but_its_change(clean_db: str) -> None:
    with scope.acting(SYSTEM):
        Account.objects.filter(username="village").update(must_change=True)
    client = with_password_only("village")
    for address in BEYOND:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/"), address
    assert client.get("/accounts/password/").status_code == 200
    assert client.post("/accounts/sign-out/").status_code == 302


def with_password_only(key: str) -> Client:
    """Signed in without the second factor."""
    client = signed.client(key)
    with scope.acting(scope.Scope(account_id=signed.post_of(key)[0].account.pk)):
        session = client.session
        del session["otp_device_id"]
        session.save()
        connection.cursor().execute("delete from otp_totp_totpdevice")
    return client


def hash_of(username: str) -> str:
    with scope.acting(SYSTEM):
        return str(Account.objects.get(username=username).password)


def test_scope_is_set_inside_a_transaction_only(clean_db: str) -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        scope.apply(NOBODY)


def test_a_failed_block_tells_its_own_error_and_puts_the_scope_back(clean_db: str) -> None:
    with signed.acting("office"):
        with pytest.raises(ZeroDivisionError), scope.acting(NOBODY):
            raise ZeroDivisionError
        assert Person.objects.count() > 30


@pytest.mark.parametrize("key", ["office", "village"])
@pytest.mark.parametrize(
    "value", ["\0", "a\0b", "9" * 5000, "９" * 5000], ids=["nul", "within", "endless", "endless-wide"]
)
@pytest.mark.urls("bihuan.web.config.urls")
def test_values_no_form_sends_are_refused_and_not_stumbled_over(
    clean_db: str, as_: As, key: str, value: str
) -> None:
    client = as_(key)
    asked = urlencode({"q": value, "page": value, "origin": value, "village": value})
    for address in ("/problems/", "/search/", "/problems/look-backs/", "/problems/new/", "/inbox/"):
        answer = get(client, f"{address}?{asked}")
        assert answer.status_code == 400, address
        assert "这次提交没有办成" in answer.content.decode()
    for address in ("/problems/filters/", "/inbox/read/", "/problems/many/assign/"):
        assert client.post(address, {"name": value, "pick": value, "seen": value}).status_code == 400, address


@pytest.mark.urls("bihuan.web.config.urls")
def test_long_numbers_of_people_are_read(clean_db: str, as_: As) -> None:
    assert get(as_("office"), "/problems/?q=6222020200112233445&page=99999999999999999999").status_code == 200
