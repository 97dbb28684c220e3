"""Returns in the shipped form: what goes in comes out, merged categories, heads on every page, and nothing a sheet would calculate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bihuan.documents.returns import ReturnRow, ReturnSheet, write_docx, write_xlsx
from bihuan.documents.returns.read import read_back
from tests.documents.layout_check import faults

ROWS = (
    ReturnRow(
        "1", "责任落实", "", "是否逐户排查。", "查到12户。", "逐户落实。\n月底前办完。", "60%", "各乡镇"
    ),
    ReturnRow("2", "责任落实", "", "是否建立台账。", "已建立。", "", "完成", "各乡镇、县民政局"),
    ReturnRow("3", "政策落实", "", "是否按期走访。", "=1+1", "+加强", "@", "各乡镇"),
    ReturnRow("4", "", "只有题目", "", "", "", "", ""),
)
SHEET = ReturnSheet(
    "云溪县专项行动任务分解月报表",
    "柳溪镇人民政府",
    "2026年11月",
    date(2026, 12, 4),
    "何敏",
    "此表每月4日前报送。",
    ROWS,
)
# What comes back: the form has one column for title and contents.
EXPECTED = replace(SHEET, rows=(*ROWS[:3], replace(ROWS[3], item="", contents="只有题目")))


@pytest.mark.parametrize("write", [write_xlsx, write_docx])
def test_what_goes_in_comes_out(write: Any) -> None:
    assert read_back(write(SHEET)) == EXPECTED


@pytest.mark.parametrize("write", [write_xlsx, write_docx])
def test_an_empty_return_is_a_form_to_fill_in(write: Any) -> None:
    blank = ReturnSheet("月报表", "", "")
    assert read_back(write(blank)) == blank


def test_the_paper_lies_flat_and_keeps_to_the_standard() -> None:
    made = write_docx(SHEET)
    assert faults(made, flat=True) == []
    table = Document(BytesIO(made)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        *("序号", "排查项目", "排查内容", "排查情况", "整改措施", "整改进度", "责任单位")
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    marks = [row.tc_lst[1].vMerge for row in table._tbl.tr_lst]
    assert marks == [None, "restart", "continue", None, None]
    assert sum(c.width.mm for c in table.columns) == pytest.approx(225, abs=0.5)


def test_the_sheet_prints_flat_with_its_heads_on_every_page() -> None:
    page: Any = load_workbook(BytesIO(write_xlsx(SHEET))).active
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$3:$3"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert {str(area) for area in page.merged_cells.ranges} >= {"A1:G1", "B4:B5"}
    assert page["A4"].value == 1
    assert page["D6"].value == "=1+1"
    assert page["D6"].data_type == "s"


words = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\t\x0b\x0c"), max_size=12).map(str.strip)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(ReturnRow, st.just("7"), words, st.just(""), words, words, words, words, words), max_size=5
    )
)
def test_any_words_come_back_but_what_no_file_holds(rows: list[ReturnRow]) -> None:
    from bihuan.documents.texts import changed, writable

    wanted = changed(tuple(rows), writable)
    sheet = ReturnSheet("月报表", "某镇", "2026年11月", None, "", "注", tuple(rows))
    assert read_back(write_docx(sheet)).rows == wanted
    assert read_back(write_xlsx(sheet)).rows == wanted
