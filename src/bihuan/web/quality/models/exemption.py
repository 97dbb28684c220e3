"""A finding that was looked at and is in order: let pass for a time, by another person than who asked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bihuan.web.access.models import CaseChildModel
from bihuan.web.config import clock
from bihuan.web.quality.models.finding import Finding


class Exemption(CaseChildModel):
    """One request and what was decided. An approved one holds to `until`, that day included; after it the finding appears again."""

    class State(models.TextChoices):
        ASKED = "asked", "待批"
        APPROVED = "approved", "已豁免"
        REFUSED = "refused", "不予豁免"
        ENDED = "ended", "提前结束"

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="exemptions")
    answer = models.ForeignKey("quality.Answer", models.PROTECT, null=True, related_name="exemptions")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="申请单位")
    asked_at = models.DateTimeField("申请")
    decided_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", verbose_name="批的人"
    )
    decided_at = models.DateTimeField("批的时间", null=True)
    words = models.CharField("批语", max_length=300, blank=True, default="")
    until = models.DateField("豁免到", null=True)
    ended_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("结束", null=True)
    ended_why = models.CharField("为什么结束", max_length=300, blank=True, default="")

    class Meta(CaseChildModel.Meta):
        ordering = ("-id",)
        indexes = [models.Index(fields=["state", "until"], name="exemption_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=Q(state="asked"), name="exemption_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="exemption_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="exemption_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(until__isnull=False), name="exemption_ends"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_has_a_reason"),
        ]

    class Access:
        parent = "finding"

    def get_absolute_url(self) -> str:
        return reverse("quality:finding", args=[self.finding_id])

    @property
    def standing(self) -> str:
        """The state in words; one whose day has passed has run out."""
        if self.state == self.State.APPROVED and self.until and self.until < clock.today():
            return "已到期"
        return str(self.get_state_display())
