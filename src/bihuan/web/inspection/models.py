"""Verification draws: a frozen frame of what townships verified, what was drawn from it, and what the inspectors found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from bihuan.web.access.models import CaseChildModel, CaseModel, IdentityModel

if TYPE_CHECKING:
    from bihuan.web.jobs.models import JobRun


class Draw(CaseModel):
    """One draw. Its area is the county itself, so that the county's roles see it and no township does.

    `commitment` is promised before the frame is frozen, `fingerprint` is the frame's, `seed` is empty until it is revealed; the
    database refuses to change any of them afterwards (sql/draws.sql).
    """

    class State(models.TextChoices):
        FROZEN = "frozen", "名册已锁，待抽取"
        DRAWN = "drawn", "抽验中"
        FINISHED = "finished", "已办完"
        VOID = "void", "已作废"

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("名称", max_length=80)
    state = models.CharField("状态", max_length=10, choices=State, default=State.FROZEN)
    campaign = models.ForeignKey(
        "campaigns.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="专项行动",
    )
    closed_from = models.DateField("销号日期从")
    closed_to = models.DateField("到")
    townships = ArrayField(models.IntegerField(), default=list, blank=True, verbose_name="乡镇")
    percent = models.IntegerField("抽取比例")
    at_least = models.IntegerField("每个乡镇至少")
    due = models.DateField("抽验到哪天")
    commitment = models.CharField("承诺值", max_length=64, blank=True)
    fingerprint = models.CharField("名册指纹", max_length=64, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="组织人")
    made_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="组织单位")
    made_at = models.DateTimeField("锁名册")
    drawn_at = models.DateTimeField("抽取", null=True, blank=True)
    finished_at = models.DateTimeField("办完", null=True, blank=True)
    void_reason = models.TextField("为什么作废", blank=True)

    class Meta(CaseModel.Meta):
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("inspection:draw", args=[self.pk])


class DrawSeed(IdentityModel):
    """The seed before it is revealed. No role reads or writes it; two doors do (sql/draws.sql)."""

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    revealed_at = models.DateTimeField(null=True)

    class Access:
        app_writes = False


class DrawItem(CaseChildModel):
    """One line of the frame: a problem as it was closed, and, where it was drawn, what the inspectors found.

    `live` is off where the draw was voided, so that the problem may enter another frame. `pulled`: taken back with its batch.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等抽验"
        PASSED = "passed", "抽验通过"
        FAILED = "failed", "抽验不过"
        LAPSED = "lapsed", "已重新打开，不再抽验"
        PULLED = "pulled", "并入整批重核"

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="items")
    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="draw_items")
    key = models.CharField("编号", max_length=20)
    stratum = models.CharField("核验的乡镇", max_length=60)
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="核验的乡镇")
    version = models.IntegerField("锁名册时的版本")
    round = models.IntegerField("第几次打开")
    live = models.BooleanField(default=True)
    drawn = models.BooleanField("抽中", default=False)
    ticket = models.CharField("签", max_length=64, blank=True)
    place = models.IntegerField("第几签", null=True, blank=True)
    state = models.CharField("结果", max_length=10, choices=State, blank=True)
    pulled = models.BooleanField("整批重核", default=False)
    gate_kind = models.CharField("哪一关不过", max_length=16, blank=True)
    note = models.TextField("看到什么", blank=True)
    by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="抽验人"
    )
    by_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="抽验单位"
    )
    at = models.DateTimeField("抽验时间", null=True, blank=True)

    # The job that takes the batch back, where recording a failure has just asked for one.
    run: JobRun | None = None

    class Meta:
        ordering = ("key",)
        indexes = [models.Index(fields=["state", "drawn"], name="drawitem_state")]
        constraints = [
            models.UniqueConstraint(fields=["draw", "problem"], name="drawitem_once_a_draw"),
            models.UniqueConstraint(
                fields=["problem", "round"], condition=models.Q(live=True), name="drawitem_once_a_closing"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("", "waiting", "pulled"))
                | models.Q(by__isnull=False, by_unit__isnull=False, at__isnull=False),
                name="drawitem_found_by_somebody",
            ),
        ]

    class Access:
        parent = "draw"

    @property
    def moved_on(self) -> bool:
        """Whether the closing that was frozen no longer stands."""
        problem = self.problem
        return not problem.struck_off or problem.rounds != self.round or problem.recheck is not None
