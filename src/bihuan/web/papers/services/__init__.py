"""Papers: drafted, issued once and for all, corrected by another; templates of an office."""

from bihuan.web.papers.services.drafting import change, draft, drop
from bihuan.web.papers.services.issuing import correct, issue, scan
from bihuan.web.papers.services.templates import back_to_shipped, in_force, take

__all__ = ["back_to_shipped", "change", "correct", "draft", "drop", "in_force", "issue", "scan", "take"]
