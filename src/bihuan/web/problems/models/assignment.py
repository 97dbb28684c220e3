"""Who was told to put it right, with a clock of its own for each unit."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bihuan.web.access.models import CaseChildModel


class Assignment(CaseChildModel):
    """One unit's part in one problem. `parent` is the part it was forwarded from; `hands` are all people who ever had it."""

    class Role(models.TextChoices):
        LEAD = "lead", "牵头"
        ASSIST = "assist", "配合"
        CARRY_OUT = "carry_out", "落实"

    class State(models.TextChoices):
        ISSUED = "issued", "待签收"
        ACKNOWLEDGED = "acknowledged", "已签收"
        WORKING = "working", "整改中"
        FORWARDED = "forwarded", "已转下级"
        SUBMITTED = "submitted", "已交"
        RETURNED = "returned", "退回重改"
        ACCEPTED = "accepted", "已认可"
        WITHDRAWN = "withdrawn", "已撤回"

    # It stands as handed in, on the day of `submitted_at`; one sent back does not until it is handed in again.
    HANDED_IN = (State.SUBMITTED, State.ACCEPTED)

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="assignments", verbose_name="单位")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="由谁转来"
    )
    role = models.CharField("分工", max_length=10, choices=Role)
    state = models.CharField("状态", max_length=12, choices=State, default=State.ISSUED)
    round = models.IntegerField("第几次打开", default=0)
    owner = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    hands = ArrayField(models.BigIntegerField(), default=list, verbose_name="经手人")
    lead_official = models.CharField("责任领导", max_length=60, blank=True)
    issued_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", verbose_name="交办人"
    )
    issued_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="交办单位")
    issued_at = models.DateTimeField("交办时间")
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    submitted_at = models.DateTimeField("交的时间", null=True, blank=True)
    moved_at = models.DateTimeField("最近变动")
    due = models.DateField("时限", null=True, blank=True)
    first_due = models.DateField("首次时限", null=True, blank=True)
    note = models.TextField("说明", blank=True)
    late_reason = models.TextField("晚交的原因", blank=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["unit", "state"], name="assignment_unit_state"),
            models.Index(
                fields=["problem", "round"], name="assignment_late", condition=~models.Q(late_reason="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "unit", "round"],
                condition=~models.Q(state="withdrawn"),
                name="assignment_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["problem", "round"],
                condition=models.Q(role="lead") & ~models.Q(state="withdrawn"),
                name="assignment_one_lead",
            ),
        ]

    class Access:
        parent = "problem"
