"""The gates of a close-out. A return or a reopening makes new rows; the old ones stay as they were."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseChildModel
from bihuan.web.campaigns.models.campaign import GATES
from bihuan.web.problems.acceptance import HOWS, RELATIONS

# What the rectifying side says for a gate.
STATED = ("stated", "stated_by_id", "stated_at", "accepted_by", "relation", "asked_on", "asked_how")


class Gate(CaseChildModel):
    """One gate in one round. `stated` is what the rectifying side says for it, `ground` why the verifier passed it or not.

    Who accepted, asked when and how, stands beside `stated` on the gate "accepted". `run` names the comparison of data that set the
    gate where no person did.
    """

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
    accepted_by = models.CharField("认可人", max_length=80, blank=True)
    relation = models.CharField("认可人是", max_length=16, blank=True, choices=list(RELATIONS.items()))
    asked_on = models.DateField("问的日期", null=True, blank=True)
    asked_how = models.CharField("怎么问的", max_length=8, blank=True, choices=list(HOWS.items()))
    run = models.CharField("由哪次比对核验", max_length=80, blank=True)
    words = models.CharField("本行动的叫法", max_length=20, blank=True)
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
                | (
                    (models.Q(by_unit__isnull=False) | ~models.Q(run=""))
                    & models.Q(at__isnull=False)
                    & ~models.Q(ground="")
                ),
                name="gate_set_by_somebody_with_a_ground",
            ),
        ]

    class Access:
        parent = "problem"

    def again(self, *, keep_stated: bool = False) -> Gate:
        """Starts the next round of this gate; `keep_stated` when what the rectifying side said still stands. Returns it, saved."""
        next_ = Gate(
            problem_id=self.problem_id,
            kind=self.kind,
            order=self.order,
            round=self.round + 1,
            words=self.words,
        )
        for name in STATED if keep_stated else ():
            setattr(next_, name, getattr(self, name))
        next_.save()
        return next_

    @property
    def label(self) -> str:
        """What the gate is called on screen: the campaign's own words, else ours."""
        return self.words or GATES[self.kind]
