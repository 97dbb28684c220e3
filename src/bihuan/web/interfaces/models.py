"""A system is an account acting for a unit in a role, as a person of its own; its tokens are its keys."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from bihuan.web.access.models import IdentityModel
from bihuan.web.config import clock
from bihuan.web.ui.words import day_of


class System(IdentityModel):
    """Another system. `person` is its name in journal and records, `grant` its post: from the two comes its scope, as a person's."""

    name = models.CharField("系统名称", max_length=40, unique=True)
    purpose = models.CharField("用来做什么", max_length=200)
    contact = models.CharField("谁负责", max_length=80)
    person = models.OneToOneField("accounts.Person", models.PROTECT, related_name="+")
    grant = models.OneToOneField("accounts.Grant", models.PROTECT, related_name="+")
    per_minute = models.IntegerField("每分钟最多请求", default=300)
    created_at = models.DateTimeField("登记时间")
    created_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="谁登记的"
    )
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="system_some_a_minute")
        ]

    class Access:
        read_roles = ("administrator",)
        write_roles = ("administrator",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("interfaces:system", args=[self.pk])


class Token(IdentityModel):
    """One key of a system. Only its keyed hash is kept; `prefix` lets people tell one from another."""

    system = models.ForeignKey(System, models.PROTECT, related_name="tokens")
    name = models.CharField("给谁用", max_length=40)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name="可以做什么")
    created_at = models.DateTimeField("发放时间")
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁发的")
    expires_at = models.DateTimeField("到期")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    class Access:
        read_roles = ("administrator",)
        write_roles = ("administrator",)

    @property
    def last_day(self) -> date:
        """The last day on which it works."""
        return day_of(self.expires_at - timedelta(seconds=1))

    @property
    def state(self) -> str:
        """在用, 已收回, 已到期."""
        if self.revoked_at:
            return "已收回"
        return "已到期" if self.expires_at <= clock.now() else "在用"
