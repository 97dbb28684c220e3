"""What was done, and what proves it."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel


class Measure(CaseChildModel):
    """One rectification measure, numbered within the problem."""

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="measures")
    no = models.IntegerField("序号")
    text = models.CharField("整改措施", max_length=200)
    round = models.IntegerField("第几次打开", default=0)
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="落实单位")
    done_at = models.DateField("完成日期", null=True, blank=True)
    done_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="完成人"
    )

    class Meta:
        ordering = ("no",)
        constraints = [models.UniqueConstraint(fields=["problem", "no"], name="measure_no_once")]

    class Access:
        parent = "problem"


class Evidence(CaseChildModel):
    """A photo, scan or file. The bytes stand under FILES_ROOT by their SHA-256; the row says what they prove."""

    class Kind(models.TextChoices):
        PHOTO = "photo", "照片"
        SCAN = "scan", "扫描件"
        FILE = "file", "文件"

    class Clock(models.TextChoices):
        SERVER = "server", "服务器时间"
        PHONE = "phone", "手机时间"
        STATED = "stated", "自填日期"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="evidence")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="evidence")
    gate = models.ForeignKey("problems.Gate", models.PROTECT, null=True, blank=True, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=120)
    size = models.BigIntegerField("字节")
    media_type = models.CharField(max_length=80)
    thumbnail = models.BooleanField(default=False)
    caption = models.CharField("说明", max_length=80, blank=True)
    kind = models.CharField("种类", max_length=6, choices=Kind)
    taken_at = models.DateTimeField("时间")
    taken_clock = models.CharField("时间来源", max_length=6, choices=Clock, default=Clock.SERVER)
    source = models.CharField("来源", max_length=40, blank=True)
    uploaded_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="上传单位")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ("taken_at", "id")

    class Access:
        parent = "problem"
