"""What is generated is what the reader reads: every value of every table, in every format, with nothing refused."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from bihuan.engine.reading import read
from bihuan.engine.synthetic.writing import exports, first_row
from bihuan.engine.tables import EXPORTS


@pytest.mark.parametrize(("format", "seed"), [("xlsx", 1), ("csv", 2), ("parquet", 3)])
def test_the_reader_reads_what_the_frames_hold(tmp_path: Path, format: str, seed: int) -> None:
    made = exports(120, seed, tmp_path, format=format)
    found = read(tmp_path)
    assert (found.refusals, found.notes, found.differences) == ((), (), ())
    for name, expected in made.frames.items():
        got = pl.from_arrow(found.frames[name])
        assert isinstance(got, pl.DataFrame)
        shown = [column for column in expected.columns if not column.startswith("last_")]
        assert got.select(shown).equals(expected.select(shown)), name
    for key, export in EXPORTS.items():
        if key not in ("base", "rural"):
            table = found.frames[export.tables[0]]
            assert table["row"][0].as_py() == first_row(export, format)  # type: ignore[arg-type]
            assert table["source"][0].as_py() == made.files[key].name
