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
    """A photo, scan or file. The bytes stand under FILES_ROOT by their SHA-256; the row says what they prove.

    `taken_at` is the evidence's date, `uploaded_at` when it came; `photo_at` and the place are what the photo or phone said,
    never demanded. `look` is a perceptual hash, for photos used twice. Withdrawn evidence stays, marked, and counts no more.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", "照片"
        SCAN = "scan", "扫描件"
        FILE = "file", "文件"

    class Clock(models.TextChoices):
        SERVER = "server", "服务器时间"
        PHONE = "phone", "手机时间"
        STATED = "stated", "自填日期"

    class Place(models.TextChoices):
        PHONE = "phone", "手机定位"
        PHOTO = "photo", "照片自带"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="evidence")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="evidence")
    gate = models.ForeignKey("problems.Gate", models.PROTECT, null=True, blank=True, related_name="evidence")
    look_back = models.ForeignKey(
        "problems.LookBack", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    sweep = models.BooleanField("举一反三", default=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    look = models.BigIntegerField("画面指纹", null=True, blank=True)
    name = models.CharField("文件名", max_length=120)
    size = models.BigIntegerField("字节")
    media_type = models.CharField(max_length=80)
    thumbnail = models.BooleanField(default=False)
    pages = models.IntegerField("页数", default=1)
    caption = models.CharField("说明", max_length=80, blank=True)
    kind = models.CharField("种类", max_length=6, choices=Kind)
    taken_at = models.DateTimeField("时间")
    taken_clock = models.CharField("时间来源", max_length=6, choices=Clock, default=Clock.SERVER)
    photo_at = models.DateTimeField("照片自带时间", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    accuracy = models.IntegerField("误差（米）", null=True, blank=True)
    place_from = models.CharField("位置来源", max_length=6, choices=Place, blank=True)
    source = models.CharField("来源", max_length=40, blank=True)
    order = models.IntegerField("排第几", default=0)
    uploaded_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="上传单位")
    uploaded_at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤下人"
    )
    withdrawn_why = models.CharField("为什么撤下", max_length=200, blank=True)

    class Meta:
        ordering = ("order", "taken_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None)
                | (models.Q(withdrawn_by__isnull=False) & ~models.Q(withdrawn_why="")),
                name="evidence_withdrawn_by_somebody_with_a_reason",
            )
        ]

    class Access:
        parent = "problem"

    @property
    def counts(self) -> bool:
        """Whether it still proves anything."""
        return self.withdrawn_at is None
