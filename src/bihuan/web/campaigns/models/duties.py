"""What became live of a published campaign: returns due by unit and date, counters by unit and period, and who owes them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bihuan.web.access.models import CaseModel, PublishedChildModel

# Who owes returns or counted work. `asked`: townships, and the other units that were given check items.
LEVELS = {
    "asked": "乡镇和有排查任务的部门",
    "township": "各乡镇",
    "department": "有排查任务的部门",
    "village": "各村",
    "team": "各驻村工作队",
    "inspection": "各督查组",
    "publisher": "发布单位（全县合计）",
    "named": "点名的单位",
}
# What a return holds: each check item's answer, the counted work of its period, or nothing but the paper itself.
CARRIES = {
    "items": "排查项目逐项填",
    "figures": "任务量的数",
    "paper": "只交文件",
}


class _Terms(PublishedChildModel):
    """Who owes it: read from the words at first, then as the office decides. `named` holds unit ids for level `named`."""

    level = models.CharField("由谁办", max_length=12, choices=LEVELS.items())
    named = ArrayField(models.IntegerField(), default=list, verbose_name="点名的单位")
    decided = models.BooleanField("办公室定过", default=False)

    class Meta:
        abstract = True


class ReturnTerms(_Terms):
    """How one obligation is collected. `since`: returns due before it are not asked for (nothing past is invented).

    `carries` says what its returns hold: read from the words at first, then as the office decides.
    """

    obligation = models.OneToOneField(
        "campaigns.ReportObligation", models.PROTECT, related_name="return_terms"
    )
    since = models.DateField("从哪天收起")
    carries = models.CharField("里面填什么", max_length=8, choices=CARRIES.items(), default="items")

    class Access:
        parent = "obligation"


class DutyTerms(_Terms):
    """Who does one counted duty."""

    duty = models.OneToOneField("campaigns.Duty", models.PROTECT, related_name="terms")

    class Access:
        parent = "duty"


class Return(CaseModel):
    """What one unit must hand in by one day. Lateness is never stored: standing.py derives it from the dates.

    `merged` is the publisher's own: all units' returns of that day put together. What it holds stands in its versions.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待报"
        HANDED_IN = "handed_in", "待审"
        RETURNED = "returned", "退回"
        ACCEPTED = "accepted", "已收下"
        WITHDRAWN = "withdrawn", "不用报"

    class Correction(models.TextChoices):
        """How a correction of an accepted return stands; that it was handed in on its day stays true."""

        DRAFT = "draft", "正在更正"
        SUBMITTED = "submitted", "更正待审"

    # Somebody still has to hand it in.
    OWED = (State.WAITING, State.RETURNED)

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="returns")
    obligation = models.ForeignKey("campaigns.ReportObligation", models.PROTECT, related_name="returns")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="报送单位")
    due = models.DateField("应报")
    merged = models.BooleanField("汇总", default=False)
    remind_on = models.DateField("提醒")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    first_handed_in_at = models.DateTimeField("首次交来", null=True)
    handed_in_at = models.DateTimeField("交来", null=True)
    handed_in_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    note = models.TextField("说明", blank=True)
    again_due = models.DateField("退回后应报", null=True)
    reason = models.TextField("退回原因", blank=True)
    judged_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField("审核", null=True)
    correction = models.CharField("更正", max_length=10, choices=Correction, blank=True)

    class Meta(CaseModel.Meta):
        ordering = ("due", "unit__pinyin", "id")
        constraints = [
            models.UniqueConstraint(fields=["obligation", "unit", "due", "merged"], name="return_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "withdrawn")) | Q(handed_in_at__isnull=False),
                name="return_handed_in_has_a_time",
            ),
        ]
        indexes = [
            *CaseModel.Meta.indexes,
            models.Index(fields=["unit", "state", "due"], name="return_owed"),
        ]

    @property
    def owed(self) -> bool:
        return self.state in self.OWED

    @property
    def to_judge(self) -> bool:
        """Whether the office has to accept it or send it back."""
        return self.state == self.State.HANDED_IN or self.correction == self.Correction.SUBMITTED


class DutyCount(CaseModel):
    """One unit's counter for one period of one duty. `done` is the sum of its entries. `live` is off where the office took it back."""

    duty = models.ForeignKey("campaigns.Duty", models.PROTECT, related_name="counts")
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="办理单位")
    period_start = models.DateField("起")
    period_end = models.DateField("止", null=True)
    wanted = models.DecimalField("应办", max_digits=14, decimal_places=2)
    done = models.DecimalField("已办", max_digits=14, decimal_places=2, default=0)
    live = models.BooleanField(default=True)

    class Meta(CaseModel.Meta):
        ordering = ("period_start", "unit__pinyin", "id")
        constraints = [
            models.UniqueConstraint(fields=["duty", "unit", "period_start"], name="duty_count_once"),
            models.CheckConstraint(condition=Q(done__gte=0), name="duty_count_not_negative"),
        ]
        indexes = [
            *CaseModel.Meta.indexes,
            models.Index(fields=["unit", "period_end"], name="duty_count_of_unit"),
        ]


class DutyEntry(CaseModel):
    """Work a unit noted for a counter; never changed. A correction is an entry of its own with a minus and a reason.

    Area and units are copied, not stamped: a row that nobody may change cannot follow its counter.
    """

    idem = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    count = models.ForeignKey(DutyCount, models.PROTECT, related_name="entries")
    number = models.DecimalField("数量", max_digits=14, decimal_places=2)
    on = models.DateField("哪天办的")
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁记的")
    at = models.DateTimeField("记的时间")

    class Meta(CaseModel.Meta):
        ordering = ("-on", "-id")
        constraints = [models.CheckConstraint(condition=~Q(number=0), name="duty_entry_not_nought")]

    class Access:
        append_only = True

    @classmethod
    def of(cls, count: DutyCount, **given: Any) -> DutyEntry:
        """Returns an unsaved entry for `count`, seen by whom the counter is seen."""
        return cls(
            count=count,
            area_code=count.area_code,
            units=count.units,
            household_id=count.household_id,
            **given,
        )
