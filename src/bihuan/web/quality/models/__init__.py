"""Runs of the checks, what they found, what people said of it, and what was let pass."""

from bihuan.web.quality.models.answer import Answer
from bihuan.web.quality.models.exemption import Exemption
from bihuan.web.quality.models.finding import Finding, FindingEvent, FindingWords
from bihuan.web.quality.models.run import Run

__all__ = ["Answer", "Exemption", "Finding", "FindingEvent", "FindingWords", "Run"]
