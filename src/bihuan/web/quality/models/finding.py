"""What a check reported of somebody: its key lasts from one download to the next."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bihuan.web.access.models import CaseChildModel, CaseModel
from bihuan.web.areas.models import Area
from bihuan.web.config import clock

MASKED = "涉及健康状况，按权限查看"
NO_SUSPICION = ~Q(severity="suspicion")


class Findings(models.QuerySet["Finding"]):
    """Questions that several lists ask."""

    def standing(self, on: date | None = None) -> Findings:
        """Those that are there now and not exempt on the day (today)."""
        return self.filter(self.standing_q(on))

    def waiting(self, on: date | None = None) -> Findings:
        """Those of them that nobody has answered."""
        return self.standing(on).filter(self.unanswered_q(on))

    def to_answer(self, on: date | None = None) -> Findings:
        """Those that somebody must look at: suspicions are grounds to look, not faults."""
        return self.waiting(on).filter(NO_SUSPICION)

    def not_right(self, on: date | None = None) -> Findings:
        """Standing and not held to be right, by an answer or by an exemption that has not run out."""
        today = on or clock.today()
        right = Q(verdict=Finding.Verdict.RIGHT)
        return self.standing(today).filter(~right | Q(exempt_until__lt=today))

    def in_place(self, area: Area) -> Findings:
        """Those of a village, of a township with its villages, or of the county where they are nobody's else."""
        end = area.code + 1 if area.level == "county" else area.hi
        return self.filter(area_code__gte=area.lo, area_code__lt=end)

    @staticmethod
    def unanswered_q(on: date | None = None) -> Q:
        """Nobody has answered, or the exemption that answered it has run out."""
        run_out = Q(verdict=Finding.Verdict.RIGHT, exempt_until__lt=on or clock.today())
        return Q(verdict="") | run_out

    @staticmethod
    def standing_q(on: date | None = None) -> Q:
        """The condition of `standing`."""
        today = on or clock.today()
        return Q(state__in=Finding.THERE) & (Q(exempt_until=None) | Q(exempt_until__lt=today))


class Finding(CaseModel):
    """One finding. `sentence` and `shown` are the neutral words where health is told: the true ones stand in `FindingWords` then.

    `state` is what the last run that could tell says. `verdict` and the fields after it repeat the last answer; an answer that data
    have overtaken (said to be mended, and still there in later data) is taken back, so that it waits anew. `exempt_until` is the last
    day of an exemption in force.
    """

    class State(models.TextChoices):
        THERE = "there", "还在"
        UNKNOWN = "unknown", "缺数据，判断不了"
        VANISHED = "vanished", "不再出现"
        RETIRED = "retired", "检查已停用"

    class Verdict(models.TextChoices):
        MENDED = "mended", "属实，已在系统改正"
        WILL = "will", "属实，还没改"
        RIGHT = "right", "数据无误，情况就是这样"
        OPEN = "open", "暂时核不清"

    THERE = ("there", "unknown")
    SEVERITIES = (("error", "错误"), ("warning", "提醒"), ("suspicion", "疑似"))

    key = models.CharField("编号", max_length=80, unique=True)
    check_code = models.CharField("检查", max_length=8)
    family = models.CharField("类别", max_length=1)
    population = models.CharField("人群", max_length=20, blank=True)
    severity = models.CharField("程度", max_length=10, choices=SEVERITIES)
    score = models.IntegerField("分数", null=True)
    township_code = models.BigIntegerField("乡镇代码", null=True)
    place = models.CharField("地点", max_length=80, blank=True)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=60, blank=True)
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    source = models.CharField("来自哪个表", max_length=120, blank=True)
    row = models.BigIntegerField("第几行", null=True)
    sentence = models.TextField("问题")
    shown = models.JSONField("数据里的值", default=dict)
    health = models.BooleanField("涉及健康", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.THERE)
    first_on = models.DateField("首次出现")
    last_on = models.DateField("最近出现")
    vanished_on = models.DateField("不再出现", null=True)
    absent = models.BooleanField("户或人不在数据里了", default=False)
    first_run = models.ForeignKey("quality.Run", models.PROTECT, related_name="+")
    last_run = models.ForeignKey("quality.Run", models.PROTECT, related_name="+")
    seen = models.IntegerField("出现几次", default=1)
    backs = models.IntegerField("又出现几次", default=0)
    answers_count = models.IntegerField("核实几次", default=0)
    verdict = models.CharField("核实结果", max_length=8, choices=Verdict, blank=True, default="")
    verdict_note = models.CharField("说明", max_length=300, blank=True, default="")
    verdict_by = models.CharField("核实人", max_length=60, blank=True, default="")
    verdict_on = models.DateField("核实日期", null=True)
    exempt_until = models.DateField("豁免到", null=True)
    problem = models.ForeignKey(
        "problems.Problem", models.PROTECT, null=True, related_name="+", verbose_name="登记成的问题"
    )

    objects = Findings.as_manager()

    class Meta(CaseModel.Meta):
        ordering = ("area_code", "household_no", "check_code", "id")
        indexes = [
            *CaseModel.Meta.indexes,
            models.Index(fields=["area_code", "household_no", "check_code", "id"], name="finding_by_place"),
            models.Index(fields=["check_code", "state"], name="finding_by_check"),
            models.Index(fields=["household_no"], name="finding_by_household"),
            models.Index(fields=["problem"], name="finding_by_problem"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="vanished", vanished_on__isnull=False)
                | (~Q(state="vanished") & Q(vanished_on=None)),
                name="finding_vanished_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.who}"

    def get_absolute_url(self) -> str:
        return reverse("quality:finding", args=[self.pk])

    @property
    def who(self) -> str:
        """The person, the household where it is about a household, the place where it is about neither."""
        return self.name or self.household_no or self.place

    @property
    def last_words(self) -> str:
        """The last answer as a sheet says it: 属实，还没改（段红梅 2026-06-25）：等派出所改。; empty where there was none."""
        if not self.verdict_by:
            return ""
        said = self.get_verdict_display() or "核实过，数据里还在"
        note = f"：{self.verdict_note}" if self.verdict_note else ""
        return f"{said}（{self.verdict_by} {self.verdict_on}）{note}"

    @property
    def there(self) -> bool:
        """Whether the last run that could tell saw it, or could not tell."""
        return self.state in self.THERE

    @property
    def exempt(self) -> bool:
        """Whether it is let pass today."""
        return self.exempt_until is not None and self.exempt_until >= clock.today()

    @property
    def run_out(self) -> bool:
        """Whether it was let pass, its day is over, and nobody has looked at it since."""
        return self.verdict == self.Verdict.RIGHT and self.exempt_until is not None and not self.exempt

    @property
    def unanswered(self) -> bool:
        """Whether it waits for an answer, as `unanswered_q` asks it."""
        return not self.verdict or self.run_out


class FindingWords(CaseChildModel):
    """What a finding says of somebody's health. Only whoever has the right to health reads these rows."""

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="words")
    sentence = models.TextField("问题")
    shown = models.JSONField("数据里的值", default=dict)

    class Access:
        parent = "finding"
        only_verb = "health.read"


class FindingEvent(CaseChildModel):
    """That a finding changed in a run: first seen, no longer there, back, not to be decided, still there though said to be mended."""

    class Kind(models.TextChoices):
        FIRST = "first", "首次出现"
        VANISHED = "vanished", "不再出现"
        ABSENT = "absent", "户或人不在数据里了"
        BACK = "back", "又出现"
        UNKNOWN = "unknown", "缺数据，判断不了"
        STILL = "still", "报已改，后来的数据里还在"
        RETIRED = "retired", "检查已停用"

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="events")
    run = models.ForeignKey("quality.Run", models.PROTECT, related_name="events")
    kind = models.CharField("变化", max_length=10, choices=Kind)
    on = models.DateField("数据日期")
    at = models.DateTimeField("记录")

    class Meta(CaseChildModel.Meta):
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["finding", "run", "kind"], name="finding_event_once_a_run")
        ]

    class Access:
        parent = "finding"
