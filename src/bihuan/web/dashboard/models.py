"""Figures kept by the database with every change of a problem, and when they were last recounted.

Triggers append to FigureDelta (no row is shared, so nobody waits for anybody), a timer folds the deltas into FigureTally, and
people read the sum of both through a door. What a cell counts stands in sql/figures.sql.
"""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import IdentityModel, PublishedModel, ReferenceModel


class _Cell(IdentityModel):
    """How many problems of one place or unit, campaign (0: none) and fact. `day` is a deadline, or the Monday of a week."""

    kind = models.CharField(max_length=8)
    key = models.BigIntegerField()
    campaign = models.BigIntegerField()
    fact = models.CharField(max_length=12)
    day = models.DateField(null=True)
    n = models.IntegerField()

    class Meta:
        abstract = True


class FigureTally(_Cell):
    """A cell, folded."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "campaign", "fact", "day"], name="figure_once", nulls_distinct=False
            )
        ]

    class Access:
        app_writes = False


class FigureDelta(_Cell):
    """A change of a cell that is not folded yet."""

    class Access:
        app_writes = False


class FigureCheck(IdentityModel):
    """One recount of all cells from the rows: how many there were, how many differed and were put right, some of those."""

    at = models.DateTimeField("重算时间")
    cells = models.IntegerField("数字")
    differed = models.IntegerField("不一致")
    sample = models.JSONField(default=list)

    class Meta:
        ordering = ("-id",)

    class Access:
        app_writes = False
        read_roles = ("*",)


class Ranking(PublishedModel):
    """A ranking of townships as published on a day: the lines and the formula as they were, never changed afterwards."""

    on = models.DateField("截至")
    campaign = models.ForeignKey(
        "campaigns.Campaign", models.PROTECT, null=True, related_name="+", verbose_name="专项行动"
    )
    rows = models.JSONField()
    formula = models.JSONField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁公布的")
    at = models.DateTimeField("公布时间")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["on", "campaign"], name="ranking_once_a_day", nulls_distinct=False
            )
        ]

    class Access:
        append_only = True
        read_roles = ("office", "clerk", "inspector", "leader", "assessor")

    def __str__(self) -> str:
        return f"截至{self.on.month}月{self.on.day}日的乡镇排名"


class WallChart(ReferenceModel):
    """That the administrator switched the wall chart on or off, and why; the newest line holds, before the first it is off."""

    on = models.BooleanField("开")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁定的")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("-id",)

    class Access:
        append_only = True
