"""A problem and everything that hangs on it. State rules stand in problems.states; changes are made by problems.services alone."""

from bihuan.web.problems.models.assignment import Assignment
from bihuan.web.problems.models.discipline import Referral, ReferralOutcome
from bihuan.web.problems.models.finding import Finding, Sighting
from bihuan.web.problems.models.gate import Gate
from bihuan.web.problems.models.own_filter import OwnFilter
from bihuan.web.problems.models.pack import Pack
from bihuan.web.problems.models.problem import Problem
from bihuan.web.problems.models.repeat import Repeat
from bihuan.web.problems.models.speech import Instruction, Reminder
from bihuan.web.problems.models.sweep import SweepAsk, SweepFormer
from bihuan.web.problems.models.time import Extension, LookBack
from bihuan.web.problems.models.work import Evidence, Measure

__all__ = [
    "Assignment",
    "Evidence",
    "Extension",
    "Finding",
    "Gate",
    "Instruction",
    "LookBack",
    "Measure",
    "OwnFilter",
    "Pack",
    "Problem",
    "Referral",
    "ReferralOutcome",
    "Reminder",
    "Repeat",
    "Sighting",
    "SweepAsk",
    "SweepFormer",
]
