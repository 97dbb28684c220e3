"""Plans as documents, campaigns as published work, answers as what units report back."""

from bihuan.web.campaigns.models.answer import Answer, AnswerFile, AnswerPlace
from bihuan.web.campaigns.models.campaign import Campaign, CheckItem, Duty, Phase, ReportObligation
from bihuan.web.campaigns.models.duties import DutyCount, DutyEntry, DutyTerms, Return, ReturnTerms
from bihuan.web.campaigns.models.plan import Plan, PlanEdit, PlanItem
from bihuan.web.campaigns.models.versions import ReturnRow, ReturnScan, ReturnVersion

__all__ = [
    "Answer",
    "AnswerFile",
    "AnswerPlace",
    "Campaign",
    "CheckItem",
    "Duty",
    "DutyCount",
    "DutyEntry",
    "DutyTerms",
    "Phase",
    "Plan",
    "PlanEdit",
    "PlanItem",
    "ReportObligation",
    "Return",
    "ReturnRow",
    "ReturnScan",
    "ReturnTerms",
    "ReturnVersion",
]
