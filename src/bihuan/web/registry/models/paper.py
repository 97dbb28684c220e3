"""What lies in a household's bag and in the village's file, and what is missing."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel, ReferenceModel
from bihuan.web.registry.models.household import Household


class PaperKind(ReferenceModel):
    """A paper that a dossier should hold, as the office lists it; `source` says on whose word."""

    class Holder(models.TextChoices):
        BAG = "bag", "户资料袋"
        VILLAGE = "village", "村档案"

    class For(models.TextChoices):
        ALL = "all", "所有户"
        MONITORED = "monitored", "监测对象"
        LIFTED = "lifted", "脱贫户"

    name = models.CharField("名称", max_length=60, unique=True)
    holder = models.CharField("放在哪里", max_length=10, choices=Holder, default=Holder.BAG)
    wanted_of = models.CharField("哪些户要有", max_length=10, choices=For, default=For.ALL)
    source = models.CharField("依据", max_length=120)
    order = models.IntegerField("次序", default=0)
    retired_on = models.DateField("不再要求起", null=True, blank=True)

    class Meta:
        ordering = ("holder", "order", "id")

    class Access:
        write_roles = ("office", "administrator")

    def __str__(self) -> str:
        return self.name


class Paper(CaseChildModel):
    """One paper of a household: kept as a file, or a department's written refusal in its place. The last one of a kind counts."""

    class State(models.TextChoices):
        KEPT = "kept", "有"
        REFUSED = "refused", "部门书面不予办理"
        WITHDRAWN = "withdrawn", "已撤下"

    home = models.ForeignKey(Household, models.PROTECT, related_name="papers")
    kind = models.ForeignKey(PaperKind, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State, default=State.KEPT)
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField("大小")
    pages = models.IntegerField(default=1)
    refused_by = models.CharField("哪个部门", max_length=60, blank=True, default="")
    why = models.CharField("为什么不予办理", max_length=200, blank=True, default="")
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    added_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+")
    added_at = models.DateTimeField("放入")

    class Meta(CaseChildModel.Meta):
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refused_by=""),
                name="refusal_names_its_department",
            )
        ]

    class Access:
        parent = "home"
