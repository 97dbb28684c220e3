"""Blank sheets read back as they were filled in, refusals come back coloured, and the dictionary says what the catalogue says."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from bihuan.engine.reading import annotate, annotating, dictionary, read, shown, template
from bihuan.engine.tables import EXPORTS, TABLES, Column, Export
from tests.engine.reading.books import GOOD_ID, base
from tools.docs import pages

EXAMPLES: dict[str, Any] = {
    "text": "石桥", "flag": True, "count": 3, "fen": 1234500, "hundredths": 333, "month": 2023 * 12 + 5, "date": date(2023, 6, 1), "id": GOOD_ID, "phone": "13800138000",
}  # fmt: skip


def value(column: Column) -> Any:
    if column.codes is None:
        return EXAMPLES[column.kind]
    keys = [code.key for code in column.codes]
    return keys[0] if column.kind == "code" else ",".join(keys[:2])


def filled(export: Export, text: dict[str, str] | None = None) -> bytes:
    """The blank sheet with one row, as a person would fill it in; `text` overrides by heading."""
    book = openpyxl.load_workbook(io.BytesIO(template(export.key)))
    page = book.worksheets[0]
    for at, (heading, table, name) in enumerate(export.columns, start=1):
        column = TABLES[table][name]
        page.cell(export.heading_row + 1, at).value = (text or {}).get(heading, shown(column, value(column)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("export", EXPORTS.values(), ids=lambda export: export.key)
def test_what_is_filled_in_is_read_back(export: Export) -> None:
    reading = read({"a.xlsx": filled(export)})
    assert reading.refusals == ()
    assert [note.sheet for note in reading.notes] == ["下拉值"]
    assert [(sheet.export, sheet.unknown) for file in reading.files for sheet in file.sheets] == [
        (export.key, ())
    ]
    for _, table, name in export.columns:
        assert reading.frames[table][name].to_pylist() == [value(TABLES[table][name])], name


@pytest.mark.parametrize("export", EXPORTS.values(), ids=lambda export: export.key)
def test_a_blank_sheet_has_notes_drop_downs_and_headings_that_stay(export: Export) -> None:
    page = openpyxl.load_workbook(io.BytesIO(template(export.key))).worksheets[0]
    heads = page[export.heading_row]
    assert [cell.value for cell in heads] == [heading for heading, _, _ in export.columns]
    assert all(cell.comment and cell.comment.text.endswith("。") for cell in heads)
    assert page.freeze_panes.endswith(str(export.heading_row + 1))
    ruled = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule
        for rule in page.data_validations.dataValidation
    }
    for cell, (_, table, name) in zip(heads, export.columns, strict=True):
        kind, rule = TABLES[table][name].kind, ruled.get(cell.column_letter)
        wanted = {
            "code": "list",
            "flag": "list",
            "count": "whole",
            "fen": "decimal",
            "hundredths": "decimal",
            "text": None,
        }
        assert (rule.type if rule else None) == wanted.get(kind, rule.type if rule else "a rule"), name


def test_every_word_of_a_drop_down_is_read_as_its_value() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("base")))
    lists = book["下拉值"]
    assert lists.sheet_state == "hidden"
    labels = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in lists.iter_cols()
        if column[0].value
    }
    assert labels["性别"] == ["男", "女"]
    assert labels["是否危房户"] == ["是", "否"]
    assert len(labels["民族"]) == 56


def test_the_same_catalogue_makes_the_same_sheet() -> None:
    assert template("base") == template("base")


def test_a_wrong_cell_in_a_filled_sheet_is_found() -> None:
    (refusal,) = read({"a.xlsx": filled(EXPORTS["base"], {"性别": "不男不女"})}).refusals
    assert (refusal.row, refusal.heading) == (4, "性别")


def test_refused_cells_come_back_coloured_with_their_sentence() -> None:
    data = base({"工资性收入": "三千"}, {"户编号": "H002"}, {"户编号": None, "姓名": "=1+1"})
    reading = read({"a.xlsx": data})
    page = openpyxl.load_workbook(io.BytesIO(annotate("a.xlsx", data, reading.refusals))).worksheets[0]
    columns = {cell.value: cell.column for cell in page[3]}
    wage, household = page.cell(4, columns["工资性收入"]), page.cell(6, columns["户编号"])
    assert (wage.value, wage.fill.start_color.rgb, wage.comment.text) == (
        "三千",
        "FFFBE3E0",
        "“三千”不是一个数。",
    )
    assert household.comment.text == "这一行没有“户编号”，不知道说的是谁，整行没有读。"
    assert page.cell(4, columns["哪里没有读"]).value == "工资性收入：“三千”不是一个数。"
    assert (page.cell(5, columns["哪里没有读"]).value, page.cell(6, columns["姓名"]).data_type) == (None, "s")


def test_an_annotated_copy_that_was_mended_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = base({"工资性收入": "三千"}, {"户编号": "H002"})
    book = openpyxl.load_workbook(io.BytesIO(annotate("a.xlsx", data, read({"a.xlsx": data}).refusals)))
    columns = {cell.value: cell.column for cell in book.worksheets[0][3]}
    book.worksheets[0].cell(4, columns["工资性收入"]).value = "3000"
    out = io.BytesIO()
    book.save(out)
    again = read({"a.xlsx": out.getvalue()})
    assert (again.refusals, again.frames["household"]["wage_income"].to_pylist()) == ((), [300000, 1200050])


def test_of_a_long_sheet_only_the_refused_rows_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotating, "MOST_ROWS", 5)
    data = base(*({"户编号": f"H{at}", "工资性收入": "三千" if at == 4 else "1"} for at in range(6)))
    page = openpyxl.load_workbook(
        io.BytesIO(annotate("a.xlsx", data, read({"a.xlsx": data}).refusals))
    ).worksheets[0]
    columns = {cell.value: cell.column for cell in page[3]}
    assert page.max_row == 4
    assert (page.cell(4, columns["户编号"]).value, page.cell(4, columns["原表行号"]).value) == ("H4", "8")


def test_the_page_of_the_dictionary_is_current_and_whole() -> None:
    path = next(path for path in pages() if path.name == "data-dictionary.md")
    text = path.read_text(encoding="utf-8")
    assert text == dictionary.page()
    for table in TABLES.values():
        assert [entry.name for entry in dictionary.entries(table.name)] == [column.name for column in table]
        for column in table:
            assert f"`{column.name}`" in text
            for code in column.codes or ():
                assert code.label in text
