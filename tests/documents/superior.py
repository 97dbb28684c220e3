"""Invented forms as superiors send them: an .xlsx with totals and a print area, and a .docx with labels above the table."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

EDGE = Side(style="thin")
GRID = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
HEADS = ("序号", "排查项目", "排查内容", "问题情况", "整改措施", "整改进展", "责任单位", "得分", "占比")


def excel_form(blank: int = 3) -> bytes:
    """Heads in row 4, `blank` rows to fill from row 5, then a total, a note across, signatures; a second sheet counts the first."""
    book = Workbook()
    page: Any = book.active
    page.title = "附件2"
    page["A1"] = "附件2"
    page["A2"] = "××市专项排查任务分解月报表"
    page["A2"].font = Font(name="方正小标宋简体", size=20)
    page.merge_cells("A2:I2")
    page["A3"] = "填报单位：               "
    page["F3"] = "填报时间：   年  月  日"
    page.merge_cells("A3:E3")
    page.merge_cells("F3:I3")
    for column, words in enumerate(HEADS, start=1):
        cell = page.cell(4, column, words)
        cell.font, cell.fill, cell.border = (
            Font(name="黑体", size=12, bold=True),
            PatternFill("solid", "DDDDDD"),
            GRID,
        )
    last = 4 + blank
    for row in range(5, last + 1):
        for column in range(1, 10):
            cell = page.cell(row, column)
            cell.border, cell.font = GRID, Font(name="仿宋", size=11)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(row, 8, 10)
        page.cell(row, 9, f"=H{row}/$H${last + 1}")
        page.row_dimensions[row].height = 30
    page.merge_cells(f"B5:B{last}")
    page.cell(last + 1, 1, "合计")
    page.merge_cells(f"A{last + 1}:C{last + 1}")
    page.cell(last + 1, 4, f"=COUNTA(D5:D{last})")
    page.cell(last + 1, 8, f"=SUM(H5:H{last})")
    page.row_dimensions[last + 1].height = 40
    page.cell(last + 2, 1, "注：此表于每月4日前报送。")
    page.merge_cells(f"A{last + 2}:I{last + 2}")
    page.cell(last + 3, 1, "填报人：        联系电话：")
    page.column_dimensions["C"].width = 42
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 8
    page.print_title_rows = "4:4"
    page.print_area = f"A1:I{last + 3}"
    page.conditional_formatting.add(
        f"H5:H{last}", CellIsRule(operator="lessThan", formula=["5"], fill=PatternFill("solid", "FF0000"))
    )
    check = DataValidation(type="list", formula1='"未开始,整改中,已完成"')
    check.add(f"F5:F{last}")
    page.add_data_validation(check)
    other = book.create_sheet("汇总")
    other["A1"] = f"=SUM(附件2!H5:H{last})"
    other["A2"] = f"=附件2!H{last + 1}"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def word_form(blank: int = 2) -> bytes:
    """Landscape, labels in a line above, seven columns in a shape of their own, blank rows with a merged category, a note in the last row."""
    document: Any = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    document.add_paragraph("××市任务分解月报表").alignment = 1
    line = document.add_paragraph()
    run = line.add_run("填报单位：　　　　　　　　　　填报时间：　　年　月　日")
    run.font.size = Pt(13)
    run.font.bold = True
    table = document.add_table(blank + 2, 7, style="Table Grid")
    for cell, words in zip(
        table.rows[0].cells,
        ("序号", "类别", "排查内容", "排查结果", "措施", "完成情况", "责任部门"),
        strict=True,
    ):
        cell.text = words
    for row in table.rows[1:-1]:
        for cell in row.cells:
            _look(cell.paragraphs[0])
    table.cell(1, 1).merge(table.cell(blank, 1))
    table.cell(blank + 1, 0).merge(table.cell(blank + 1, 6)).text = "注：每月4日前报。"
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _look(paragraph: Any) -> None:
    """The mark of an empty paragraph: what is typed there is 楷体 of 9 pt."""
    properties = OxmlElement("w:rPr")
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:eastAsia"), "楷体")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), "18")
    properties.append(fonts)
    properties.append(size)
    paragraph._p.get_or_add_pPr().append(properties)
