"""A published campaign: its phases, what must be checked, what must be reported, how much must be done."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bihuan.web.access.models import PublishedChildModel, PublishedModel

# 不放过: the gates of a close-out, in their order. A campaign keeps the list its document demands.
GATES = {
    "found_out": "问题查清",
    "put_right": "整改到位",
    "up_to_standard": "成效达标",
    "accepted": "群众满意",
}
PROFILES = {
    "general": "一般",
    "household": "入户",
    "on_the_spot": "当场整改",
    "data": "数据",
    "standing": "长期坚持",
}


LOOKBACKS = {"after_days": "几天后看一次", "quarterly": "一年内每季度看一次", "none": "不约定回头看"}

PERS = {
    "day": "每天",
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "halfyear": "每半年",
    "year": "每年",
    "once": "一次",
}
# How often a check item is answered; the keys are those of bihuan.days.
RHYTHMS = {
    "once": "答一次",
    "daily": "每天",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "halfyearly": "每半年",
    "yearly": "每年",
}
BOUNDS = {"min": "不少于", "max": "不超过", "exact": "正好"}


class Campaign(PublishedModel):
    """A special action made of one plan. `gates` are those its document names; `audience` is who sees it.

    `gate_words` are its own names for gates on screen, by gate; a problem keeps those of the day it was raised.
    """

    class State(models.TextChoices):
        RUNNING = "running", "进行中"
        CLOSED = "closed", "已结束"

    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    plan = models.OneToOneField("campaigns.Plan", models.PROTECT, related_name="campaign")
    gates = ArrayField(models.CharField(max_length=20), verbose_name="不放过")
    gate_words = models.JSONField("各关的叫法", default=dict, blank=True)
    profile = models.CharField("销号方式", max_length=20, default="general", choices=PROFILES.items())
    lookback_rule = models.CharField(
        "回头看", max_length=12, choices=list(LOOKBACKS.items()), default="after_days"
    )
    lookback_days = models.IntegerField("几天后回头看", default=90)
    lookback_count = models.IntegerField("一年看几次", default=4)
    lookback_severe = models.BooleanField("严重的每季度看", default=False)
    lookback_reason = models.CharField("为什么不约定回头看", max_length=200, blank=True)
    starts = models.DateField("开始", null=True, blank=True)
    ends = models.DateField("结束", null=True, blank=True)
    answers_due = models.DateTimeField("答复时限")
    state = models.CharField("状态", max_length=8, choices=State, default=State.RUNNING)
    published_at = models.DateTimeField("发布")
    published_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="发布人"
    )
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("-published_at", "-id")

    def __str__(self) -> str:
        return self.title

    @property
    def gate_labels(self) -> list[str]:
        """What its gates are called, in their order."""
        return [self.gate_words.get(gate) or GATES[gate] for gate in self.gates]


class _OfCampaign(PublishedChildModel):
    plan_item = models.OneToOneField("campaigns.PlanItem", models.PROTECT, null=True, related_name="+")
    order = models.IntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("order", "id")


class Phase(_OfCampaign):
    """A dated stage of the campaign."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="phases")
    name = models.CharField("阶段", max_length=200)
    starts = models.DateField("起", null=True)
    ends = models.DateField("止", null=True)

    class Access:
        parent = "campaign"


class CheckItem(_OfCampaign):
    """What units must look into.

    Kind `problem`: the plan names the problem already; each unit says "with us? where?" (claiming).
    `rule` and `day` say how often it is answered; `period` is the day the present period's answers are due by that rule.
    """

    class Kind(models.TextChoices):
        CHECK_ITEM = "check_item", "排查项目"
        PROBLEM = "problem", "问题"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="check_items")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    no = models.CharField("编号", max_length=20, blank=True)
    category = models.CharField("类别", max_length=200, blank=True)
    text = models.TextField("排查内容")
    body_text = models.TextField("正文的说法", blank=True)
    responsible = models.TextField("责任单位", blank=True)
    units = ArrayField(models.IntegerField(), default=list, verbose_name="要答复的单位")
    leads = ArrayField(models.IntegerField(), default=list, verbose_name="牵头单位")
    persons = models.TextField("责任人", blank=True)
    measures = models.JSONField("整改措施", default=list)
    target = models.TextField("成效目标", blank=True)
    deadline = models.JSONField("整改时限", null=True)
    due_at = models.DateTimeField("答复时限")
    rule = models.CharField("多久答一次", max_length=10, choices=RHYTHMS.items(), default="once")
    day = models.IntegerField("第几天", null=True)
    until = models.DateField("答到哪天为止", null=True)
    rule_from = models.DateField("从哪天起这样答", null=True, blank=True)
    period = models.DateField("现在这一期")

    class Access:
        parent = "campaign"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.no}：{self.text}" if self.no else self.text


class ReportObligation(_OfCampaign):
    """A duty to report upwards: the words, and when (rule, day of month, or one date)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="obligations")
    text = models.TextField("报送要求")
    due_text = models.CharField("时限原话", max_length=200, blank=True)
    rule = models.CharField(max_length=10, blank=True)
    day = models.IntegerField(null=True)
    due = models.DateField(null=True)

    class Access:
        parent = "campaign"


class Duty(_OfCampaign):
    """A counted duty such as "at least 10 households a day"."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="duties")
    text = models.TextField("任务")
    number = models.DecimalField("数量", max_digits=14, decimal_places=2)
    counted_in = models.CharField("单位", max_length=20, blank=True)
    per = models.CharField("周期", max_length=10)
    bound = models.CharField("界限", max_length=8)

    @property
    def words(self) -> str:
        """每月不少于 1 次."""
        return f"{PERS.get(self.per, '')}{BOUNDS.get(self.bound, '')} {self.number.normalize():f} {self.counted_in}"

    class Access:
        parent = "campaign"
