"""Notices: that something happened, or falls due, which a unit or one person should know. Who read what is kept apart.

A notice holds no words of the case. What it is about is looked up when it is shown, under the reader's own scope, so a
notice never says more than its reader may see today.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bihuan.web.access.models import CaseModel, IdentityModel
from bihuan.web.accounts.crypto import EncryptedField

# Posts that stand for their unit. Others of the unit (a helper's employer, an administrator) are not told its work.
FOR_UNIT = (
    "office",
    "clerk",
    "inspector",
    "department",
    "backing",
    "township",
    "village",
    "team",
    "discipline",
)


class Notice(IdentityModel):
    """To one unit or to one person, never both. `key` makes telling twice harmless; `line_id` is the journal line it tells of."""

    unit = models.ForeignKey("areas.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    kind = models.CharField("事项", max_length=20)  # one of kinds.KINDS
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    line_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField("时间", db_index=True)
    posted = models.BooleanField("已交给群机器人", default=False)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True), name="notice_to_unit_or_person"
            )
        ]

    class Access:
        own = "person_id"
        own_writes = False
        of_unit = "unit_id"
        of_unit_roles = FOR_UNIT
        open_insert = True  # sql/notices.sql says what may be told, and to whom
        delete = True


class NoticeRead(IdentityModel):
    """That a person opened a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reads")
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "notice"], name="notice_read_once")]

    class Access:
        own = "person_id"
        delete = True


class Nudge(CaseModel):
    """That somebody copied a reminder for a unit: its words, and of how much it spoke. The unit, its area and the sender see it."""

    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="催谁")
    problems = models.IntegerField("逾期问题", default=0)
    answers = models.IntegerField("没答复", default=0)
    returns = models.IntegerField("缺报送", default=0)
    look_backs = models.IntegerField("该回头看", default=0)
    text = models.TextField("催办的话", blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁催的")
    by_unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="催办单位")
    at = models.DateTimeField("时间")

    class Meta(CaseModel.Meta):
        ordering = ("-id",)
        indexes = [*CaseModel.Meta.indexes, models.Index(fields=["unit", "at"], name="nudge_of_unit")]

    @property
    def what(self) -> str:
        """逾期 3 件、没答复 5 项."""
        from bihuan.web.inbox.nudges import Counts

        return Counts(self.problems, self.answers, self.returns, self.look_backs).words


class MailChoice(IdentityModel):
    """Where somebody wants the daily mail; nobody gets one unasked. The address is encrypted and only one's own to read."""

    person = models.OneToOneField("accounts.Person", models.PROTECT, primary_key=True, related_name="+")
    address = EncryptedField("邮箱", default=b"", blank=True)
    on = models.BooleanField("每天一封", default=False)

    class Access:
        own = "person_id"


class Outgoing(IdentityModel):
    """One thing to send outside: written with what it tells of, sent by a job. `key` is the id the receiver may drop copies by."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        DROPPED = "dropped", "不用发了"
        FAILED = "failed", "没有发成"

    channel = models.CharField("方式", max_length=8)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    body = models.JSONField()
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    tries = models.IntegerField("试过", default=0)
    error = models.CharField("没有发成的原因", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发出", null=True)

    class Meta:
        ordering = ("-id",)

    class Access:
        delete = True
