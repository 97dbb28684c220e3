"""Acting as people of the world: a signed-in client, or a scope for services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM, Actor, Scope
from bihuan.web.accounts.models import Grant, Person
from tests.world import PEOPLE


def post_of(key: str) -> tuple[Person, Grant]:
    """The person and the post of a key of the world."""
    with scope.acting(SYSTEM):
        grant = Grant.objects.select_related("person__account", "unit__area").get(person__name=PEOPLE[key][0])
        return grant.person, grant


@contextmanager
def acting(key: str) -> Iterator[Actor]:
    """A transaction under that person's scope; gives the actor."""
    person, grant = post_of(key)
    with scope.acting(scope.scope_of(person, grant)):
        yield scope.actor_of(person, grant, f"test-{key}")


def client(key: str) -> Client:
    """A test client signed in as that person, second factor passed; the database sees each request as it does in service."""
    person, _grant = post_of(key)
    signed = Client()
    with scope.acting(Scope(account_id=person.account.pk, person_id=person.pk)):
        signed.force_login(person.account, backend="bihuan.web.accounts.sign_in.DoorBackend")
        _pass_second_factor(signed, person)
    return signed


def _pass_second_factor(signed: Client, person: Person) -> None:
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device = TOTPDevice.objects.create(user=person.account, name="测试手机", confirmed=True)
    session = signed.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
