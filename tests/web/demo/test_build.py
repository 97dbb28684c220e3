"""The county in the database: complete, quick, built once, and everybody on the list can sign in and see their part."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from bihuan.web.access.roles import ROLES
from bihuan.web.access.scope import scope_of
from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.models import Area, AreaCode, Unit
from bihuan.web.demo import build as demo
from bihuan.web.demo.ground import PASSWORD


@pytest.fixture
def empty(committed_db: str, django_db_blocker: Any) -> Iterator[None]:
    """A migrated database without the tests' own small county."""
    with django_db_blocker.unblock():
        with transaction.atomic(using="owner"):
            Unit.objects.using("owner").update(contact=None, parent=None)
            for model in (Grant, Account, Person, Unit, AreaCode):
                model.objects.using("owner").all()._raw_delete("owner")
            for level in ("village", "township", "county"):
                Area.objects.using("owner").filter(level=level)._raw_delete("owner")
        yield


def test_build_fills_an_empty_database_once_and_quickly(empty: None) -> None:
    said: list[str] = []
    started = time.process_time()
    demo.build_county(said.append)
    assert time.process_time() - started < 10
    demo.build_county(said.append)
    assert said[0] == "云溪县：区划 443 个，单位 505 个，人员 600 人。"
    counts = [model.objects.using("owner").count() for model in (Area, AreaCode, Unit, Person, Account)]
    assert counts == [443, 443, 505, 600, 600]


def test_chains_contacts_posts_and_phones_are_as_the_services_would_have_written_them(empty: None) -> None:
    demo.build_county(lambda line: None)
    village = (
        Unit.objects.using("owner")
        .select_related("parent__parent", "contact")
        .get(name="柳溪镇松湾村民委员会")
    )
    assert village.chain == [village.pk, village.parent.pk, village.parent.parent.pk]
    assert village.parent.parent.kind == "county"
    assert (village.contact.name, village.parent.contact.name) == ("段红梅", "何敏")
    assert village.contact.phone.startswith("15400")
    assert village.contact.pinyin == "duan hong mei"
    linked = Grant.objects.using("owner").get(person__name="唐立群")
    assert [code // 1000 for code in linked.area_codes] == [990101200] * 4
    assessors = Grant.objects.using("owner").filter(role="assessor")
    assert {grant.valid_to is not None for grant in assessors} == {True}
    assert not Unit.objects.using("owner").filter(contact=None).exists()


def test_every_role_can_sign_in_with_a_demo_account_and_reaches_something(empty: None) -> None:
    demo.build_county(lambda line: None)
    lines = demo.sign_ins()
    labels = {line[0].split("（")[0] for line in lines}
    assert labels == {role.label for role in ROLES.values()}
    for _, username, password, advice in lines:
        account = Account.objects.using("owner").select_related("person").get(username=username)
        assert account.demo
        assert advice
        assert password == PASSWORD
        grant = (
            Grant.objects.using("owner").select_related("unit__area").filter(person=account.person).first()
        )
        assert scope_of(account.person, grant).role == grant.role
    assert account.check_password(PASSWORD)
    validate_password(PASSWORD, account)


def test_two_townships_do_not_reach_each_other(empty: None) -> None:
    demo.build_county(lambda line: None)
    spans = []
    for name in ("何敏", "罗秀英"):
        grant = (
            Grant.objects.using("owner")
            .select_related("person", "unit__area")
            .get(person__name=name, role="township")
        )
        spans.append(scope_of(grant.person, grant).writes)
    assert [(span.lo, span.hi) for span in spans] == [
        (990101_101_000, 990101_102_000), (990101_200_000, 990101_201_000),
    ]  # fmt: skip


def test_the_demo_package_holds_no_dates_of_its_own() -> None:
    """The clock is passed in: a build of tomorrow must look lived in tomorrow."""
    for path in Path(demo.__file__).parent.glob("**/*.py"):
        assert "datetime.now" not in path.read_text("utf-8")
        assert "date.today" not in path.read_text("utf-8")
