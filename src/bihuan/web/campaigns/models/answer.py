"""Answers: what each unit says about each check item."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bihuan.web.access.models import CaseModel


class Answer(CaseModel):
    """One unit's answer to one check item; `parent` is the township's answer forwarded to this village."""

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        FORWARDED = "forwarded", "已转下级"
        NONE_FOUND = "none_found", "没有发现问题"
        FOUND = "found", "发现问题"
        NOT_APPLICABLE = "not_applicable", "不涉及"

    # Still somebody's work.
    WAITING: ClassVar = (State.OPEN, State.FORWARDED)
    # What a unit may say.
    SAID: ClassVar = (State.NONE_FOUND, State.FOUND, State.NOT_APPLICABLE)

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="answers")
    check_item = models.ForeignKey("campaigns.CheckItem", models.PROTECT, related_name="answers")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="answers", verbose_name="答复单位")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    state = models.CharField("答复", max_length=16, choices=State, default=State.OPEN)
    text = models.TextField("排查情况", blank=True)
    measures = models.TextField("整改措施", blank=True)
    progress = models.TextField("整改进度", blank=True)
    due_at = models.DateTimeField("答复时限")
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    forwarded_at = models.DateTimeField("转出时间", null=True)
    version = models.IntegerField(default=1)

    class Meta(CaseModel.Meta):
        ordering = ("due_at", "check_item__order", "id")
        constraints = [models.UniqueConstraint(fields=["check_item", "unit"], name="answer_once")]
        indexes = [
            *CaseModel.Meta.indexes,
            models.Index(fields=["unit", "state", "due_at"], name="answer_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.short_name}：{self.get_state_display()}"

    @property
    def waiting(self) -> bool:
        return self.state in self.WAITING
