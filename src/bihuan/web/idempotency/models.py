"""Keys that have taken effect, each with what it was sent for and what was answered."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import IdentityModel


class UsedKey(IdentityModel):
    """A key used up by the person (or the system, which is a person of its own) who sent it; nobody else sees it.

    `fingerprint` tells another request under the same key apart; `reference` is what the answer is made of again
    (an id, an address), never the contents sent.
    """

    person_id = models.BigIntegerField()
    key = models.CharField("提交编号", max_length=80)
    fingerprint = models.CharField("内容摘要", max_length=64)
    status = models.SmallIntegerField("答复", default=0)
    reference = models.JSONField("答复依据", default=dict)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="used_key_once_a_person")]

    class Access:
        own = "person_id"
        delete = True
