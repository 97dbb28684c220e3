"""What a rule, a visit, an inspection or a complaint reported, and which problem it became."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel


class Finding(CaseChildModel):
    """One finding of another part of the product, by its source and key there. It becomes a problem once."""

    class Source(models.TextChoices):
        RULE = "rule", "规则筛查"
        QUALITY = "quality", "数据核查"
        RECONCILIATION = "reconciliation", "数据比对"
        VISIT = "visit", "走访"
        INSPECTION = "inspection", "督查"
        COMPLAINT = "complaint", "群众反映"
        SHEET = "sheet", "表格登记"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="findings")
    source = models.CharField("来源", max_length=16, choices=Source)
    key = models.CharField("来源编号", max_length=120)
    text = models.CharField("内容", max_length=200, blank=True)
    raised_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="finding_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="finding_has_a_key"),
        ]

    class Access:
        parent = "problem"


class Sighting(CaseChildModel):
    """That a later run or look saw a finding again, or no longer: evidence for a gate, never a close-out."""

    class Kind(models.TextChoices):
        SEEN = "seen", "还在"
        VANISHED = "vanished", "不再出现"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="sightings")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="sightings")
    kind = models.CharField("看到什么", max_length=8, choices=Kind)
    on = models.DateField("哪天")
    run = models.CharField("哪一次", max_length=80, blank=True)
    at = models.DateTimeField("记录时间")

    class Meta:
        ordering = ("on", "id")
        constraints = [models.UniqueConstraint(fields=["finding", "on", "run"], name="sighting_once")]

    class Access:
        parent = "problem"
