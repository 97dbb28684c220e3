"""What else the exports hold: spells of work, plans to leave, visits of a household; a village's figures and the lines of a ledger."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import CaseModel
from bihuan.web.registry.columns import (
    LEDGER_COLUMNS,
    PLAN_COLUMNS,
    VILLAGE_COLUMNS,
    VISIT_COLUMNS,
    WORK_COLUMNS,
    with_columns,
)
from bihuan.web.registry.models.household import Household
from bihuan.web.registry.models.version import NOW, Dated, Version


class HouseholdFact(Version):
    """A fact of a household that comes several times: `who` and `nth` tell one from the other."""

    home = models.ForeignKey(Household, models.PROTECT, related_name="%(class)ss")
    who = models.TextField()
    nth = models.IntegerField(default=1)

    class Meta(Version.Meta):
        abstract = True


@with_columns(WORK_COLUMNS)
class WorkSpell(HouseholdFact):
    """A spell of work away from home."""

    class Meta(HouseholdFact.Meta):
        constraints = [
            models.UniqueConstraint(fields=["home", "who", "nth"], condition=NOW, name="spell_one_now")
        ]

    class Access:
        parent = "home"


@with_columns(PLAN_COLUMNS)
class WorkPlan(HouseholdFact):
    """Somebody's plan to go away for work."""

    class Meta(HouseholdFact.Meta):
        constraints = [
            models.UniqueConstraint(fields=["home", "who", "nth"], condition=NOW, name="plan_one_now")
        ]

    class Access:
        parent = "home"


@with_columns(VISIT_COLUMNS)
class Visit(HouseholdFact):
    """A visit, as the ledger of visits has it."""

    class Meta(HouseholdFact.Meta):
        constraints = [
            models.UniqueConstraint(fields=["home", "who", "nth"], condition=NOW, name="visit_one_now")
        ]

    class Access:
        parent = "home"


class PlaceFact(Dated, CaseModel):
    """A dated fact of a place and not of a household: it stands on its own and carries its area."""

    who = models.TextField()
    nth = models.IntegerField(default=1)

    class Meta(CaseModel.Meta):
        abstract = True
        indexes = [*CaseModel.Meta.indexes, *Dated.Meta.indexes]


@with_columns(VILLAGE_COLUMNS)
class VillageFacts(PlaceFact):
    """A village's figures as the village table has them."""

    class Meta(PlaceFact.Meta):
        constraints = [
            models.UniqueConstraint(fields=["area_code", "who", "nth"], condition=NOW, name="village_one_now")
        ]


@with_columns(LEDGER_COLUMNS)
class LedgerFigure(PlaceFact):
    """A figure of a ledger and what it is part of."""

    class Meta(PlaceFact.Meta):
        constraints = [
            models.UniqueConstraint(fields=["area_code", "who", "nth"], condition=NOW, name="ledger_one_now")
        ]
