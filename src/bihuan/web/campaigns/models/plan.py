"""An uploaded plan, the items read out of it, and every change people made to them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bihuan.web.access.models import IdentityModel, PublishedChildModel, PublishedModel


class Plan(PublishedModel):
    """A document somebody uploaded. `reading` is what the reader said, never changed; people change the items."""

    class Kind(models.TextChoices):
        FILE = "file", "文件"
        TEXT = "text", "粘贴的文字"

    class State(models.TextChoices):
        UPLOADED = "uploaded", "等着读"
        READ = "read", "核对中"
        UNREADABLE = "unreadable", "读不了"
        PUBLISHED = "published", "已发布"

    idem = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节", default=0)
    kind = models.CharField("来源", max_length=8, choices=Kind)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("发文单位", max_length=80, blank=True)
    dated = models.DateField("成文日期", null=True, blank=True)
    text = models.TextField("原文", blank=True)
    reading = models.JSONField("读出来的", default=dict)
    reader_version = models.CharField(max_length=40, blank=True)
    trouble = models.TextField("读不了的原因", blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.UPLOADED)
    uploaded_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传")
    run = models.ForeignKey("jobs.JobRun", models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("-uploaded_at", "-id")

    def __str__(self) -> str:
        return self.title

    @property
    def warnings(self) -> list[str]:
        """What the reader could not make sense of, in Chinese."""
        return list(self.reading.get("warnings", []))


class PlanItem(PublishedChildModel):
    """An item under review: what will become a check item, a problem, a phase, an obligation or a duty."""

    class Kind(models.TextChoices):
        CHECK_ITEM = "check_item", "排查项目"
        PROBLEM = "problem", "问题"
        MEASURE = "measure", "整改措施"
        PHASE = "phase", "阶段"
        REPORT = "report", "报送要求"
        QUOTA = "quota", "任务量"

    class State(models.TextChoices):
        PENDING = "pending", "待核对"
        CONFIRMED = "confirmed", "已核对"
        CHANGED = "changed", "已改"
        ADDED = "added", "新添"
        DROPPED = "dropped", "不要"
        WITHDRAWN = "withdrawn", "已撤销"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items")
    key = models.CharField(max_length=40, null=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="measures")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    order = models.IntegerField(default=0)
    no = models.CharField("编号", max_length=20, blank=True)
    category = models.CharField("类别", max_length=200, blank=True)
    text = models.TextField("内容")
    body_text = models.TextField("正文的说法", blank=True)
    differs = models.CharField(max_length=8, blank=True)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    body_start = models.IntegerField(null=True)
    body_end = models.IntegerField(null=True)
    who = ArrayField(models.CharField(max_length=100), default=list, verbose_name="责任单位")
    lead = ArrayField(models.CharField(max_length=100), default=list, verbose_name="牵头单位")
    persons = ArrayField(models.CharField(max_length=60), default=list, verbose_name="责任人")
    target = models.TextField("成效目标", blank=True)
    deadline = models.JSONField("整改时限", null=True)
    data = models.JSONField(default=dict)
    confidence = models.FloatField("把握", default=1.0)
    evidence = models.JSONField("为什么这样读", default=list)
    original = models.JSONField("读出来的样子", default=dict)
    state = models.CharField("核对", max_length=10, choices=State, default=State.PENDING)
    edited = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("order", "id")
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="plan_item_once")]

    class Access:
        parent = "plan"

    # What people may change, and what an undo puts back.
    FIELDS = (
        "parent_id", "kind", "order", "no", "category", "text", "body_text", "differs",
        "start", "end", "body_start", "body_end",
        "who", "lead", "persons", "target", "deadline", "data", "state", "edited",
    )  # fmt: skip

    def snapshot(self) -> dict[str, Any]:
        """The item as plain data, complete enough to put it back."""
        return {name: getattr(self, name) for name in self.FIELDS}

    @property
    def live(self) -> bool:
        """Whether the item will be published."""
        return self.state not in (self.State.DROPPED, self.State.WITHDRAWN)


class PlanEdit(IdentityModel):
    """One change to a plan's items: what they were, what they became. Kept for undo and as labelled data."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="edits")
    action = models.CharField("动作", max_length=12)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("-id",)

    class Access:
        own = "person_id"
        read_roles = ("office", "clerk")
        append_only = True
