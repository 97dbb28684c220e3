"""Notices: that something happened, or falls due, which a unit or one person should know. Who read what is kept apart.

A notice holds no words of the case. What it is about is looked up when it is shown, under the reader's own scope, so a
notice never says more than its reader may see today.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bihuan.web.access.models import IdentityModel

# Posts that stand for their unit. Others of the unit (a helper's employer, an administrator) are not told its work.
FOR_UNIT = (
    "office",
    "clerk",
    "inspector",
    "department",
    "backing",
    "township",
    "village",
    "team",
    "discipline",
)


class Notice(IdentityModel):
    """To one unit or to one person, never both. `key` makes telling twice harmless; `line_id` is the journal line it tells of."""

    unit = models.ForeignKey("areas.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    kind = models.CharField("事项", max_length=20)  # one of kinds.KINDS
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    line_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True), name="notice_to_unit_or_person"
            )
        ]

    class Access:
        own = "person_id"
        own_writes = False
        of_unit = "unit_id"
        of_unit_roles = FOR_UNIT
        open_insert = True
        delete = True


class NoticeRead(IdentityModel):
    """That a person opened a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reads")
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "notice"], name="notice_read_once")]

    class Access:
        own = "person_id"
        delete = True
