"""Households put in as the owner, committed or not as the test's database is."""

from __future__ import annotations

from datetime import date
from typing import Any

from bihuan.web.config import clock
from bihuan.web.registry.models import Household, HouseholdVersion, Member, MemberHealth, MemberVersion

SONGWAN, XIAZHOU = 990101_101003, 990101_102003
BEGAN = date(2026, 1, 1)


def household(number: str, area_code: int = SONGWAN, head: str = "谢长福", **said: Any) -> Household:
    """A household with its head, both with a current version, and the head's health."""
    made = Household(number=number, area_code=area_code, head_name=head, people=1)
    made.save(using="owner")
    when: dict[str, Any] = {"valid_from": BEGAN, "recorded_at": clock.now()}
    version = HouseholdVersion(home=made, place_code=area_code, **when, **said)
    version.save(using="owner")
    member = Member(home=made, who=f"name:{head}", name=head)
    member.save(using="owner")
    of = MemberVersion(of=member, of_home=made, name=head, relation="head", **when)
    of.save(using="owner")
    MemberHealth(of=member, health="chronic", **when).save(using="owner")
    Member.objects.using("owner").filter(pk=member.pk).update(current=of)
    Household.objects.using("owner").filter(pk=made.pk).update(current=version)
    return Household.objects.using("owner").get(pk=made.pk)
