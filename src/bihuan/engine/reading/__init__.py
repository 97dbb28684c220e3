"""The spreadsheets offices download -> frames: `read(folder) -> Reading`. The only place that opens a spreadsheet of theirs.

Polars, pyarrow and fastexcel load when a sheet is read, not when a page that only names these functions is shown.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from bihuan.engine.reading.showing import shown

if TYPE_CHECKING:
    from bihuan.engine.reading.annotating import annotate
    from bihuan.engine.reading.reading import read
    from bihuan.engine.reading.templates import template

_LATER = {"annotate": "annotating", "read": "reading", "template": "templates"}

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


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(name)
