"""Papers of an office about a campaign: declared fields, shipped and own templates, official layout."""

from bihuan.documents.papers.kinds import KINDS, Kind, Rows, example
from bihuan.documents.papers.preview import Shown, shown
from bihuan.documents.papers.shipped import shipped
from bihuan.documents.papers.template import BadTemplate, check
from bihuan.documents.papers.writing import write_paper

__all__ = [
    "KINDS",
    "BadTemplate",
    "Kind",
    "Rows",
    "Shown",
    "check",
    "example",
    "shipped",
    "shown",
    "write_paper",
]
