"""What every dated fact has: from when to when it held, and from when to when we took it to be so."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from bihuan.web.access.models import CaseChildModel

NOW = Q(recorded_to=None, valid_to=None)


class Versions(models.QuerySet[Any]):
    """Questions about time."""

    def current(self) -> Versions:
        """What holds now, as we know it now."""
        return self.filter(NOW)

    def as_of(self, valid: date, known: datetime | None = None) -> Versions:
        """What held on the day `valid`, as it was recorded at the moment `known` (now, when left out)."""
        held = self.filter(Q(valid_to=None) | Q(valid_to__gt=valid), valid_from__lte=valid)
        if known is None:
            return held.filter(recorded_to=None)
        return held.filter(Q(recorded_to=None) | Q(recorded_to__gt=known), recorded_at__lte=known)


class Dated(models.Model):
    """One state of a fact. A row is never altered but for `recorded_to` and `closed_by`: what is known better is another row.

    `valid_from` is the first day it held, `valid_to` the first day it no longer did. `batch` is the import that wrote it,
    `closed_by` the one that knew better; both are empty where a person did. Every import writes these rows by the hundred thousand, so that
    they have the indexes that something asks by and no others: `closed_by` is empty in most rows, nobody asks by `recorded_by`.
    """

    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)
    recorded_at = models.DateTimeField("记录")
    recorded_to = models.DateTimeField("改记", null=True)
    batch = models.ForeignKey("registry.Batch", models.PROTECT, null=True, related_name="+", db_index=False)
    closed_by = models.ForeignKey(
        "registry.Batch", models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorded_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    sheet = models.TextField("来自哪个表", default="", blank=True)
    sheet_row = models.IntegerField("第几行", null=True)

    objects = Versions.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["batch"], name="%(class)s_by_batch"),
            models.Index(fields=["closed_by"], name="%(class)s_closed", condition=Q(closed_by__isnull=False)),
        ]


class Version(Dated, CaseChildModel):
    """A dated fact of a household or a member. Row security follows the household's place of today."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...  # the catalogue's columns (`with_columns`)

    class Meta(CaseChildModel.Meta):
        abstract = True
        indexes = [
            models.Index(fields=["area_code"]),
            models.Index(fields=["household_id"]),
            *Dated.Meta.indexes,
        ]
