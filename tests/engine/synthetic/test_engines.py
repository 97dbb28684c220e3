"""On every engine the checks find in the generated files exactly what truth says, and in a large county in order nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from bihuan.engine import quality
from bihuan.engine.reading import read
from bihuan.engine.synthetic import truth as truths
from bihuan.engine.synthetic.places import COUNTY, ID_PREFIXES
from bihuan.engine.synthetic.writing import LAST_YEAR, exports
from bihuan.policy.checks import checks
from bihuan.policy.parameters import book


@pytest.mark.parametrize("seed", [41, 42])
def test_every_engine_finds_the_truth(tmp_path: Path, seed: int) -> None:
    made = exports(300, seed, tmp_path, last_year=True, defects=0.4)
    frames = read(tmp_path, places=ID_PREFIXES, last_year=tmp_path / LAST_YEAR).frames
    expected = truths.truth(made, checks(), book())
    assert expected.findings.num_rows > 100
    for backend in ("duckdb", "polars"):
        got = quality.run(frames, checks(), made.wishes.on, book(), COUNTY, backend)
        assert got.findings.equals(expected.findings), backend
        assert got.unknowns.equals(expected.unknowns), backend


def test_a_large_county_in_order_has_not_one_finding(tmp_path: Path) -> None:
    made = exports(6000, 43, tmp_path, format="parquet", last_year=True)
    found = quality.run(truths.traced(made), checks(), made.wishes.on, book(), COUNTY, "polars")
    assert len(found.ran) > 280
    assert pl.DataFrame(found.findings).select("check", "sentence").rows() == []


@pytest.mark.parametrize("seed", [44, 45])
def test_in_a_large_county_every_planted_defect_is_found_by_its_check(tmp_path: Path, seed: int) -> None:
    made = exports(5000, seed, tmp_path, format="parquet", last_year=True, defects=0.5)
    found = pl.DataFrame(
        quality.run(truths.traced(made), checks(), made.wishes.on, book(), COUNTY, "polars").findings
    )
    seen = {
        (check, unit)
        for name in ("household_id", "village")
        for check, unit in found.select("check", name).rows()
    }
    assert made.planted["kind"].n_unique() > 140
    assert set(made.planted["family"]) == set("ABCDEFGHIJKL")
    missed = [
        (row["kind"], row["household_id"], row["village"])
        for row in made.planted.iter_rows(named=True)
        if (row["check"], row["household_id"]) not in seen and (row["check"], row["village"]) not in seen
    ]
    assert missed == []
