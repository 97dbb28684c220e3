"""One import: the files as they came, what they would change, and what became of it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from bihuan.web.access.models import CaseModel, ReferenceModel


class Batch(CaseModel):
    """The exports handed in together. Its area is the county's, so that the county's roles see it and no township does.

    `found` is what the preview shows: counts, the first rows of each kind, what was not read. The files stand in the store.
    """

    class State(models.TextChoices):
        READING = "reading", "在读"
        REFUSED = "refused", "读不了"
        READY = "ready", "待确认"
        APPLIED = "applied", "已导入"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    state = models.CharField("状态", max_length=10, choices=State, default=State.READING)
    files = models.JSONField("文件", default=list)
    as_of = models.DateField("导出日期")
    income_year = models.IntegerField("收入年度")
    ends_absent = models.BooleanField("表里没有的户记为不再在册", default=False)
    found = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    trouble = models.TextField("为什么读不了", blank=True, default="")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("上传")
    applied_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField("导入", null=True)
    undone_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField("撤销", null=True)

    class Meta(CaseModel.Meta):
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"第 {self.pk} 次导入"

    def get_absolute_url(self) -> str:
        return reverse("registry:batch", args=[self.pk])


class Heading(ReferenceModel):
    """A heading that somebody once mapped by hand: which column it is, or none. Remembered for the next download."""

    heading = models.CharField("表头", max_length=120)
    export = models.CharField("哪个表", max_length=20)
    column = models.CharField("对应的列", max_length=60, blank=True, default="")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("记下")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "heading"], name="heading_once")]

    class Access:
        write_roles = ("office", "clerk", "administrator")
