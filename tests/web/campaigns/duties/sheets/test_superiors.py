"""A unit's return comes out in the superior's own form, with the words of the page."""

from __future__ import annotations

import io

from docx import Document
from openpyxl import load_workbook

from bihuan.documents.forms import Mapping
from bihuan.documents.returns.read import read_back
from bihuan.web.papers.services import forms
from tests.documents.superior import excel_form, word_form
from tests.web.campaigns.duties.sheets.test_pages import main, of, row

__all__ = ["row"]


def mapped(acting, row, data: bytes, name: str):
    with acting("office") as actor:
        made = forms.take_form(actor, row.campaign, io.BytesIO(data), name)
        return forms.map_form(actor, made.pk, 1, Mapping.from_data(made.mapping))


def test_a_return_comes_out_in_the_superiors_form(row, as_, acting):
    client = as_("township")
    assert "按上级样表导出" not in main(client.get(of(row)))
    sheet, paper = (
        mapped(acting, row, excel_form(), "附件2.xlsx"),
        mapped(acting, row, word_form(), "附件.docx"),
    )
    assert main(client.get(of(row))).count("按上级样表导出") == 2
    wanted = [
        (r.contents, r.situation, r.measures)
        for r in read_back(client.get(of(row, "form.xlsx")).content).rows
    ]
    page = load_workbook(io.BytesIO(client.get(of(row, f"form.xlsx?in={sheet.pk}")).content))["附件2"]
    assert [tuple(page.cell(5 + n, c).value or "" for c in (3, 4, 5)) for n in range(len(wanted))] == wanted
    assert page.cell(5 + len(wanted), 1).value == "合计"
    assert page["A3"].value == "填报单位：柳溪镇"
    table = Document(io.BytesIO(client.get(of(row, f"form.docx?in={paper.pk}")).content)).tables[0]
    assert [tuple(line.cells[c].text for c in (2, 3, 4)) for line in table.rows[1:-1]] == wanted
    for wrong in (f"form.docx?in={sheet.pk}", "form.xlsx?in=999999", "form.xlsx?in=x"):
        assert client.get(of(row, wrong)).status_code == 404


def test_a_form_that_was_dropped_is_not_offered(row, as_, acting):
    made = mapped(acting, row, excel_form(), "附件2.xlsx")
    with acting("office") as actor:
        forms.drop_form(actor, made.pk)
    assert "按上级样表导出" not in main(as_("township").get(of(row)))
    assert as_("township").get(of(row, f"form.xlsx?in={made.pk}")).status_code == 404
