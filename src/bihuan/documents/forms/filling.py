"""A return in a mapped form."""

from __future__ import annotations

from bihuan.documents.forms.excel import fill_xlsx
from bihuan.documents.forms.model import BadForm, Mapping, faults
from bihuan.documents.forms.reading import read_form
from bihuan.documents.forms.word import fill_docx
from bihuan.documents.return_sheet import ReturnSheet
from bihuan.documents.texts import changed, writable


def fill(data: bytes, mapping: Mapping, sheet: ReturnSheet) -> bytes:
    """The form's bytes with the return in it; BadForm when the mapping does not fit the form."""
    form = read_form(data)
    wrong = faults(form, mapping)
    if wrong:
        raise BadForm(wrong[0])
    sheet = changed(sheet, writable)
    return fill_xlsx(data, mapping, sheet) if form.kind == "xlsx" else fill_docx(data, mapping, sheet)
