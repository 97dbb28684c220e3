"""The sweep (举一反三): what other units were asked, and what each of them answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from bihuan.web.access.models import CaseChildModel, CaseModel


class SweepAsk(CaseModel):
    """One unit asked whether it has the same. It lies at the asked unit's place, so that unit sees the question and not the problem.

    `units` are whoever was asked, whoever asks, and the problem's lead unit.
    """

    class State(models.TextChoices):
        OPEN = "open", "没有答复"
        NONE = "none", "查过，没有"
        FOUND = "found", "另查出"
        WITHDRAWN = "withdrawn", "不用查了"

    class How(models.TextChoices):
        ON_SITE = "on_site", "现场看"
        BY_RECORD = "by_record", "翻台账"
        BY_DATA = "by_data", "比数据"
        BY_ASKING = "by_asking", "问群众"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="sweep_asks")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="问谁")
    check_item = models.ForeignKey(
        "campaigns.CheckItem", models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.TextField("查什么")
    due = models.DateField("答复时限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁布置")
    asked_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="布置单位")
    asked_at = models.DateTimeField("布置时间")
    how = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name="怎么查的")
    looked_at = models.TextField("查了哪些", blank=True)
    count = models.IntegerField("查出几处", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁负责"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    note = models.TextField("说明", blank=True)
    closed_at = models.DateTimeField("布置单位结束", null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta(CaseModel.Meta):
        ordering = ("due", "id")
        indexes = [
            models.Index(fields=["unit", "state"], name="sweepask_unit_state"),
            *CaseModel.Meta.indexes,
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "unit"],
                condition=~models.Q(state="withdrawn"),
                name="sweep_ask_once_a_unit",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("none", "found"))
                | models.Q(answered_by__isnull=False, answered_at__isnull=False, count__isnull=False),
                name="sweep_answer_stood_for_by_somebody",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("problems:sweep", args=[self.pk])

    @property
    def open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def answered(self) -> bool:
        return self.state in (self.State.NONE, self.State.FOUND)

    @property
    def how_words(self) -> str:
        """现场看、翻台账."""
        return how_words(self.how)

    @property
    def said(self) -> str:
        """没有答复; 查过，没有; 另查出 3 处."""
        return f"另查出 {self.count} 处" if self.state == self.State.FOUND else str(self.get_state_display())


class SweepFormer(CaseChildModel):
    """An answer as it stood before it was corrected, and why it was. The database refuses to change it (sql/sweep.sql)."""

    ask = models.ForeignKey(SweepAsk, models.PROTECT, related_name="former")
    version = models.IntegerField("第几次答复")
    how = ArrayField(models.CharField(max_length=10), default=list, verbose_name="怎么查的")
    looked_at = models.TextField("查了哪些")
    count = models.IntegerField("查出几处")
    answered_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="谁负责"
    )
    answered_at = models.DateTimeField("答复时间")
    reason = models.TextField("为什么更正")
    replaced_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="谁更正"
    )
    replaced_at = models.DateTimeField("更正时间")

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(fields=["ask", "version"], name="sweep_former_once_a_version"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="sweep_former_with_a_reason"),
        ]

    class Access:
        parent = "ask"

    @property
    def how_words(self) -> str:
        """现场看、翻台账."""
        return how_words(self.how)

    @property
    def said(self) -> str:
        """查过，没有; 另查出 3 处."""
        return f"另查出 {self.count} 处" if self.count else str(SweepAsk.State.NONE.label)


def how_words(ways: Sequence[str]) -> str:
    """现场看、翻台账."""
    return "、".join(str(SweepAsk.How(each).label) for each in ways)
