"""Returns as files: the shipped form, or the superior's own once its cells and columns are mapped."""

from __future__ import annotations

from bihuan.documents.returns.excel import shipped_xlsx
from bihuan.documents.returns.layout import HEADS
from bihuan.documents.returns.model import ReturnRow, ReturnSheet
from bihuan.documents.returns.read import read_back
from bihuan.documents.returns.word import shipped_docx

__all__ = ["HEADS", "ReturnRow", "ReturnSheet", "read_back", "write_docx", "write_xlsx"]


def write_xlsx(sheet: ReturnSheet) -> bytes:
    """The return as .xlsx in the shipped form."""
    return shipped_xlsx(sheet)


def write_docx(sheet: ReturnSheet) -> bytes:
    """The return as .docx in the shipped form."""
    return shipped_docx(sheet)
