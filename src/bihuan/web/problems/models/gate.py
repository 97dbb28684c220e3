"""The gates of a close-out. A return or a reopening makes new rows; the old ones stay as they were."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel
from bihuan.web.campaigns.models.campaign import GATES


class Gate(CaseChildModel):
    """One gate in one round. `stated` is what the rectifying side says for it, `ground` why the verifier passed it or not."""

    class State(models.TextChoices):
        WAITING = "waiting", "待核验"
        PASSED = "passed", "已过"
        NOT_APPLICABLE = "not_applicable", "不适用"
        RETURNED = "returned", "退回"

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="gates")
    kind = models.CharField("关", max_length=16, choices=list(GATES.items()))
    order = models.IntegerField(default=0)
    round = models.IntegerField("第几轮", default=0)
    state = models.CharField("状态", max_length=16, choices=State, default=State.WAITING)
    stated = models.TextField("申报", blank=True)
    stated_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申报人"
    )
    stated_at = models.DateTimeField("申报时间", null=True, blank=True)
    ground = models.TextField("依据", blank=True)
    exception = models.TextField("例外理由", blank=True)
    by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核验人"
    )
    by_unit = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核验单位"
    )
    at = models.DateTimeField("核验时间", null=True, blank=True)

    class Meta:
        ordering = ("order", "round")
        constraints = [
            models.UniqueConstraint(fields=["problem", "kind", "round"], name="gate_once_a_round"),
            models.CheckConstraint(
                condition=models.Q(state="waiting")
                | (models.Q(by_unit__isnull=False, at__isnull=False) & ~models.Q(ground="")),
                name="gate_set_by_somebody_with_a_ground",
            ),
        ]

    class Access:
        parent = "problem"

    def again(self, *, keep_stated: bool = False) -> Gate:
        """Starts the next round of this gate; `keep_stated` when what the rectifying side said still stands. Returns it, saved."""
        next_ = Gate(problem_id=self.problem_id, kind=self.kind, order=self.order, round=self.round + 1)
        if keep_stated:
            next_.stated, next_.stated_by_id, next_.stated_at = self.stated, self.stated_by_id, self.stated_at
        next_.save()
        return next_

    @property
    def label(self) -> str:
        return GATES[self.kind]
