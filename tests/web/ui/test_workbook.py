"""A list as .xlsx: text stays text, numbers numbers, days days; the sheet 说明 says who, when and which filter."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils.safestring import mark_safe

from bihuan.web.config import clock
from bihuan.web.ui.tables.workbook import Sheet, as_bytes, workbook


def read(sheet: Sheet) -> Any:
    return openpyxl.load_workbook(BytesIO(as_bytes(sheet)))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86 139",
        "-5 度",
        "@SUM(A1)",
        '=HYPERLINK("http://x","y")',
        "\t=1",
        "{=1}",
        "http://example.invalid/",
    ],
)
def test_no_cell_becomes_a_formula_or_a_link(text: str) -> None:
    cell = read(Sheet("清单", ["内容"], [[text]])).worksheets[0]["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_heads_cannot_either() -> None:
    cell = read(Sheet("清单", ["=1+1"], [])).worksheets[0]["A1"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


MOMENT = datetime(2026, 11, 24, 1, 12, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (7, 7),
        (Decimal("3800.5"), 3800.5),
        (date(2026, 11, 11), datetime(2026, 11, 11)),
        (MOMENT, datetime(2026, 11, 24, 1, 12)),
        (True, "是"),
        (None, None),
        (["柳溪镇", "县水利局"], "柳溪镇、县水利局"),
        (990101101001, "990101101001"),
        (mark_safe("<b>等您核验</b>"), "等您核验"),
    ],
)
def test_values_keep_their_kinds(value: Any, held: Any) -> None:
    assert read(Sheet("清单", ["甲"], [[value]])).worksheets[0]["A2"].value == held


def test_the_second_sheet_says_what_this_is() -> None:
    book = read(
        Sheet("整改清单", ["问题"], [["漏雨"], ["断水"]], [("筛选", "逾期"), ("导出", "县帮扶办 周桂兰")])
    )
    assert book.sheetnames == ["整改清单", "说明"]
    assert [[cell.value for cell in row] for row in book["说明"].rows] == [
        ["筛选", "逾期"],
        ["导出", "县帮扶办 周桂兰"],
        ["条数", "2"],
    ]


def test_a_name_excel_would_refuse_is_mended() -> None:
    assert (
        read(Sheet("问题/责任[1]:清单?" * 5, ["问题"], [])).sheetnames[0] == ("问题 责任 1  清单 " * 5)[:31]
    )


def test_the_file_is_named_after_the_list_and_the_day() -> None:
    with clock.frozen(datetime(2026, 11, 24, 9, 12, tzinfo=clock.ZONE)):
        answer = workbook(Sheet("单位", ["名称"], []))
    assert not answer.streaming
    assert answer["Content-Disposition"].endswith("filename*=UTF-8''%E5%8D%95%E4%BD%8D_20261124.xlsx")
