"""The problem itself."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from bihuan.web.access.models import CaseModel, Lent
from bihuan.web.campaigns.models.campaign import LOOKBACKS, PROFILES
from bihuan.web.ui.links import numbered


class Problem(CaseModel):
    """What people must put right. `state` and the columns after it are derived from its children by services and never set by hand."""

    class Source(models.TextChoices):
        PLAN = "plan", "方案列明"
        INSPECTION = "inspection", "督查发现"
        VISIT = "visit", "走访发现"
        COMPLAINT = "complaint", "群众反映"
        RULE = "rule", "规则筛出"
        SELF = "self", "自查发现"

    class Severity(models.TextChoices):
        NORMAL = "normal", "一般"
        SEVERE = "severe", "严重"

    class Sample(models.TextChoices):
        """What a sample verification said of it (抽验): of itself, or of another problem its township had verified."""

        PASSED = "passed", "抽验通过"
        FAILED = "failed", "抽验不过"
        PULLED = "pulled", "抽验不过，整批重核"

    class DeadlineKind(models.TextChoices):
        IMMEDIATE = "immediate", "立行立改"
        DATED = "dated", "限期"
        STANDING = "standing", "长期坚持"
        EVENT = "event", "按事项"

    number = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(
        "campaigns.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        verbose_name="专项行动",
    )
    check_item = models.ForeignKey(
        "campaigns.CheckItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        verbose_name="排查项目",
    )
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="swept", verbose_name="由哪件查出"
    )
    repeat_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name="是哪件的重复"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入哪件"
    )
    # Units that raised what was merged into this one: they go on seeing it.
    merged_units = ArrayField(models.IntegerField(), default=list, blank=True, editable=False)
    title = models.CharField("问题", max_length=120)
    text = models.TextField("具体情况", blank=True)
    category = models.CharField("类别", max_length=40, blank=True)
    project = models.CharField("项目", max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="标签")
    remark = models.TextField("备注", blank=True)
    source = models.CharField("来源", max_length=12, choices=Source)
    found_by = models.CharField("发现人", max_length=80, blank=True)
    severity = models.CharField("程度", max_length=8, choices=Severity, default=Severity.NORMAL)
    severity_reason = models.TextField("定为这个程度的理由", blank=True)
    severity_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的程度"
    )
    severity_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定程度的单位"
    )
    higher_level = models.BooleanField("上级交办", default=False)
    profile = models.CharField("销号方式", max_length=20, choices=list(PROFILES.items()), default="general")
    place = models.CharField("地点", max_length=60, blank=True)
    discovered_on = models.DateField("发现日期")
    target = models.TextField("成效目标", blank=True)
    deadline = models.CharField("整改时限", max_length=80, blank=True)
    deadline_kind = models.CharField(
        "时限类型", max_length=12, choices=DeadlineKind, default=DeadlineKind.DATED
    )
    event = models.CharField("等的事项", max_length=120, blank=True)
    event_days = models.IntegerField("事项发生后几天", null=True, blank=True)
    event_day_kind = models.CharField(
        "日还是工作日", max_length=8, choices=[("calendar", "日"), ("working", "工作日")], default="calendar"
    )
    event_on = models.DateField("事项哪天发生", null=True, blank=True)
    first_due = models.DateField("首次时限", null=True, blank=True)
    due = models.DateField("时限", null=True, blank=True, db_index=True)
    look_back_rule = models.CharField(
        "回头看", max_length=12, choices=list(LOOKBACKS.items()), default="after_days"
    )
    look_back_days = models.IntegerField("几天后回头看", default=90)
    look_back_count = models.IntegerField("一年看几次", default=4)
    look_back_severe = models.BooleanField("严重的每季度看", default=False)
    look_back_reason = models.CharField("为什么不约定回头看", max_length=200, blank=True)
    sweep_asked = models.BooleanField("要求举一反三", default=False)
    swept_text = models.TextField("举一反三查到的", blank=True)
    raised_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    raised_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, related_name="raised_problems", verbose_name="登记单位"
    )
    raised_at = models.DateTimeField("登记时间")
    rounds = models.IntegerField("重新打开次数", default=0)
    mechanism = models.TextField("建立的机制", blank=True)
    sample = models.CharField("抽验", max_length=8, choices=Sample, blank=True)
    recheck = models.IntegerField("第几次打开时整批重核", null=True, blank=True)
    version = models.IntegerField(default=1)

    state = models.CharField("状态", max_length=12, default="unassigned", db_index=True)
    lead_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    owner = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    waiting_for = models.CharField("在等什么", max_length=12, blank=True)
    waiting_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="在等谁"
    )
    waiting_since = models.DateTimeField("等到现在", null=True, blank=True)
    waiting_words = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    made_routine = models.DateField("转常态化", null=True, blank=True)
    verified = models.BooleanField("核验过整改到位", default=False, editable=False)
    returned = models.IntegerField("退回次数", default=0, editable=False)
    fell_back = models.IntegerField("回头看又发现", default=0, editable=False)
    handed_late = models.BooleanField("晚交", default=False, editable=False)

    class Meta(CaseModel.Meta):
        ordering = ("-id",)
        indexes = [
            *CaseModel.Meta.indexes,
            # The order by state, and what waits or is late within one (docs/decisions/0092).
            models.Index(fields=["state", "due"], name="problem_state_due"),
            # In the very order of the lists, ties and missing days included.
            models.Index(F("due").desc(nulls_last=True), "id", name="problem_latest_due"),
            models.Index(fields=["discovered_on", "id"], name="problem_found"),
            models.Index(F("discovered_on").desc(nulls_last=True), "id", name="problem_latest_found"),
            # Filters that leave few rows, in the order of the list.
            models.Index(
                fields=["category", "due", "id"], name="problem_category", condition=~Q(category="")
            ),
            models.Index(fields=["deadline_kind", "due", "id"], name="problem_kind"),
            models.Index(fields=["first_due", "id"], name="problem_first_due"),
            models.Index(fields=["waiting_unit", "waiting_for"], name="problem_waiting"),
            models.Index(fields=["lead_unit", "state"], name="problem_lead"),
            GinIndex(fields=["tags"], name="problem_tags_gin"),
        ]

    class Access:
        # Discipline inspection reads what was referred to it; its unit is not among `units`, which others may see.
        lent = Lent("problems_referral", "problem_id", "unit_id", ("discipline",))

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return numbered("problems:detail", self.pk)

    @property
    def struck_off(self) -> bool:
        """Whether its gates are passed: closed, or made routine."""
        return self.state in ("closed", "routine")

    @property
    def over(self) -> bool:
        """Whether it is off the list: closed, made routine, or merged into another."""
        return self.state in ("closed", "routine", "merged")

    @property
    def severe(self) -> bool:
        return self.severity == self.Severity.SEVERE

    @property
    def look_back_by(self) -> str:
        """The rule its close-out books by: the campaign's, or quarterly where the campaign asks so of what is severe."""
        return "quarterly" if self.look_back_severe and self.severe else self.look_back_rule

    @property
    def standing(self) -> bool:
        return self.deadline_kind == self.DeadlineKind.STANDING
