"""A member, the versions of one, and health apart from both."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from bihuan.web.access.models import CaseChildModel
from bihuan.web.registry.columns import MEMBER_COLUMNS, with_columns
from bihuan.web.registry.models.household import Household
from bihuan.web.registry.models.version import NOW, Version


class Member(CaseChildModel):
    """A person in the household of today. `who` tells who (keyed hash of the ID, else the number, else the name); `nth` parts two alike.

    `id_hash` and `last4` find by a whole ID and by its last four; `name`, `current` and `ended_on` repeat the current version.
    """

    # By household it is found through `member_who`, which begins with it.
    home = models.ForeignKey(Household, models.PROTECT, related_name="members", db_index=False)
    who = models.TextField()
    nth = models.IntegerField(default=1)
    id_hash = models.TextField(null=True)
    last4 = models.TextField(null=True)
    name = models.CharField("姓名", max_length=40, default="")
    current: Any = models.OneToOneField("registry.MemberVersion", models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField("不在本户起", null=True)
    batch = models.ForeignKey("registry.Batch", models.PROTECT, null=True, related_name="+")

    class Meta(CaseChildModel.Meta):
        indexes = [
            models.Index(fields=["area_code"], name="member_by_place"),
            models.Index(fields=["household_id"], name="member_by_household"),
            models.Index(fields=["home", "who", "nth"], name="member_who"),
            models.Index(fields=["who"], name="member_by_who"),
            models.Index(fields=["id_hash"], name="member_by_id"),
            models.Index(fields=["last4"], name="member_by_last4"),
            models.Index(fields=["name"], name="member_by_name", opclasses=["text_pattern_ops"]),
            # Without it the list of a village goes through the whole county's people: a scope is places or units.
            GinIndex(fields=["units"], name="member_units_gin"),
        ]

    class Access:
        parent = "home"

    def __str__(self) -> str:
        return self.name


@with_columns(MEMBER_COLUMNS)
class MemberVersion(Version):
    """What a person was like, and in which household. The ID and phone are sealed; hashes stand beside them for equality.

    `collected_by`, `entered_by` and `reviewed_by` are the names on the household's sheet when this was written (seeds/003, point 21).
    """

    of = models.ForeignKey(Member, models.PROTECT, related_name="versions")
    of_home = models.ForeignKey(Household, models.PROTECT, related_name="+")
    last4 = models.TextField(null=True)
    collected_by = models.TextField("采集人", null=True)
    entered_by = models.TextField("录入人", null=True)
    reviewed_by = models.TextField("审核人", null=True)

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["of"], condition=NOW, name="member_one_now")]

    class Access:
        parent = "of"


class MemberHealth(Version):
    """A person's health, as codes of the catalogue, for as long as the person has a version of the same day.

    Only whoever has the right to it reads these rows, whatever else they see; so it is never asked for without the member.
    """

    of = models.ForeignKey(Member, models.PROTECT, related_name="health")
    health = models.TextField("健康状况")

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["of"], condition=NOW, name="health_one_now")]

    class Access:
        parent = "of"
        only_verb = "health.read"
