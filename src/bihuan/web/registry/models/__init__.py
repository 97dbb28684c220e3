"""Households and their members as they were, as they are, and as we knew it when."""

from bihuan.web.registry.models.batch import Batch, Heading
from bihuan.web.registry.models.event import HouseholdEvent
from bihuan.web.registry.models.facts import LedgerFigure, VillageFacts, Visit, WorkPlan, WorkSpell
from bihuan.web.registry.models.household import Household, HouseholdIncome, HouseholdVersion
from bihuan.web.registry.models.member import Member, MemberHealth, MemberVersion
from bihuan.web.registry.models.paper import Paper, PaperKind
from bihuan.web.registry.models.version import Version

__all__ = [
    "Batch",
    "Heading",
    "Household",
    "HouseholdEvent",
    "HouseholdIncome",
    "HouseholdVersion",
    "LedgerFigure",
    "Member",
    "MemberHealth",
    "MemberVersion",
    "Paper",
    "PaperKind",
    "Version",
    "VillageFacts",
    "Visit",
    "WorkPlan",
    "WorkSpell",
]
