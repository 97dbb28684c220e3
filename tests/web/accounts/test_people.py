"""People and posts: who may manage them, and what leaving means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from bihuan.web.access import Refused
from bihuan.web.access.roles import ROLES
from bihuan.web.accounts import handover, services
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from tests import signed
from tests.web.accounts.kit import codes, inside, owner, sign_in


@pytest.fixture
def passed() -> Iterator[list[tuple[int, int]]]:
    """Calls of a piece of work that is registered for handing over, three pieces each time."""
    calls: list[tuple[int, int]] = []

    @handover.register
    def work(leaver_id: int, successor_id: int) -> int:
        calls.append((leaver_id, successor_id))
        return 3

    yield calls
    handover._REGISTERED.remove(work)


def test_leaving_passes_the_work_ends_the_posts_and_closes_the_account(
    quick: str, passed: list[tuple[int, int]]
) -> None:
    leaver, grant = signed.post_of("township")
    successor, _ = signed.post_of("township_colleague")
    client, _ = sign_in("township")
    assert inside(client)
    with signed.acting("administrator") as actor:
        assert services.hand_over(actor, leaver, successor) == 3
    assert passed == [(leaver.pk, successor.pk)]
    assert not inside(client)
    assert client.get("/jobs/").status_code == 302
    assert sign_in("township")[1].status_code == 200
    ((left_on, active, valid_to),) = owner(
        "select p.left_on, a.is_active, g.valid_to from accounts_person p join accounts_account a on a.person_id = p.id"
        " join accounts_grant g on g.person_id = p.id where p.id = %s", leaver.pk,
    )  # fmt: skip
    assert (left_on, active) == (clock.today(), False)
    assert valid_to < clock.today()
    assert owner("select contact_id from areas_unit where name = '柳溪镇'") == [(successor.pk,)]
    assert not grant.__class__.objects.using("owner").get(pk=grant.pk).holds_on(clock.today())
    assert "people.handed_over" in codes()


def test_if_one_piece_cannot_pass_nothing_does(quick: str) -> None:
    @handover.register
    def breaks(leaver_id: int, successor_id: int) -> int:
        raise Refused("这一件正在核验，不能交接。")

    leaver, successor = signed.post_of("township")[0], signed.post_of("township_colleague")[0]
    try:
        with pytest.raises(Refused, match="正在核验"), signed.acting("administrator") as actor:
            services.hand_over(actor, leaver, successor)
    finally:
        handover._REGISTERED.remove(breaks)
    assert owner("select is_active from accounts_account where username = 'township'") == [(True,)]
    assert owner("select left_on from accounts_person where id = %s", leaver.pk) == [(None,)]


def test_to_oneself_and_to_a_leaver_nothing_is_handed_over(quick: str) -> None:
    with signed.acting("administrator") as actor:
        me = Person.objects.get(pk=actor.person_id)
        other = signed.post_of("township")[0]
        with pytest.raises(Refused, match="另一位在岗"):
            services.hand_over(actor, other, other)
        with pytest.raises(Refused, match="不能给自己"):
            services.hand_over(actor, me, other)
        other.left_on = date(2026, 1, 1)
        with pytest.raises(Refused, match="另一位在岗"):
            services.hand_over(actor, signed.post_of("village")[0], other)


SERVICES: dict[str, Callable[[Any, Person, Unit], Any]] = {
    "add": lambda actor, person, unit: services.add_person(actor, "某人", unit, "village", "mouren"),
    "grant": lambda actor, person, unit: services.grant(actor, person, "office", unit, date(2026, 1, 1)),
    "end": lambda actor, person, unit: services.end_grant(actor, person.grants.first()),  # type: ignore[arg-type]
    "reset": lambda actor, person, unit: services.reset_password(actor, person),
    "leave": lambda actor, person, unit: services.hand_over(
        actor, person, Person.objects.exclude(pk=person.pk).first()
    ),  # type: ignore[arg-type]
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", SERVICES)
def test_only_the_administrator_manages_people(county: Any, what: str) -> None:
    for role in set(ROLES) - {"administrator"}:
        with signed.acting(role) as actor, pytest.raises(Refused, match="不能维护人员和账号"):
            SERVICES[what](actor, Person.objects.get(pk=actor.person_id), county.unit("柳溪镇"))


@pytest.mark.django_db
def test_an_assessors_post_needs_an_end(county: Any) -> None:
    with signed.acting("administrator") as actor:
        person, unit = county.person("assessor"), county.unit("第三方评估组")
        with pytest.raises(Refused, match="只能限期"):
            services.grant(actor, person, "assessor", unit, date(2026, 1, 1))
        given = services.grant(actor, person, "assessor", unit, date(2026, 1, 1), date(2026, 1, 31))
    assert [given.holds_on(date(2026, 1, day)) for day in (1, 31)] == [True, True]
    assert not given.holds_on(date(2026, 2, 1))
    assert not given.holds_on(date(2025, 12, 31))


def test_the_form_asks_for_the_end(quick: str, as_: Callable[[str], Client]) -> None:
    person, grant = signed.post_of("village")
    fields = {"role": "assessor", "unit": grant.unit_id, "valid_from": "2026-01-01"}
    answer = as_("administrator").post(f"/accounts/people/{person.pk}/grant/", fields)
    assert "只能限期授予" in answer.content.decode()
    assert owner("select count(*) from accounts_grant where person_id = %s", person.pk) == [(1,)]


def test_a_new_person_comes_in_with_the_first_password_and_changes_it(
    quick: str, as_: Callable[[str], Client]
) -> None:
    _, grant = signed.post_of("village")
    fields = {
        "name": "新来的",
        "unit": grant.unit_id,
        "post": "",
        "phone": "",
        "username": "xinlai",
        "role": "village",
    }
    answer = as_("administrator").post("/accounts/people/new/", fields)
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    client, answer = sign_in("xinlai", password)
    assert answer["Location"] == "/accounts/password/"
    assert client.get("/jobs/").status_code == 302


def test_a_name_taken_is_refused_and_nothing_is_made(quick: str, as_: Callable[[str], Client]) -> None:
    _, grant = signed.post_of("village")
    before = owner("select count(*) from accounts_person")
    fields = {
        "name": "又一个",
        "unit": grant.unit_id,
        "post": "",
        "phone": "",
        "username": "office",
        "role": "village",
    }
    assert as_("administrator").post("/accounts/people/new/", fields).status_code in (200, 403, 422)
    assert owner("select count(*) from accounts_person") == before


def test_a_reset_password_ends_the_sessions_there_are(quick: str, as_: Callable[[str], Client]) -> None:
    client, _ = sign_in("village")
    person, _ = signed.post_of("village")
    answer = as_("administrator").post(f"/accounts/people/{person.pk}/password/")
    assert not inside(client)
    client, answer = sign_in("village", answer.context["password"])
    assert answer["Location"] == "/accounts/password/"
