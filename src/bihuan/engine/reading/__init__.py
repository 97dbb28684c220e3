"""The spreadsheets offices download -> frames: `read(folder) -> Reading`. The only place that opens a spreadsheet of theirs."""

from bihuan.engine.reading.annotating import annotate
from bihuan.engine.reading.model import (
    Difference,
    Fault,
    FileRead,
    Note,
    Reading,
    Refusal,
    SheetRead,
    Unreadable,
)
from bihuan.engine.reading.reading import read
from bihuan.engine.reading.shown import shown
from bihuan.engine.reading.templates import template

__all__ = [
    "Difference",
    "Fault",
    "FileRead",
    "Note",
    "Reading",
    "Refusal",
    "SheetRead",
    "Unreadable",
    "annotate",
    "read",
    "shown",
    "template",
]
