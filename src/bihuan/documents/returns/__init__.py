"""Returns as files: the shipped form, or the superior's own once its cells and columns are mapped."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.documents.forms import BadForm, Mapping, fill, read_form
from bihuan.documents.return_sheet import ReturnRow, ReturnSheet
from bihuan.documents.returns.layout import HEADS
from bihuan.documents.returns.word import shipped_docx

__all__ = [
    "HEADS",
    "BadForm",
    "ReturnRow",
    "ReturnSheet",
    "Template",
    "write_docx",
    "write_xlsx",
]


@dataclass(frozen=True)
class Template:
    """The superior's form as it came, and what of it is filled with what."""

    data: bytes
    mapping: Mapping

    @property
    def kind(self) -> str:
        """xlsx or docx: what the form is, so is what comes out."""
        return read_form(self.data).kind


def write_xlsx(sheet: ReturnSheet, template: Template | None = None) -> bytes:
    """The return as .xlsx: in the shipped form, or in the template; BadForm when that is no .xlsx or its mapping does not fit."""
    if template is not None:
        return _in(template, "xlsx", sheet)
    from bihuan.documents.returns.excel import shipped_xlsx

    return shipped_xlsx(sheet)


def write_docx(sheet: ReturnSheet, template: Template | None = None) -> bytes:
    """The return as .docx: in the shipped form, or in the template; BadForm when that is no .docx or its mapping does not fit."""
    return shipped_docx(sheet) if template is None else _in(template, "docx", sheet)


def _in(template: Template, kind: str, sheet: ReturnSheet) -> bytes:
    if template.kind != kind:
        raise BadForm(f"这份样式是 .{template.kind}，不能导出成 .{kind}。")
    return fill(template.data, template.mapping, sheet)
