"""What people found when they looked: kept with the finding, and shown in the next sheet."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel
from bihuan.web.quality.models.finding import Finding


class Answer(CaseChildModel):
    """One answer. `by_name` looked, on the day `on`; `person` of `unit` entered it, on a page or with a sheet."""

    class Way(models.TextChoices):
        PAGE = "page", "在页面上"
        SHEET = "sheet", "用表格"

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="answers")
    verdict = models.CharField("是否属实", max_length=8, choices=Finding.Verdict)
    looked = models.CharField("核实情况", max_length=300, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    by_name = models.CharField("核实人", max_length=60)
    on = models.DateField("日期")
    way = models.CharField("怎么交的", max_length=6, choices=Way, default=Way.PAGE)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁填的")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    at = models.DateTimeField("记录")

    class Meta(CaseChildModel.Meta):
        ordering = ("-id",)

    class Access:
        parent = "finding"
