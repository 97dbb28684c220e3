"""Frames that stay in Parquet files, and answers that come some at a time: the same findings as of plain Python, to the byte."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from bihuan.engine.quality import Stored, plain, run
from bihuan.engine.quality.frames import AT
from bihuan.policy.checks import checks
from bihuan.policy.parameters import book
from tests.engine.quality.test_product import ON, frames

AREA = 990101000000


def stored(folder: Path, tables: dict[str, pa.Table | None]) -> dict[str, Stored | None]:
    """The tables as files of several groups of rows."""
    for name, table in tables.items():
        if table is not None:
            pa.parquet.write_table(table.drop_columns([AT]), folder / f"{name}.parquet", row_group_size=17)
    return {
        name: None if table is None else Stored(folder / f"{name}.parquet") for name, table in tables.items()
    }


@pytest.mark.parametrize("backend", ["duckdb", "polars"])
@pytest.mark.parametrize("without", [(), ("plan", "village")])
def test_files_are_checked_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str, without: tuple[str, ...]
) -> None:
    monkeypatch.setattr(f"bihuan.engine.backends.{backend}.BATCH", 7)
    monkeypatch.setattr("bihuan.engine.backends.duckdb.MANY", 0)
    tables, folder = frames(11, without), tmp_path / "[1] *表"
    folder.mkdir()
    truth = plain.run(tables, checks(), ON, book(), AREA)
    found = run(stored(folder, tables), checks(), ON, book(), AREA, backend)
    assert found.findings.equals(truth.findings)
    assert found.unknowns.equals(truth.unknowns)
    assert found.findings.num_rows > 400
    assert found.skipped == truth.skipped


@pytest.mark.parametrize("backend", ["duckdb", "polars"])
def test_a_file_may_lack_columns_and_have_them_in_narrower_types(tmp_path: Path, backend: str) -> None:
    tables = frames(12)
    household, member = tables["household"], tables["member"]
    assert household is not None
    assert member is not None
    tables["household"] = household.drop_columns(
        ["wage_income", "safe_water", "survey_date", "household_phone"]
    )
    narrow = member["post_months"].cast(pa.int16())
    tables["member"] = member.set_column(member.column_names.index("post_months"), "post_months", narrow)
    truth = plain.run(tables, checks(), ON, book(), AREA)
    found = run(stored(tmp_path, tables), checks(), ON, book(), AREA, backend)
    assert found.findings.equals(truth.findings)
    assert found.unknowns.equals(truth.unknowns)


def test_a_file_with_a_column_of_another_kind_is_refused(tmp_path: Path) -> None:
    tables = frames(13)
    member = tables["member"]
    assert member is not None
    words = pa.array(["甲"] * member.num_rows)
    tables["member"] = member.set_column(member.column_names.index("post_months"), "post_months", words)
    with pytest.raises(ValueError, match="member 表的栏目 post_months 里有不是 int64 的值"):
        run(stored(tmp_path, tables), checks(), ON, book(), AREA)


def test_what_a_run_puts_aside_is_gone_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    (tmp_path / "aside").mkdir()
    run(frames(14), checks()[:5], ON, book(), AREA)
    assert list((tmp_path / "aside").iterdir()) == []
