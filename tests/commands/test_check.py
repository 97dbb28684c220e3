"""`bihuan check`: exports in, findings out, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from bihuan.cli import cli
from bihuan.engine.synthetic.writing import exports
from bihuan.policy.checks import packs


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    exports(60, 7, folder, defects=0.5)
    return folder


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, words)])


def test_the_same_files_give_the_same_bytes(county: Path, tmp_path: Path) -> None:
    made = [tmp_path / f"{n}.xlsx" for n in "ab"]
    for out in made:
        done = check(county, "--on", "2026-06-30", "--out", out)
        assert done.exit_code == 0, done.output
    assert made[0].read_bytes() == made[1].read_bytes()
    assert "区划 990101" in done.output


def test_a_sheet_says_what_is_wrong_where_and_what_to_do(county: Path, tmp_path: Path) -> None:
    assert check(county, "--on", "2026-06-30", "--out", tmp_path / "a.xlsx").exit_code == 0
    assert check(county, "--on", "2026-06-30", "--out", tmp_path / "a.parquet").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[:3] == ["查出的问题", "没法判断的", "没有查的"]
    rows = list(book["查出的问题"].values)
    findings = pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert len(rows) == len(findings) + 1 > 10
    assert rows[0][:3] == ("核查", "轻重", "可疑程度")
    assert (rows[1][0], rows[1][9], rows[1][13]) == (
        findings[0]["check"],
        findings[0]["sentence"],
        findings[0]["key"],
    )
    book.close()


def test_engines_write_the_same(county: Path, tmp_path: Path) -> None:
    for backend in ("duckdb", "polars"):
        done = check(county, "--on", "2026-06-30", "--engine", backend, "--out", tmp_path / f"{backend}.csv")
        assert done.exit_code == 0, done.output
    assert (tmp_path / "duckdb.csv").read_bytes() == (tmp_path / "polars.csv").read_bytes()


def test_a_pack_asks_less(county: Path, tmp_path: Path) -> None:
    assert (
        check(county, "--pack", "work", "--on", "2026-06-30", "--out", tmp_path / "a.parquet").exit_code == 0
    )
    found = pyarrow.parquet.read_table(tmp_path / "a.parquet")["check"].to_pylist()
    assert {code[0] for code in found} <= {"E"}
    assert packs()["all"].families == tuple("ABCDEFGHIJKL")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--pack", "nobody"], "没有“nobody”这一组核查，可以写的是 all（全部核查）"),
        (["--area", "12345"], "--area 要写"),
        (["--on", "yesterday"], "yesterday"),
        (["--out", "a.docx"], "后缀不对，可以写成 .xlsx、.csv、.parquet"),
    ],
)
def test_what_cannot_be_meant_is_said(county: Path, tmp_path: Path, words: list[str], says: str) -> None:
    done = check(county, "--out", tmp_path / "a.csv", *words)
    assert done.exit_code != 0
    assert says in done.output
    assert not (tmp_path / "a.csv").exists()


def test_an_unreadable_file_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"not a workbook")
    done = check(tmp_path, "--out", tmp_path / "a.csv")
    assert done.exit_code == 1
    assert "什么都没有查" in done.output
    assert "坏.xlsx" in done.output
    assert not (tmp_path / "a.csv").exists()
