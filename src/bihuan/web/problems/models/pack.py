"""An evidence pack somebody asked for: what is in it, and the files that were made of it until they are swept."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bihuan.web.access.models import IdentityModel


class Pack(IdentityModel):
    """One pack, seen by whoever asked for it, in the post it was asked in. The files stand under FILES_ROOT/packs/<id>."""

    person_id = models.BigIntegerField()
    grant_id = models.BigIntegerField()
    title = models.CharField("名称", max_length=160)
    words = models.CharField("按什么取", max_length=300)
    wanted = ArrayField(models.BigIntegerField(), verbose_name="问题")
    unmasked = models.BooleanField("不遮盖", default=False)
    why = models.CharField("为什么不遮盖", max_length=200, blank=True)
    asked_at = models.DateTimeField("提出时间")
    made_at = models.DateTimeField("做好时间", null=True, blank=True)
    problems = models.IntegerField("问题数", default=0)
    pieces = models.IntegerField("佐证数", default=0)
    files = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    expires_at = models.DateTimeField("保留到", null=True, blank=True)
    swept_at = models.DateTimeField("清理时间", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unmasked=False) | ~models.Q(why=""), name="pack_unmasked_with_a_reason"
            )
        ]

    class Access:
        own = "person_id"

    @property
    def there(self) -> bool:
        """Whether its files can still be taken."""
        return self.made_at is not None and self.swept_at is None
