"""The superior's own form: read, mapped once, and filled with every return, its styles, widths, merges and print setup kept."""

from bihuan.documents.forms.fields import CONSTANT, ROW, SHEET
from bihuan.documents.forms.filling import fill
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
from bihuan.documents.forms.reading import read_form
from bihuan.documents.forms.slots import slots

__all__ = [
    "CONSTANT", "ROW", "SHEET", "BadForm", "Block", "Filler", "Form", "FormCell", "FormTable", "Mapping", "Spot",
    "faults", "fill", "guessed", "read_form", "slots",
]  # fmt: skip
