"""What is written is what the frames hold, the same bytes twice, and opens in what offices use."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import fastexcel
import openpyxl
import polars as pl
import pytest

from bihuan.engine.synthetic import workbook
from bihuan.engine.synthetic.sheets import sheets
from bihuan.engine.synthetic.writing import Wishes, exports, first_row
from bihuan.engine.tables import EXPORTS


@pytest.mark.parametrize("format", ["xlsx", "csv", "parquet"])
def test_the_same_wishes_give_the_same_bytes(tmp_path: Path, format: str) -> None:
    first, second = (exports(60, 3, tmp_path / name, format=format, last_year=True) for name in ("a", "b"))
    other = exports(60, 4, tmp_path / "c", format=format, last_year=True)
    for key, path in first.files.items():
        assert path.read_bytes() == second.files[key].read_bytes(), key
        assert path.name == other.files[key].name
    assert first.files["base"].read_bytes() != other.files["base"].read_bytes()


def test_a_sheet_holds_what_the_frames_hold(tmp_path: Path) -> None:
    made = exports(80, 8, tmp_path)
    for key, expected in sheets(made.frames).items():
        book = openpyxl.load_workbook(made.files[key], read_only=False)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        start = EXPORTS[key].heading_row
        assert list(rows[start - 1]) == expected.columns
        assert rows[start:] == expected.rows()
        assert first_row(EXPORTS[key], "xlsx") == start + 1
        if start == 3:
            assert {str(merged)[:2] for merged in book.worksheets[0].merged_cells.ranges} == {"A1", "A2"}


def test_csv_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    made = exports(40, 8, tmp_path / "csv", format="csv")
    same = exports(40, 8, tmp_path / "parquet", format="parquet")
    with made.files["base"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    frame = pl.read_parquet(same.files["base"])
    assert rows[0] == frame.columns
    assert [tuple(value or None for value in row) for row in rows[1:]] == frame.rows()


def test_household_fields_stand_on_every_members_row(tmp_path: Path) -> None:
    made = exports(50, 2, tmp_path, format="parquet")
    base = pl.read_parquet(made.files["base"])
    assert base.height == made.frames["member"].height
    same = base.group_by("户编号").agg(pl.col("工资性收入").n_unique(), pl.col("村").n_unique())
    assert set(same["工资性收入"]) == set(same["村"]) == {1}
    assert base["户类型"].is_in(["脱贫户", "一般农户"]).all()


def test_numbers_months_and_flags_are_spelt_as_in_exports(tmp_path: Path) -> None:
    made = exports(50, 2, tmp_path, format="parquet")
    base, homes = pl.read_parquet(made.files["base"]), made.frames["household"]
    row = base.row(0, named=True)
    home = homes.row(0, named=True)
    assert float(row["人均纯收入（元）"]) == home["income_per_head"] / 100
    assert row["出生日期"] == f"{made.frames['member']['birth_date'][0]:%Y%m%d}"
    watched = base.filter(pl.col("识别监测时间").is_not_null())
    assert watched["识别监测时间"].str.contains(r"^20[12]\d(0[1-9]|1[0-2])$").all()
    village = pl.read_parquet(made.files["village"])
    said = village["村级集体经济收入（万元）"].cast(pl.Float64) * 1_000_000
    assert said.round().cast(pl.Int64).to_list() == made.frames["village"]["collective_income"].to_list()


def test_the_year_before_has_the_same_households_and_other_incomes(tmp_path: Path) -> None:
    made = exports(50, 2, tmp_path, format="parquet", last_year=True)
    now, before = pl.read_parquet(made.files["base"]), pl.read_parquet(made.files["last_year"])
    assert now["户编号"].equals(before["户编号"])
    assert made.files["last_year"].parent != tmp_path
    first = made.frames["household"].row(0, named=True)
    assert float(before["工资性收入"][0]) == first["last_wage_income"] / 100
    assert not now["工资性收入"].equals(before["工资性收入"])


def test_a_workbook_keeps_odd_texts(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"a&b": ["<1>", None, " 空 格 ", "第一行\n第二行"], "乙": ["", "x", None, "\"'&amp;"]}
    )
    workbook.write(tmp_path / "odd.xlsx", frame, ("甲 & 乙",), "名 <1>")
    book = openpyxl.load_workbook(tmp_path / "odd.xlsx")
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "甲 & 乙"
    assert book.sheetnames == ["名 <1>"]
    assert rows[1:] == [
        ("a&b", "乙"),
        ("<1>", ""),
        (None, "x"),
        (" 空 格 ", None),
        ("第一行\n第二行", "\"'&amp;"),
    ]
    read = (
        fastexcel.read_excel(tmp_path / "odd.xlsx").load_sheet(0, header_row=1, dtypes="string").to_polars()
    )
    assert read["a&b"].to_list() == ["<1>", None, " 空 格 ", "第一行\n第二行"]


def test_columns_have_the_letters_that_spreadsheets_give_them() -> None:
    assert [workbook.letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_the_day_of_a_download_is_the_last_of_its_month() -> None:
    days = [Wishes(1, 1, year, month).on for year, month in ((2026, 6), (2026, 12), (2028, 2))]
    assert days == [dt.date(2026, 6, 30), dt.date(2026, 12, 31), dt.date(2028, 2, 29)]
