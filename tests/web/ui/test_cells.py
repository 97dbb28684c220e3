"""Rows as a spreadsheet's XML: every kind of value comes back as it went in, read by two other programs."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bihuan.web.ui.tables.cells import CUT, LONGEST, letters
from bihuan.web.ui.tables.workbook import Sheet, as_bytes, write

# What XML 1.0 holds, the line feed included; a carriage return comes back as one, through _x000D_.
WORDS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufffe\uffff\r"), min_size=1, max_size=12
)
DAYS = st.dates(date(1900, 3, 1), date(9999, 12, 30))
MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)).map(lambda at: at.replace(microsecond=0))


def back(rows: list[list[Any]], heads: int) -> list[list[Any]]:
    """The rows as openpyxl reads them."""
    made = as_bytes(Sheet("清单", [f"列{n}" for n in range(heads)], rows))
    page = openpyxl.load_workbook(BytesIO(made)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=2, max_col=heads)]


@settings(deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.integers(-(10**11) + 1, 10**11 - 1), DAYS, MOMENTS), min_size=1, max_size=3)
)
def test_what_goes_in_comes_out(rows: list[tuple[str, int, date, datetime]]) -> None:
    for (words, number, day, moment), came in zip(rows, back([list(row) for row in rows], 4), strict=True):
        assert unescaped(came[0]) == words
        assert came[1] == number
        assert came[2] == datetime(day.year, day.month, day.day)
        assert abs(came[3] - moment) < timedelta(seconds=1)


def unescaped(words: str) -> str:
    """Text as Excel shows it; openpyxl leaves some of Excel's escapes as they stand."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), words)


@settings(deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=2), max_size=4))
def test_amounts_are_numbers(amounts: list[Decimal]) -> None:
    assert [row[0] for row in back([[amount] for amount in amounts], 1)] == [float(a) for a in amounts]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_words(value: Any) -> None:
    assert back([[value]], 1) == [[str(value)]]


def test_values_that_are_equal_in_python_stay_different() -> None:
    assert back([[1, True, 1.5, Decimal("1.5"), 0, False]], 6) == [[1, "是", 1.5, 1.5, 0, "否"]]


def test_days_before_excels_are_words() -> None:
    assert back([[date(1899, 12, 31), datetime(1900, 2, 28, 8, 0)]], 2) == [
        ["1899-12-31", "1900-02-28 08:00:00"]
    ]


def test_a_moment_of_another_zone_is_local() -> None:
    assert back([[datetime(2026, 11, 23, 17, 12, tzinfo=UTC)]], 1) == [[datetime(2026, 11, 24, 1, 12)]]


def test_words_longer_than_a_cell_say_that_they_were_cut() -> None:
    ((came,),) = back([["水" * (LONGEST + 1)]], 1)
    assert (len(came), came[-len(CUT) :]) == (LONGEST, CUT)


def test_empty_values_have_no_cell_and_do_not_move_others() -> None:
    assert back([["", None, "丙"], [None, "乙", ""]], 3) == [[None, None, "丙"], [None, "乙", None]]


@pytest.mark.parametrize(
    ("at", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_letters(at: int, name: str) -> None:
    assert letters(at) == name


def test_rows_are_taken_as_they_come_and_counted() -> None:
    made = BytesIO()
    assert write(Sheet("清单", ["数"], ([n] for n in range(1234))), made) == 1234
    book = openpyxl.load_workbook(made)
    assert book.worksheets[0].auto_filter.ref == "A1:A1235"
    assert book.worksheets[0].freeze_panes == "A2"
    assert book.worksheets[0]["A1235"].value == 1233
    assert book["说明"]["B1"].value == "1234"
    assert book.worksheets[0].print_title_rows == "$1:$1"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.web.ui.tables.workbook.MOST", 3)
    with pytest.raises(ValueError, match="一张表最多 3 行"):
        as_bytes(Sheet("清单", ["数"], ([n] for n in range(4))))


def test_a_row_that_does_not_fit_its_heads_is_refused() -> None:
    with pytest.raises(ValueError, match="列"):
        as_bytes(Sheet("清单", ["甲", "乙"], [["x"]]))


def test_keys_stand_hidden_behind_the_rows_and_refuse_typing() -> None:
    sheet = Sheet(
        "清单",
        ["问题", "备注"],
        [["漏雨", "", "k1"], ["断水", "急", "k2"]],
        keyed=True,
        changeable=frozenset({1}),
    )
    page = openpyxl.load_workbook(BytesIO(as_bytes(sheet))).worksheets[0]
    assert [cell.value for cell in page["C"]] == ["核对码", "k1", "k2"]
    assert page.column_dimensions["C"].hidden
    (rule,) = page.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("C2:C3", "FALSE")
    assert page.auto_filter.ref == "A1:C3"
    assert page["B1"].fill.fgColor.rgb == "FFE4EFEE"
    assert page["A1"].fill.fill_type is None


def test_programs_can_tell_what_the_file_is() -> None:
    with ZipFile(BytesIO(as_bytes(Sheet("清单", ["数"], [[1]])))) as packed:
        assert packed.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]
        assert packed.testzip() is None


ROW = [
    "饮水 <管道> & 老化\n第二行",
    " 前后空格 ",
    "99010119900101123X",
    date(2026, 11, 24),
    datetime(2026, 11, 24, 8, 30),
    7,
]


def test_another_reader_reads_the_same() -> None:
    made = as_bytes(Sheet("清单", ["甲", "乙", "丙", "丁", "戊", "己"], [ROW]))
    page = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0)
    assert page.to_python()[1] == ROW


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_it_and_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(as_bytes(Sheet("清单", ["甲", "乙", "丙", "丁", "戊", "己"], [ROW])))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "list.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    page = openpyxl.load_workbook(tmp_path / "out" / "list.xlsx").worksheets[0]
    came = [cell.value for cell in page[2]]
    assert came == [*ROW[:3], datetime(2026, 11, 24), ROW[4], 7]
    assert page.auto_filter.ref == "A1:F2"
