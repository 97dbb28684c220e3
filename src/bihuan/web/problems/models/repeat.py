"""That a newly registered problem may be one already known: proposed by the database, decided by a person."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel


class Repeat(CaseChildModel):
    """One proposal. `other` may lie out of the reader's sight: never join to it, look it up; then only `ask_unit` may be told."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "等人看"
        LINKED = "linked", "是重复"
        REOPENED = "reopened", "原来那件重新打开"
        NOT_SAME = "not_same", "不是同一件"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="proposals")
    other = models.ForeignKey("problems.Problem", models.PROTECT, related_name="+")
    ask_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="可以问谁")
    alike = models.IntegerField("像几成")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的"
    )
    by_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    at = models.DateTimeField("时间", null=True, blank=True)
    note = models.TextField("说明", blank=True)

    class Meta:
        ordering = ("-alike", "id")
        indexes = [
            models.Index(fields=["problem"], name="repeat_proposed", condition=models.Q(state="proposed"))
        ]
        constraints = [
            models.UniqueConstraint(fields=["problem", "other"], name="repeat_once_a_pair"),
            models.CheckConstraint(
                condition=models.Q(state="proposed") | models.Q(by__isnull=False, at__isnull=False),
                name="repeat_decided_by_somebody",
            ),
        ]

    class Access:
        parent = "problem"
