"""What happened to a household: proposed by an import, or recorded by a person."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel
from bihuan.web.registry.models.household import Household
from bihuan.web.registry.models.member import Member


class HouseholdEvent(CaseChildModel):
    """An event of a household. `proposed` ones wait for a person: what the export shows is a change, not what it means."""

    class Kind(models.TextChoices):
        BIRTH = "birth", "出生"
        DEATH = "death", "去世"
        MARRIAGE = "marriage", "婚入"
        MOVE_IN = "move_in", "迁入"
        MOVE_OUT = "move_out", "迁出"
        SPLIT = "split", "分户"
        MERGE = "merge", "并户"
        CORRECTION = "correction", "更正"
        LEFT = "left", "导出里不再有"
        JOINED = "joined", "导出里新出现"
        MOVED = "moved", "从别户转来"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待核实"
        RECORDED = "recorded", "已记"
        DISMISSED = "dismissed", "不是变动"
        UNDONE = "undone", "已撤销"

    home = models.ForeignKey(Household, models.PROTECT, related_name="events")
    kind = models.CharField("变动", max_length=12, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECORDED)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    on = models.DateField("日期")
    text = models.TextField("说明", blank=True, default="")
    batch = models.ForeignKey("registry.Batch", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("记录")

    class Meta(CaseChildModel.Meta):
        ordering = ("-on", "-id")

    class Access:
        parent = "home"
