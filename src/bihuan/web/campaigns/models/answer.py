"""Answers: what each unit says about each check item, where it was found, and what proves it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bihuan.web.access.models import CaseChildModel, CaseModel
from bihuan.web.ui.words import day_of, number


class Answer(CaseModel):
    """One unit's answer to one check item in one period; `parent` is the township's answer forwarded to this village.

    `period` is the day the period's answers are due by the paper's rule; an item asked once has one period.
    """

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        RETURNED = "returned", "退回重答"
        FORWARDED = "forwarded", "已转下级"
        NONE_FOUND = "none_found", "没有发现问题"
        FOUND = "found", "发现问题"
        NOT_APPLICABLE = "not_applicable", "不涉及"

    class Way(models.TextChoices):
        ON_SITE = "on_site", "实地看"
        RECORD = "record", "查资料"
        DATA = "data", "比对数据"
        ASKED = "asked", "问群众"

    # Somebody has to write it.
    OPEN: ClassVar = (State.OPEN, State.RETURNED)
    # Still somebody's work.
    WAITING: ClassVar = (*OPEN, State.FORWARDED)
    # What a unit may say.
    SAID: ClassVar = (State.NONE_FOUND, State.FOUND, State.NOT_APPLICABLE)
    # What it says, as opposed to who asked, when and until when.
    CONTENT: ClassVar = ("state", "looked", "number", "counted_in", "text", "measures", "progress")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="answers")
    check_item = models.ForeignKey("campaigns.CheckItem", models.PROTECT, related_name="answers")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="answers", verbose_name="答复单位")
    period = models.DateField("哪一期")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    state = models.CharField("答复", max_length=16, choices=State, default=State.OPEN)
    looked = ArrayField(models.CharField(max_length=8, choices=Way), default=list, verbose_name="怎么查的")
    number = models.DecimalField("查到多少", max_digits=14, decimal_places=2, null=True)
    counted_in = models.CharField("数量的单位", max_length=10, blank=True)
    text = models.TextField("排查情况", blank=True)
    measures = models.TextField("整改措施", blank=True)
    progress = models.TextField("整改进度", blank=True)
    due_at = models.DateTimeField("答复时限")
    first_due_at = models.DateTimeField("首次时限", null=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    first_answered_at = models.DateTimeField("首次答复", null=True)
    forwarded_at = models.DateTimeField("转出时间", null=True)
    reason = models.TextField("退回原因", blank=True)
    returned_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField("退回时间", null=True)
    version = models.IntegerField(default=1)

    class Meta(CaseModel.Meta):
        ordering = ("due_at", "check_item__order", "id")
        constraints = [
            models.UniqueConstraint(fields=["check_item", "unit", "period"], name="answer_once_a_period"),
            models.CheckConstraint(
                condition=Q(number=None) | Q(number__gte=0), name="answer_number_not_negative"
            ),
        ]
        indexes = [
            *CaseModel.Meta.indexes,
            models.Index(fields=["unit", "state", "due_at"], name="answer_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.short_name}：{self.get_state_display()}"

    @property
    def waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def looked_words(self) -> str:
        """实地看、问群众."""
        return "、".join(way.label for way in self.Way if way in self.looked)

    @property
    def number_words(self) -> str:
        """12 户; empty where nobody counted."""
        return "" if self.number is None else f"{number(self.number)} {self.counted_in}".strip()

    @property
    def days_late(self) -> int:
        """By how many days the first answer came after its first due day; 0 in time or not yet there."""
        if self.first_answered_at is None:
            return 0
        due = self.first_due_at or self.due_at
        return max(0, (day_of(self.first_answered_at) - day_of(due)).days)


class AnswerPlace(CaseChildModel):
    """One place where it was found: where, how many, and the local problem made of it. Off (`live`) when the answer took it back."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="places")
    place_code = models.BigIntegerField("区划代码")
    place = models.CharField("地点", max_length=60)
    number = models.DecimalField("多少", max_digits=14, decimal_places=2, null=True)
    text = models.CharField("具体在哪里", max_length=200, blank=True)
    problem = models.OneToOneField("problems.Problem", models.PROTECT, null=True, related_name="claimed_at")
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(number=None) | Q(number__gt=0), name="answer_place_has_some")
        ]

    class Access:
        parent = "answer"

    @property
    def words(self) -> str:
        """石坳村（3 户）：二组."""
        many = "" if self.number is None else f"（{number(self.number)} {self.answer.counted_in}）"
        return f"{self.place}{many}{f'：{self.text}' if self.text else ''}"


class AnswerFile(CaseChildModel):
    """A photo or paper behind an answer. The bytes stand under FILES_ROOT by their SHA-256."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=120)
    size = models.BigIntegerField("字节")
    media_type = models.CharField(max_length=80)
    thumbnail = models.BooleanField(default=False)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁传的")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["answer", "sha256"], name="answer_file_once")]

    class Access:
        parent = "answer"
