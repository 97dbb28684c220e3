"""Places and units. An area keeps its id when it is renumbered; the codes it had are dated."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bihuan.web.access.models import ReferenceModel
from bihuan.web.areas.pinyin import initials, sort_key

# How many places of the 12-digit statistical code an area of the level covers: county 6 digits, township 9, village 12.
WIDTH = {"county": 10**6, "township": 10**3, "village": 1}


class Named(ReferenceModel):
    """Something with a Chinese name that is sorted and searched by pinyin."""

    name = models.CharField("名称", max_length=80)
    pinyin = models.CharField(max_length=200, editable=False, db_index=True)
    initials = models.CharField(max_length=60, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pinyin, self.initials = sort_key(self.name), initials(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class Area(Named):
    """A county, township or village of today, with the code it has now (12 digits, trailing zeros filled in)."""

    class Level(models.TextChoices):
        COUNTY = "county", "县"
        TOWNSHIP = "township", "乡镇"
        VILLAGE = "village", "村"

    code = models.BigIntegerField("区划代码", unique=True)
    level = models.CharField("级别", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_to = models.DateField("停用", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )

    class Meta:
        ordering = ("code",)

    @property
    def lo(self) -> int:
        """First 12-digit code inside."""
        return self.code

    @property
    def hi(self) -> int:
        """First 12-digit code after it."""
        return self.code + WIDTH[self.level]


class AreaCode(ReferenceModel):
    """A code an area had, from a day to a day: data of that time keeps it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="codes")
    code = models.BigIntegerField("区划代码")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        ordering = ("area", "valid_from")
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_once")]


class Unit(Named):
    """An office, department, station, village committee or team. `chain` holds its id and those above it, nearest first."""

    class Kind(models.TextChoices):
        COUNTY = "county", "县委县政府"
        OFFICE = "office", "县帮扶办"
        INSPECTION = "inspection", "督查组"
        DEPARTMENT = "department", "行业部门"
        BACKING = "backing", "后盾单位"
        TOWNSHIP = "township", "乡镇"
        VILLAGE = "village", "村"
        TEAM = "team", "驻村工作队"
        DISCIPLINE = "discipline", "纪检监察"
        OTHER = "other", "其他"

    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="units", verbose_name="所在地")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    contact = models.ForeignKey(
        "accounts.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_of",
        verbose_name="联系人",
    )
    chain = ArrayField(models.IntegerField(), default=list, editable=False)
    closed_on = models.DateField("撤销", null=True, blank=True)

    class Meta:
        ordering = ("pinyin",)
        constraints = [
            models.UniqueConstraint(fields=["name", "parent"], name="unit_name_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.short_name = self.short_name or self.name
        super().save(*args, **kwargs)
        chain = [self.pk, *(self.parent.chain if self.parent else [])]
        if chain != self.chain:
            self.chain = chain
            Unit.objects.using(self._state.db).filter(pk=self.pk).update(chain=chain)
