"""`bihuan generate` as people call it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from click.testing import CliRunner

from bihuan.commands.generate import generate


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(generate, list(words))
    return done.exit_code, done.output


def test_it_says_what_it_wrote(tmp_path: Path) -> None:
    code, said = run(
        "--households", "40", "--seed", "2", "--out", str(tmp_path / "new"), "--last-year", "--defects", "0.5"
    )
    assert code == 0
    assert said.startswith("写好了 40 户 ")
    listed = [line.strip() for line in said.splitlines()[1:-1]]
    found = {str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*.xlsx")}
    assert set(listed) == found
    assert len(found) == 8
    truth = pl.read_csv(tmp_path / "new" / "truth" / "truth.csv", infer_schema=False)
    planted = pl.read_csv(tmp_path / "new" / "truth" / "planted.csv", infer_schema=False)
    assert f"应查出 {truth.height} 条；故意放进去 {planted.height} 处" in said


def test_a_later_download_tells_what_happened(tmp_path: Path) -> None:
    words = (
        "--households",
        "400",
        "--seed",
        "2",
        "--out",
        str(tmp_path),
        "--after",
        "2",
        "--format",
        "parquet",
        "--no-truth",
    )
    assert run(*words)[0] == 0
    assert (tmp_path / "（乡村建设）户信息_20260831.parquet").exists()
    assert not (tmp_path / "truth").exists()
    assert run(*words[:1], "60", *words[2:-1])[0] == 0
    assert {path.name for path in (tmp_path / "truth").iterdir()} == {
        "truth.parquet",
        "planted.parquet",
        "events.parquet",
    }


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, said = run("--households", "5", "--seed", "2", "--out", str(tmp_path / "file" / "below"))
    assert code == 1
    assert "写不进" in said
    assert "请换一个能写的目录再试" in said


def test_numbers_out_of_range_are_refused(tmp_path: Path) -> None:
    assert run("--households", "0", "--seed", "1", "--out", str(tmp_path))[0] == 2
    assert run("--households", "5", "--seed", "1", "--out", str(tmp_path), "--defects", "1.5")[0] == 2
    assert list(tmp_path.iterdir()) == []
