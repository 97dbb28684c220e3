"""A household, its versions, and its income a year."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from bihuan.web.access.models import CaseModel
from bihuan.web.registry.columns import HOUSEHOLD_COLUMNS, INCOME_KINDS, with_columns
from bihuan.web.registry.models.version import NOW, Version


class Household(CaseModel):
    """The household itself, which stays the same while what is known of it changes. Its `household_id` is its own id (sql/registry.sql).

    The last fields repeat what its current version says, for lists; the services that write versions keep them (`services/standing.py`).
    `ended_on` is the day from which it is no household of the registry any more.
    """

    class Ending(models.TextChoices):
        MOVED = "moved", "整户迁出"
        MERGED = "merged", "并入别户"
        DIED = "died", "全户去世"
        GONE = "gone", "导出里不再有"
        UNDONE = "undone", "导入已撤销"

    number = models.CharField("户编号", max_length=40, unique=True)
    current: Any = models.OneToOneField(
        "registry.HouseholdVersion", models.PROTECT, null=True, related_name="+"
    )
    head_name = models.CharField("户主", max_length=40, blank=True, default="")
    people = models.IntegerField("人口", default=0)
    workers = models.IntegerField("劳动力", default=0)
    risks = ArrayField(models.TextField(), default=list, verbose_name="风险")
    ended_on = models.DateField("不在册起", null=True, blank=True)
    ending = models.CharField("去向", max_length=10, choices=Ending, blank=True, default="")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    seen_on = models.DateField("最近一次导出里看到", null=True, blank=True)
    batch = models.ForeignKey("registry.Batch", models.PROTECT, null=True, related_name="+")

    class Meta(CaseModel.Meta):
        indexes = [
            *CaseModel.Meta.indexes,
            models.Index(fields=["area_code", "number"], name="household_by_place"),
            models.Index(fields=["head_name"], name="household_by_head", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.head_name}户" if self.head_name else f"户 {self.number}"

    @property
    def known_to(self) -> Any:
        """Returns the day up to which its state is known: the last export it stood in, or what was recorded since; None when nothing is."""
        began = self.current.valid_from if self.current else None
        return max((day for day in (self.seen_on, began) if day), default=None)

    def get_absolute_url(self) -> str:
        return reverse("registry:household", args=[self.pk])


@with_columns(HOUSEHOLD_COLUMNS)
class HouseholdVersion(Version):
    """What a household was like: living, land, monitoring, risks, help. `place_code` is where it lived then."""

    home = models.ForeignKey(Household, models.PROTECT, related_name="versions")
    place_code = models.BigIntegerField("当时的村")

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["home"], condition=NOW, name="household_one_now")]

    class Access:
        parent = "home"


@with_columns(INCOME_KINDS)
class HouseholdIncome(Version):
    """A household's income of a year, each kind apart, in fen as the sheet gave it; empty is unknown, not nought.

    The year is the twelve months up to `window_to` (`income.py`). An amount belongs to its window for ever, whatever `valid_from` says;
    what is recorded later replaces it.
    """

    home = models.ForeignKey(Household, models.PROTECT, related_name="incomes")
    year = models.IntegerField("收入年度")
    window_from = models.DateField("收入期起")
    window_to = models.DateField("收入期止")
    place_code = models.BigIntegerField("当时的村")

    class Meta(Version.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["home", "year"],
                condition=NOW,
                name="income_one_a_year",
            )
        ]

    class Access:
        parent = "home"
