"""One run of the checks over the whole registry, or over exports that were handed in."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from bihuan.web.access.models import CaseModel


class Runs(models.QuerySet["Run"]):
    """Questions that several pages ask."""

    def told_in_figures(self) -> Runs:
        """Runs without what they keep by check, township and file, which is long and which lists do not show."""
        return self.defer("inputs", "counts", "skipped", "places", "passed", "reopened", "left")


class Run(CaseModel):
    """A run that came to its end. Its area is the county's, so that the county's roles see it and no township does.

    `counts`: check -> {found, first, back, vanished, absent, unknown, exempt, missing: {input: rows}}; `skipped`: check -> why it was
    not asked; `places`: township code -> {family letter: findings without suspicions}; `inputs`: file or table -> SHA-256; `passed`,
    `reopened`, `left`: what became of problems (numbers, and number -> reasons).
    """

    class Kind(models.TextChoices):
        LIVE = "live", "户档案"
        FILES = "files", "交来的表"

    kind = models.CharField("核查什么", max_length=8, choices=Kind)
    batch = models.ForeignKey(
        "registry.Batch", models.PROTECT, null=True, related_name="runs", verbose_name="哪一批表"
    )
    as_of = models.DateField("数据日期")
    pack = models.CharField("核查包", max_length=40, blank=True)
    pack_label = models.CharField("核查包名称", max_length=60, blank=True)
    engine = models.CharField("引擎", max_length=12)
    policy = models.CharField("规则版本", max_length=64)
    fingerprint = models.CharField("指纹", max_length=64)
    inputs = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    skipped = models.JSONField(default=dict)
    places = models.JSONField(default=dict)
    checks = models.IntegerField("核查了几项", default=0)
    rows = models.IntegerField("人数", default=0)
    found = models.IntegerField("查出", default=0)
    fresh = models.IntegerField("新出现", default=0)
    back = models.IntegerField("又出现", default=0)
    vanished = models.IntegerField("不再出现", default=0)
    exempt = models.IntegerField("豁免中", default=0)
    passed = models.JSONField(default=list)
    reopened = models.JSONField(default=list)
    left = models.JSONField(default=dict)
    milliseconds = models.IntegerField(default=0)
    made_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", verbose_name="谁做的"
    )
    made_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位"
    )
    made_at = models.DateTimeField("时间")

    objects = Runs.as_manager()

    class Meta(CaseModel.Meta):
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"第 {self.pk} 次核查"

    def get_absolute_url(self) -> str:
        return reverse("quality:run", args=[self.pk])
