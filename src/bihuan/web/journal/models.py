"""The journal: lines written with the change they tell of, seals chained at commit, and the head of the chain."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from bihuan.web.access.models import IdentityModel
from bihuan.web.journal import codes


class JournalLine(IdentityModel):
    """One thing that happened. Personal data is hashed in it, never copied."""

    at = models.DateTimeField("时间")
    code = models.CharField("事项", max_length=40, db_index=True)
    person_id = models.BigIntegerField("人员", null=True, db_index=True)
    person_name = models.CharField(max_length=40, blank=True)
    unit_id = models.IntegerField("单位", null=True)
    unit_name = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    area_code = models.BigIntegerField(null=True)
    units = ArrayField(models.IntegerField(), default=list)
    household_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["area_code"]),
            GinIndex(fields=["units"], name="journalline_units_gin"),
        ]

    class Access:
        own = "person_id"
        read_roles = ("auditor",)
        case_read = True
        with_object = (
            ("problems.problem", "problems_problem"),
            ("campaigns.answer", "campaigns_answer"),
            ("problems.referral", "problems_referral"),
            ("problems.referraloutcome", "problems_referraloutcome"),
            ("papers.issuedpaper", "papers_issuedpaper"),
            ("registry.household", "registry_household"),
        )
        append_only = True
        open_insert = True

    @property
    def who(self) -> str:
        """柳溪镇 何敏. The machine is its own unit and is named once."""
        return " ".join(dict.fromkeys(part for part in (self.unit_name, self.person_name) if part))

    @property
    def text(self) -> str:
        """What happened, in Chinese."""
        return codes.text(self.code, self.data)


class JournalSeal(IdentityModel):
    """A line's place in the chain: written by the database alone, when the line's transaction commits."""

    seq = models.BigIntegerField(primary_key=True)
    line_id = models.BigIntegerField(unique=True)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Access:
        app_writes = False
        read_roles = ("auditor",)
        append_only = True


class JournalHead(IdentityModel):
    """One row: where the chain ends. Its lock is what puts two commits in order."""

    one = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    class Access:
        app_writes = False
        read_roles = ("auditor",)
