"""What a return holds: its versions, the rows of each, and the scans of the stamped paper.

A version that left its unit's hands is never changed again; sql/returns.sql refuses it to everybody, the owner included.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.web.access.models import CaseChildModel


class ReturnVersion(CaseChildModel):
    """One version of a return. While it is a draft its rows follow what the unit's answers say, but for words of its own.

    The first one is the return itself; one after `sent_back` is the same return again; one that `corrects` a frozen
    version stands beside it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "正在填"
        SUBMITTED = "submitted", "待审"
        SENT_BACK = "sent_back", "退回"
        FROZEN = "frozen", "已冻结"
        DROPPED = "dropped", "不更正了"

    # Nothing of it changes any more.
    CLOSED: ClassVar = (State.SENT_BACK, State.FROZEN, State.DROPPED)

    of = models.ForeignKey("campaigns.Return", models.PROTECT, related_name="versions")
    number = models.IntegerField("第几稿")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    why = models.TextField("为什么有这一稿", blank=True)
    opened_at = models.DateTimeField("开始")
    signed = models.CharField("签字", max_length=40, blank=True)
    note = models.TextField("说明", blank=True)
    missing = models.JSONField("汇总时没有交来的单位", default=list)
    submitted_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("交来", null=True)
    judged_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField("审核", null=True)
    reason = models.TextField("退回原因", blank=True)

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="return_version_once"),
            models.UniqueConstraint(
                fields=["of"], condition=Q(state__in=("draft", "submitted")), name="return_version_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped")) | Q(submitted_at__isnull=False),
                name="return_version_submitted_has_a_time",
            ),
        ]

    class Access:
        parent = "of"

    @property
    def closed(self) -> bool:
        return self.state in self.CLOSED

    @property
    def words(self) -> str:
        """第 2 稿（更正第 1 稿）."""
        return f"第 {self.number} 稿" + (f"（更正第 {self.corrects.number} 稿）" if self.corrects else "")


class ReturnRow(CaseChildModel):
    """One item of a version. `live_*` is what the unit's answers said when the row was stored; the others are its own words.

    Own words are None where the return says what the answers say. `number_own` tells an own figure, which may be unknown.
    """

    TEXTS: ClassVar = ("situation", "measures", "progress")

    version = models.ForeignKey(ReturnVersion, models.PROTECT, related_name="rows")
    check_item = models.ForeignKey("campaigns.CheckItem", models.PROTECT, null=True, related_name="+")
    duty = models.ForeignKey("campaigns.Duty", models.PROTECT, null=True, related_name="+")
    order = models.IntegerField()
    no = models.CharField("序号", max_length=20, blank=True)
    category = models.CharField("排查项目", max_length=200, blank=True)
    contents = models.TextField("排查内容")
    responsible = models.TextField("责任单位", blank=True)
    live_situation = models.TextField("答复的情况", blank=True)
    live_measures = models.TextField("答复的措施", blank=True)
    live_progress = models.TextField("答复的进度", blank=True)
    live_number = models.DecimalField("答复的数", max_digits=14, decimal_places=2, null=True)
    counted_in = models.CharField("数量的单位", max_length=20, blank=True)
    situation = models.TextField("排查情况", null=True)
    measures = models.TextField("整改措施", null=True)
    progress = models.TextField("整改进度", null=True)
    number = models.DecimalField("数量", max_digits=14, decimal_places=2, null=True)
    number_own = models.BooleanField(default=False)
    answered = models.BooleanField("答过", default=False)

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(fields=["version", "check_item"], name="return_row_once_an_item"),
            models.UniqueConstraint(fields=["version", "duty"], name="return_row_once_a_duty"),
            models.CheckConstraint(
                condition=Q(check_item__isnull=False) ^ Q(duty__isnull=False), name="return_row_of_one_thing"
            ),
        ]

    class Access:
        parent = "version"


class ReturnScan(CaseChildModel):
    """A scan of the stamped paper. The bytes stand under FILES_ROOT by their SHA-256. Off (`live`) when it was the wrong one."""

    version = models.ForeignKey(ReturnVersion, models.PROTECT, related_name="scans")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=120)
    size = models.BigIntegerField("字节")
    media_type = models.CharField(max_length=80)
    thumbnail = models.BooleanField(default=False)
    live = models.BooleanField(default=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁传的")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["version", "sha256"], name="return_scan_once")]

    class Access:
        parent = "version"
