"""The superior's own form: read, mapped once, and filled with every return, its styles, widths, merges and print setup kept.

openpyxl loads at first use: every process of the site imports this package for its declarations.
"""

from __future__ import annotations

from bihuan.documents.forms.fields import CONSTANT, ROW, SHEET
from bihuan.documents.forms.guessing import guessed
from bihuan.documents.forms.model import (
    BadForm,
    Block,
    Filler,
    Form,
    FormCell,
    FormTable,
    Mapping,
    Spot,
    faults,
)
from bihuan.documents.forms.slots import slots
from bihuan.documents.return_sheet import ReturnSheet

__all__ = [
    "CONSTANT", "ROW", "SHEET", "BadForm", "Block", "Filler", "Form", "FormCell", "FormTable", "Mapping", "Spot",
    "faults", "fill", "guessed", "read_form", "slots",
]  # fmt: skip


def read_form(data: bytes) -> Form:
    """The form's tables; BadForm when it is no .xlsx or .docx, has no table, or is larger than a form can be."""
    from bihuan.documents.forms import reading

    return reading.read_form(data)


def fill(data: bytes, mapping: Mapping, sheet: ReturnSheet) -> bytes:
    """The form with the return in it; BadForm when it cannot be read or the mapping does not fit."""
    from bihuan.documents.forms import filling

    return filling.fill(data, mapping, sheet)
