"""What people say about a problem: instructions, reminders."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel


class Instruction(CaseChildModel):
    """A leader's instruction. Leaders write nothing else, so they may insert here without a reach for writing."""

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="instructions")
    text = models.TextField("批示")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="批示人")
    at = models.DateTimeField("批示时间")

    class Meta:
        ordering = ("id",)

    class Access:
        parent = "problem"
        insert_roles = ("leader", "village_leader")


class Reminder(CaseChildModel):
    """That somebody copied a reminder for a unit, and its words as they were."""

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="reminders")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="催谁")
    text = models.TextField("催办的话")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁催的")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("id",)

    class Access:
        parent = "problem"
