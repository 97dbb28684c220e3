"""Double accountability (一案双查): in tables of their own, because nobody else may see that a problem was referred."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import IdentityModel


class Referral(IdentityModel):
    """A problem passed to discipline inspection by one person. Seen by that person, whoever is told what came of it, and the unit."""

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="referrals")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="移交给")
    reason = models.TextField("为什么移交")
    letter_no = models.CharField("函号", max_length=60, blank=True)
    letter_date = models.DateField("函的日期", null=True, blank=True)
    materials = models.TextField("随函材料", blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="移交人")
    by_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="移交单位")
    told = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="结果告知")
    at = models.DateTimeField("移交时间")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["problem", "unit", "by"], name="referral_once_a_person")
        ]

    class Access:
        own = "by_id"
        own_roles = ("office", "system")
        also = "told_id"
        of_unit = "unit_id"
        of_unit_roles = ("discipline",)


class ReferralOutcome(IdentityModel):
    """What came of a referral, written by the unit it went to; seen by that unit and whoever is told, not by whoever referred."""

    class Step(models.TextChoices):
        TAKEN = "taken", "受理"
        CHECKING = "checking", "核查中"
        DEALT = "dealt", "已处理"
        NOTHING = "nothing", "查无问题"
        NOT_TAKEN = "not_taken", "不予受理"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="outcomes")
    step = models.CharField("办到哪一步", max_length=10, choices=Step)
    on = models.DateField("日期")
    text = models.TextField("情况")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="记录人")
    at = models.DateTimeField("记录时间")
    # Stamped from the referral by a trigger (sql/discipline.sql): its own unit, and whom it tells.
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", editable=False)
    told = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ("id",)

    class Access:
        own = "told_id"
        own_writes = False
        of_unit = "unit_id"
        of_unit_roles = ("discipline",)
        of_unit_adds = True
        append_only = True
