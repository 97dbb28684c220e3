"""Truth is all there is: nothing in a county in order, every planted defect by its own check, and the same as from the files."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from bihuan.engine.quality import plain
from bihuan.engine.reading import read
from bihuan.engine.synthetic import truth as truths
from bihuan.engine.synthetic.defects.planting import HOUSEHOLD_DEFECTS, VILLAGE_DEFECTS
from bihuan.engine.synthetic.places import COUNTY, ID_PREFIXES
from bihuan.engine.synthetic.writing import LAST_YEAR, Format, exports
from bihuan.engine.tables import TABLES
from bihuan.policy.checks import checks
from bihuan.policy.parameters import book

CODES = {check.code for check in checks()}


@pytest.mark.parametrize(("format", "seed"), [("xlsx", 31), ("csv", 32), ("parquet", 33)])
def test_the_files_read_give_what_truth_was_asked_of(tmp_path: Path, format: str, seed: int) -> None:
    made = exports(60, seed, tmp_path, format=format, last_year=True, defects=0.5)
    got = read(tmp_path, places=ID_PREFIXES, last_year=tmp_path / LAST_YEAR)
    twice = made.planted.filter(pl.col("kind") == "id_twice_in_household")["household_id"].to_list()
    assert got.refusals == ()
    assert {difference.household_id for difference in got.differences} <= set(twice)
    expected = truths.traced(made)
    assert set(got.frames) == set(expected)
    for name, table in expected.items():
        assert got.frames[name].equals(table), name
    found = plain.run(got.frames, checks(), made.wishes.on, book(), COUNTY)
    assert found.findings.num_rows > 15
    assert found.findings.equals(truths.truth(made, checks(), book()).findings)


def test_truth_is_written_beside_the_exports_where_reading_leaves_it(tmp_path: Path) -> None:
    made = exports(60, 5, tmp_path, defects=0.5)
    found = truths.write(made, checks(), book(), tmp_path)
    lines = pl.read_csv(tmp_path / truths.TRUTH / "truth.csv", infer_schema=False)
    assert lines.columns == found.findings.column_names
    assert lines.height == found.findings.num_rows > 10
    assert (
        pl.read_csv(tmp_path / truths.TRUTH / "planted.csv", infer_schema=False).height
        == made.planted.height
        > 10
    )
    assert read(tmp_path).notes == ()


def test_defects_name_columns_there_are_and_checks_of_their_family() -> None:
    kinds = [defect.kind for defect in (*HOUSEHOLD_DEFECTS, *VILLAGE_DEFECTS)]
    assert len(kinds) == len(set(kinds))
    for defect in (*HOUSEHOLD_DEFECTS, *VILLAGE_DEFECTS):
        assert set(defect.change) <= set(TABLES[defect.table].by_name), defect.kind
        assert defect.check in CODES, defect.kind
        assert defect.check[0] == defect.family, defect.kind
    assert {defect.family for defect in (*HOUSEHOLD_DEFECTS, *VILLAGE_DEFECTS)} == set("ABCDEFGHIJKL")
    assert get_args(Format) == ("xlsx", "csv", "parquet")
