"""The superior's form: guessed, corrected, filled; styles, merges, formulas and print setup stay; LibreOffice counts the same totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bihuan.documents.forms import (
    BadForm,
    Block,
    Filler,
    Mapping,
    Spot,
    faults,
    fill,
    guessed,
    read_form,
    slots,
)
from bihuan.documents.forms.rows import Moved, rewritten
from bihuan.documents.forms.slots import filled
from bihuan.documents.returns import ReturnRow, ReturnSheet, Template, write_docx, write_xlsx
from tests.documents.superior import excel_form, word_form
from tests.office import converted


def sheet_of(count: int) -> ReturnSheet:
    rows = tuple(
        ReturnRow(str(n), f"类别{(n - 1) // 2}", "", f"内容{n}", f"情况{n}", f"=措施{n}", "整改中", "各乡镇")
        for n in range(1, count + 1)
    )
    return ReturnSheet("月报表", "柳溪镇人民政府", "2026年11月", date(2026, 12, 4), "何敏", "注", rows)


def filled_xlsx(count: int, blank: int = 3) -> Any:
    form = excel_form(blank)
    return load_workbook(BytesIO(fill(form, guessed(read_form(form)), sheet_of(count))))


def test_headings_and_labels_are_guessed() -> None:
    mapping = guessed(read_form(excel_form()))
    assert mapping.block is not None
    assert (mapping.block.first, mapping.block.last) == (4, 6)
    assert [(f.column, f.field) for f in mapping.block.fillers] == [
        *((0, "serial"), (1, "category"), (2, "contents"), (3, "situation"), (4, "measures")),
        *((5, "progress"), (6, "unit")),
    ]
    assert {(s.row, s.column, s.field) for s in mapping.spots} == {
        *((2, 0, "unit"), (2, 5, "filled_on"), (9, 0, "filled_by")),
    }


def test_word_forms_are_guessed_with_their_line_above() -> None:
    mapping = guessed(read_form(word_form()))
    assert mapping.block is not None
    assert (mapping.block.table, mapping.block.first, mapping.block.last) == (1, 1, 2)
    assert [f.field for f in mapping.block.fillers] == [
        *("serial", "category", "contents", "situation", "measures", "progress", "unit")
    ]
    assert [(s.table, s.row, s.field, s.slot) for s in mapping.spots] == [
        (0, 1, "unit", 0),
        (0, 1, "filled_on", 1),
    ]


@pytest.mark.parametrize("count", [0, 1, 3, 8])
def test_the_block_grows_and_shrinks_and_all_below_follows(count: int) -> None:
    page = filled_xlsx(count)["附件2"]
    rows = max(1, count)
    total = 5 + rows
    assert [page.cell(5 + n, 3).value for n in range(count)] == [f"内容{n + 1}" for n in range(count)]
    assert page.cell(total, 1).value == "合计"
    assert page.cell(total, 4).value == f"=COUNTA(D5:D{total - 1})"
    assert page.cell(total, 8).value == f"=SUM(H5:H{total - 1})"
    assert [page.cell(5 + n, 9).value for n in range(rows)] == [f"=H{5 + n}/$H${total}" for n in range(rows)]
    assert page.cell(total + 1, 1).value == "注：此表于每月4日前报送。"
    assert page.cell(total + 2, 1).value.startswith("填报人：何敏")
    assert page.row_dimensions[total].height == 40
    assert page.print_area == f"'附件2'!$A$1:$I${total + 2}"
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {f"A{total}:C{total}", f"A{total + 1}:I{total + 1}", "A2:I2", "A3:E3", "F3:I3"} <= merged
    assert {area for area in merged if area.startswith("B")} == {
        f"B{5 + n}:B{6 + n}" for n in range(0, count - 1, 2)
    }
    assert [str(rule.sqref) for rule in page.conditional_formatting] == [
        f"H5:H{total - 1}".replace("H5:H5", "H5")
    ]
    assert str(page.data_validations.dataValidation[0].sqref) == f"F5:F{total - 1}".replace("F5:F5", "F5")


def test_the_form_keeps_its_looks() -> None:
    page = filled_xlsx(8)["附件2"]
    assert page["A3"].value == "填报单位：柳溪镇人民政府"
    assert page["F3"].value == "填报时间：2026年12月4日"
    assert page["A2"].value == "××市专项排查任务分解月报表"
    assert (page["A2"].font.name, page["A2"].font.size) == ("方正小标宋简体", 20)
    assert (page["D12"].font.name, page["D12"].border.left.style) == ("仿宋", "thin")
    assert page.column_dimensions["C"].width == 42
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.print_title_rows) == (
        "landscape",
        8,
        "$4:$4",
    )
    assert (page["A12"].value, page["E5"].value, page["E5"].data_type) == (8, "=措施1", "s")


def test_rows_of_a_fixed_height_grow_with_their_words() -> None:
    form = excel_form()
    long = replace(sheet_of(1), rows=(ReturnRow("1", contents="逐户排查" * 60),))
    page = load_workbook(BytesIO(fill(form, guessed(read_form(form)), long)))["附件2"]
    assert page.row_dimensions[5].height > 150


def test_another_sheet_that_counts_this_one_still_does() -> None:
    other = filled_xlsx(8)["汇总"]
    assert (other["A1"].value, other["A2"].value) == ("=SUM(附件2!H5:H12)", "=附件2!H13")


@pytest.mark.parametrize("count", [1, 7])
def test_libreoffice_opens_it_and_counts_what_we_would(count: int) -> None:
    """By another road: LibreOffice calculates, the sum is counted by hand."""
    form = excel_form()
    made = fill(form, guessed(read_form(form)), sheet_of(count))
    book = load_workbook(BytesIO(converted(made, "xlsx", "xlsx")), data_only=True)
    page = book["附件2"]
    assert page.cell(5 + count, 8).value == 10 * count
    assert page.cell(5 + count, 4).value == count
    assert page.cell(5, 9).value == pytest.approx(1 / count)
    assert [book["汇总"]["A1"].value, book["汇总"]["A2"].value] == [10 * count, 10 * count]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_word_form_is_filled_in_its_own_letters(count: int) -> None:
    form = word_form()
    document = Document(BytesIO(fill(form, guessed(read_form(form)), sheet_of(count))))
    assert document.paragraphs[1].text.startswith("填报单位：柳溪镇人民政府　")
    assert document.paragraphs[1].text.endswith("填报时间：2026年12月4日")
    assert document.paragraphs[1].runs[0].font.bold
    table = document.tables[0]
    assert len(table.rows) == max(1, count) + 2
    assert table.rows[-1].cells[0].text == "注：每月4日前报。"
    assert [table.rows[n].cells[2].text for n in range(1, count + 1)] == [
        f"内容{n}" for n in range(1, count + 1)
    ]
    marks = [row.tc_lst[1].vMerge for row in table._tbl.tr_lst[1:-1]]
    assert (
        marks
        == {0: [None], 1: [None], 2: ["restart", "continue"], 5: ["restart", "continue"] * 2 + [None]}[count]
    )
    if count:
        run = table.rows[1].cells[3].paragraphs[0].runs[0]
        assert run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "楷体"
        assert run.font.size.pt == 9


def test_libreoffice_opens_the_word_form() -> None:
    form = word_form()
    text = converted(
        fill(form, guessed(read_form(form)), sheet_of(5)), "docx", "txt:Text (encoded):UTF8"
    ).decode()
    assert "内容5" in text
    assert "柳溪镇人民政府" in text


def test_an_entry_of_two_rows_repeats_with_its_merges() -> None:
    book = Workbook()
    page: Any = book.active
    for row in (2, 3):
        page.cell(row, 3, f"=A{row}+B2")
    page["A1"], page["A4"] = "序号", "完"
    page.merge_cells("A2:A3")
    made = BytesIO()
    book.save(made)
    fillers = (Filler(0, 0, "serial"), Filler(0, 1, "contents"), Filler(1, 1, "situation"))
    mapping = Mapping((), Block(0, 1, 2, 2, fillers))
    result: Any = load_workbook(BytesIO(fill(made.getvalue(), mapping, sheet_of(3)))).active
    assert [result.cell(r, 2).value for r in range(2, 8)] == [
        "内容1",
        "情况1",
        "内容2",
        "情况2",
        "内容3",
        "情况3",
    ]
    assert sorted(map(str, result.merged_cells.ranges)) == ["A2:A3", "A4:A5", "A6:A7"]
    assert [result.cell(r, 3).value for r in (4, 5, 6)] == ["=A4+B4", "=A5+B4", "=A6+B6"]
    assert result["A8"].value == "完"


def test_a_constant_is_written_as_it_is() -> None:
    form = excel_form()
    block = guessed(read_form(form)).block
    assert block is not None
    block = replace(block, fillers=(*block.fillers, Filler(0, 7, "constant", "5")))
    mapping = Mapping((Spot(0, 0, 0, "constant", 0, "附件3"),), block)
    page = load_workbook(BytesIO(fill(form, mapping, sheet_of(2))))["附件2"]
    assert [page["A1"].value, page["H5"].value, page["H6"].value] == ["附件3", "5", "5"]


def test_a_mapping_comes_back_from_plain_data_and_a_form_saved_again_is_the_same_form() -> None:
    form = excel_form()
    mapping = guessed(read_form(form))
    assert Mapping.from_data(mapping.as_data()) == mapping
    again = BytesIO()
    load_workbook(BytesIO(form)).save(again)
    assert read_form(again.getvalue()).fingerprint == read_form(form).fingerprint
    assert read_form(excel_form(4)).fingerprint != read_form(form).fingerprint


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (Mapping(), "还没有指定"),
        (Mapping((Spot(0, 90, 0, "unit"),)), "第91行第1列不在这张表里"),
        (Mapping((Spot(7, 0, 0, "unit"),)), "第8张表"),
        (Mapping((Spot(0, 0, 0, "password"),)), "没有“password”这个字段"),
        (Mapping((Spot(0, 0, 0, "unit"), Spot(0, 0, 0, "period"))), "指定了两次"),
        (Mapping((Spot(0, 5, 0, "unit"),), Block(0, 4, 6, 1, ())), "不能又单独指定"),
        (Mapping((), Block(0, 6, 4, 1, (Filler(0, 0, "serial"),))), "起始行不能在末行之后"),
        (Mapping((), Block(0, 4, 6, 5, (Filler(0, 0, "serial"),))), "每条占的行数"),
        (Mapping((), Block(0, 4, 6, 1, (Filler(0, 70, "serial"),))), "第71列不在区域里"),
        (Mapping((), Block(0, 4, 6, 1, (Filler(0, 0, "title"),))), "没有“title”这个字段"),
    ],
)
def test_what_does_not_fit_is_said(mapping: Mapping, words: str) -> None:
    form = excel_form()
    assert words in "".join(faults(read_form(form), mapping))
    with pytest.raises(BadForm):
        fill(form, mapping, sheet_of(1))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", excel_form()[:900]])
def test_what_is_no_form_is_refused(data: bytes) -> None:
    with pytest.raises(BadForm, match="打不开"):
        read_form(data)


def test_a_book_full_of_data_is_no_form() -> None:
    book = Workbook()
    page: Any = book.active
    page.cell(900, 1, "数据")
    made = BytesIO()
    book.save(made)
    with pytest.raises(BadForm, match="900 行"):
        read_form(made.getvalue())
    with pytest.raises(BadForm, match="没有表格"):
        made = BytesIO()
        Document().save(made)
        read_form(made.getvalue())


def test_a_template_of_one_kind_gives_no_other() -> None:
    form = excel_form()
    template = Template(form, guessed(read_form(form)))
    assert load_workbook(BytesIO(write_xlsx(sheet_of(2), template)))["附件2"]["C6"].value == "内容2"
    with pytest.raises(BadForm, match=r"不能导出成 \.docx"):
        write_docx(sheet_of(2), template)


def test_labels_in_one_cell() -> None:
    text = "填报单位：              填报时间：   年  月  日"
    assert [slot.label for slot in slots(text)] == ["填报单位", "填报时间"]
    assert (
        filled(text, {0: "柳溪镇", 1: "2026年1月4日"})
        == "填报单位：柳溪镇　　　　　　　　　　　填报时间：2026年1月4日"
    )
    assert filled("没有标签", {0: "新的"}) == "新的"
    assert filled("时间：早上8:30到", {0: "下午"}) == "时间：下午"


@given(
    st.integers(2, 9),
    st.integers(1, 5),
    st.integers(1, 9),
    st.integers(1, 30),
    st.integers(0, 20),
    st.booleans(),
)
def test_a_range_covers_the_rows_that_its_old_rows_became(
    first: int, size: int, now: int, low: int, tall: int, fixed: bool
) -> None:
    """By another road: each old row is followed to where it went; a range that reached into the block's end reaches its new end."""
    last = first + size - 1
    moved = Moved(first, last, now)
    high = low + tall
    mark = "$" if fixed else ""
    new = rewritten(f"=SUM(B{mark}{low}:B{mark}{high})", moved, "表", here=True)
    went = {row: row if row < first else row + now - size for row in range(1, 60) if not first <= row <= last}
    went |= {row: min(row, first + now - 1) for row in range(first, last + 1)} | {last: first + now - 1}
    start = min(low, first + now - 1) if first <= low <= last else went[low]
    assert new == f"=SUM(B{mark}{start}:B{mark}{went[high]})"


def test_references_to_other_sheets_and_words_in_quotes_stay() -> None:
    moved = Moved(5, 7, 9)
    formula = "=IF(A8=\"A8\",'他 表'!A8,'附件 2'!A8)&B:B&LOG10(A4)&SUM(5:8)"
    wanted = "=IF(A14=\"A8\",'他 表'!A8,'附件 2'!A14)&B:B&LOG10(A4)&SUM(5:14)"
    assert rewritten(formula, moved, "附件 2", here=True) == wanted
    assert rewritten("=A8+附件!A8", moved, "附件", here=False) == "=A8+附件!A14"
