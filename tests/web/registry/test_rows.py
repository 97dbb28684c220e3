"""Who reads and writes the rows of a household: by its place of today, by a grant; health only with its own right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, transaction

from bihuan.web.access.models import HouseholdGrant
from bihuan.web.access.roles import ROLES
from bihuan.web.accounts.models import Person
from bihuan.web.registry.models import Household, HouseholdVersion, Member, MemberHealth, MemberVersion
from tests.signed import acting
from tests.web.registry import made
from tests.world import PEOPLE

TABLES = (Household, HouseholdVersion, Member, MemberVersion)
COUNTY = {"office", "clerk", "inspector", "leader", "assessor"}
SEES = COUNTY | {"township", "village", "village_colleague", "supervisor"}


@pytest.fixture
def home(clean_db: str) -> Household:
    return made.household("99010110100318")


def counts(key: str) -> list[int]:
    with acting(key):
        return [model._default_manager.count() for model in TABLES]


def test_its_place_decides_who_sees_a_household_its_members_and_every_version(home: Household) -> None:
    for key in PEOPLE:
        if key in {"leaver"}:
            continue
        expected = (
            1 if key in SEES or key.removesuffix("_colleague") in SEES or key == "inspector_outsider" else 0
        )
        assert counts(key) == [expected] * 4, key


def test_a_household_that_moves_takes_all_its_versions_along(home: Household) -> None:
    with acting("office"):
        Household.objects.filter(pk=home.pk).update(area_code=made.XIAZHOU)
    assert counts("township") == [0, 0, 0, 0]
    assert counts("township_outsider") == [1, 1, 1, 1]


def test_a_helper_sees_the_household_granted_while_the_grant_runs(home: Household) -> None:
    helper = Person.objects.using("owner").get(name=PEOPLE["helper"][0])
    HouseholdGrant(person=helper, household_id=home.pk, kind="pairing", valid_from=date(2020, 1, 1)).save(
        using="owner"
    )
    assert counts("helper") == [1, 1, 1, 1]
    assert counts("helper_outsider") == [0, 0, 0, 0]
    HouseholdGrant.objects.using("owner").update(valid_to=date(2021, 1, 1))
    assert counts("helper") == [0, 0, 0, 0]


def test_health_is_read_with_the_right_alone_however_far_one_sees(home: Household) -> None:
    may = {key for key, role in ROLES.items() if "health.read" in role.verbs}
    assert may == {"office", "clerk", "inspector", "helper"}
    for key in ("office", "clerk", "inspector"):
        with acting(key):
            assert MemberHealth.objects.count() == 1
    for key in ("township", "village", "leader", "assessor", "supervisor"):
        with acting(key):
            assert MemberHealth.objects.count() == 0, key


def test_who_may_not_read_health_cannot_write_it_blindly_either(home: Household) -> None:
    with acting("office"):
        member = Member.objects.get()
    values: dict[str, Any] = {
        "of": member,
        "health": "healthy",
        "valid_from": made.BEGAN,
        "recorded_at": home.current.recorded_at,
    }
    with pytest.raises(ProgrammingError, match="row-level security"), acting("township"):
        MemberHealth.objects.create(**values)
    with acting("township"):
        assert MemberHealth.objects.update(health="healthy") == 0


def test_nobody_puts_a_version_under_a_household_out_of_reach(home: Household) -> None:
    for key in ("township_outsider", "helper", "department"):
        with pytest.raises(DatabaseError), acting(key), transaction.atomic():
            HouseholdVersion.objects.create(
                home_id=home.pk, place_code=made.XIAZHOU, area_code=made.XIAZHOU, valid_from=made.BEGAN,
                valid_to=date(2026, 2, 1), recorded_at=home.current.recorded_at,
            )  # fmt: skip


def test_those_who_only_read_change_nothing(home: Household) -> None:
    for key in ("leader", "assessor"):
        with acting(key):
            assert Household.objects.filter(pk=home.pk).update(head_name="别人") == 0


def test_no_row_is_deleted_by_anybody(home: Household) -> None:
    for model in TABLES:
        with pytest.raises(ProgrammingError, match="permission denied"), acting("office"):
            model._default_manager.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_a_household_is_granted_by_its_own_number(home: Household) -> None:
    assert home.household_id == home.pk


def test_one_version_alone_is_current(home: Household) -> None:
    with pytest.raises(DatabaseError, match="household_one_now"), acting("office"):
        HouseholdVersion.objects.create(
            home=home, place_code=1, valid_from=made.BEGAN, recorded_at=home.current.recorded_at
        )
