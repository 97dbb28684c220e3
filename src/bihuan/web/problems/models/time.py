"""Time asked for beyond the first deadline, and the look-backs after a close-out."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel


class Extension(CaseChildModel):
    """More time asked for the problem, or for one `part` of it; the first deadline stays as it was."""

    class State(models.TextChoices):
        ASKED = "asked", "待批"
        APPROVED = "approved", "准予"
        REFUSED = "refused", "不准"
        LAPSED = "lapsed", "不用批了"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="extensions")
    part = models.ForeignKey(
        "problems.Assignment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="extensions",
        verbose_name="哪一份",
    )
    was = models.DateField("原时限")
    to = models.DateField("申请延到")
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="申请单位")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    note = models.TextField("批语", blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["problem"],
                condition=models.Q(state="asked", part__isnull=True),
                name="extension_one_open",
            ),
            models.UniqueConstraint(
                fields=["part"], condition=models.Q(state="asked"), name="extension_one_open_a_part"
            ),
        ]

    class Access:
        parent = "problem"


class LookBack(CaseChildModel):
    """A look-back booked by a close-out, or a periodic check of what was made routine."""

    class Outcome(models.TextChoices):
        HOLDS = "holds", "没有反弹"
        FOUND_AGAIN = "found_again", "又发现"
        MOVED = "moved", "没有看成，改期"
        CALLED_OFF = "called_off", "重新打开，不再看"

    class How(models.TextChoices):
        ON_SITE = "on_site", "现场"
        BY_PHONE = "by_phone", "电话"
        BY_DATA = "by_data", "数据"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="look_backs")
    round = models.IntegerField("第几次打开", default=0)
    number = models.IntegerField("第几次看", default=1)
    due_on = models.DateField("约定日期", db_index=True)
    first_due_on = models.DateField("原定日期", null=True, blank=True)
    done_on = models.DateField("看的日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome, blank=True)
    how = models.CharField("怎么看的", max_length=8, choices=How, blank=True)
    looked_at = models.TextField("看了什么", blank=True)
    met = models.CharField("见了谁", max_length=80, blank=True)
    note = models.TextField("看到什么", blank=True)
    by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁看的"
    )
    by_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            # One that was moved stays on record beside the one it was moved to, one called off beside those booked anew.
            models.UniqueConstraint(
                fields=["problem", "round", "number"],
                condition=~models.Q(outcome__in=("moved", "called_off")),
                name="look_back_once_a_number",
            )
        ]

    class Access:
        parent = "problem"
