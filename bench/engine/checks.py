"""All checks over a million persons beside SQL by hand, libraries that validate frames, and a loop; memory; growth to five million.

Libraries are measured where `BIHUAN_BENCH_PYTHON` names a Python that has requirements-bench.txt, and left out elsewhere.
`BIHUAN_BENCH_PERSONS` asks fewer persons. Every measurement is a process of its own. Times what it is beside (倍) are of processor
seconds, which a busy machine spoils least. Libraries are handed persons in their own frames with the ages ready made and count rows;
ours is handed Arrow, reckons the ages and says of every row whether it is hit, missed or undecided, and what is missing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

from bench.engine import _county, _one, _peers, _sql
from bihuan.engine.quality import run as asked
from bihuan.engine.quality.frames import whole
from bihuan.policy.checks import checks
from bihuan.policy.parameters import book

PERSONS = int(os.environ.get("BIHUAN_BENCH_PERSONS", "1000000"))
PEERS = os.environ.get("BIHUAN_BENCH_PYTHON", "")
ROUNDS = 3
MOST = 2  # times SQL by hand
Taken = dict[str, float]
Row = dict[str, Any]


def run() -> list[Row]:
    """Rows: what, persons, seconds and processor seconds (median of interleaved rounds), MB, findings, times what it is beside."""
    with tempfile.TemporaryDirectory() as place:
        folders = {scale: _folder(Path(place), scale) for scale in ("tenth", "whole", "fivefold")}
        return [*_beside_sql(folders), *_beside_peers(folders), *_beside_loop(folders), *_growth(folders)]


def _folder(place: Path, scale: str) -> Path:
    folder = place / scale
    folder.mkdir()
    if scale == "fivefold":
        _county.repeated(folder, place / "whole", 5)
    else:
        _county.made(folder, PERSONS // 10 if scale == "tenth" else PERSONS)
    return folder


def _beside_sql(folders: dict[str, Path]) -> list[Row]:
    _must_be_the_same(folders["tenth"])
    taken = _rounds({what: _ours(what, folders["whole"]) for what in ("sql", "same-duckdb", "same-polars")})
    limit = taken["sql"]
    names = {
        "sql": f"手写 SQL（DuckDB），{len(_one.SAME)} 条",
        "same-duckdb": "同样这些核查，DuckDB",
        "same-polars": "同样这些核查，Polars",
    }
    return [
        _row(names[what], PERSONS, one, limit, f"≤ {MOST} 倍" if what != "sql" else "")
        for what, one in taken.items()
    ]


def _must_be_the_same(folder: Path) -> None:
    """The limit gives the same findings and unknowns to the byte, or it measures nothing."""
    frames = _county.read(folder)
    chosen = [check for check in checks() if check.code in _one.SAME]
    ours, tables = asked(frames, chosen, _county.ON, book(), _one.PLACE), whole(frames)
    findings, unknowns = _sql.run(tables["member"], tables["household"])
    if findings.to_pylist() != ours.findings.to_pylist() or unknowns.to_pylist() != ours.unknowns.to_pylist():
        raise SystemExit(
            "手写的 SQL 和核查查出来的不一样，不能相比：请对照 policy/checks 改 bench/engine/_sql.py。"
        )


def _beside_peers(folders: dict[str, Path]) -> list[Row]:
    file = folders["whole"] / "aged"
    _one.aged(pl.read_parquet(folders["whole"] / "member.parquet")).write_parquet(file)
    few = f"{len(_peers.HITS)} 条一行一判的核查"
    works = {
        what: _ours(what, folders["whole"])
        for what in ("judged-duckdb", "judged-polars", "few-duckdb", "few-polars")
    }
    works |= {name: _theirs(name, file) for name in ("dataframely", "pandera", "pointblank") if PEERS}
    taken = _rounds(works)
    _must_agree(taken)
    best = min(taken["judged-duckdb"], taken["judged-polars"], key=lambda one: one["cpu"])
    rows = [_row(f"{few}，{_NAMES.get(what, what)}", PERSONS, one, best) for what, one in taken.items()]
    return (
        rows
        if PEERS
        else [*rows, {"测什么": "dataframely、pandera、pointblank：没有量，BIHUAN_BENCH_PYTHON 没有设"}]
    )


def _must_agree(taken: dict[str, Taken]) -> None:
    """What finds another number of rows does other work."""
    found = {what: one["findings"] for what, one in taken.items()}
    if len(set(found.values())) > 1:
        raise SystemExit(f"查出的数不一样，不能相比：{found}。")


_NAMES = {
    "judged-duckdb": "只判断，DuckDB", "judged-polars": "只判断，Polars",
    "few-duckdb": "连句子和编号，DuckDB", "few-polars": "连句子和编号，Polars",
}  # fmt: skip


def _beside_loop(folders: dict[str, Path]) -> list[Row]:
    taken = _rounds({what: _ours(what, folders["tenth"]) for what in ("few-polars", "few-duckdb", "loop")})
    _must_agree(taken)
    names = {
        "few-polars": "同样的，Polars",
        "few-duckdb": "同样的，DuckDB",
        "loop": "逐行循环（Python），取出行、判断、写句子",
    }
    return [_row(names[what], PERSONS // 10, one, taken["few-duckdb"]) for what, one in taken.items()]


def _growth(folders: dict[str, Path]) -> list[Row]:
    """All checks: frames in memory at one size, and left in their files at all three."""
    sizes = {"tenth": PERSONS // 10, "whole": PERSONS, "fivefold": PERSONS * 5}
    rows = []
    for backend in ("polars", "duckdb"):
        whole_, words = _ours(f"all-{backend}", folders["whole"])(), f"全部 {len(checks())} 条，{backend}"
        taken = {scale: _ours(f"stored-{backend}", folder)() for scale, folder in folders.items()}
        rows.append(_row(f"{words}，表在内存里", PERSONS, whole_, taken["whole"]))
        rows += [
            _row(f"{words}，表留在 Parquet 里", sizes[scale], one, taken["whole"])
            for scale, one in taken.items()
        ]
    return rows


def _rounds(works: dict[str, Callable[[], Taken]]) -> dict[str, Taken]:
    """The medians of interleaved rounds."""
    taken = [{what: work() for what, work in works.items()} for _ in range(ROUNDS)]
    return {
        what: {name: median(one[what][name] for one in taken) for name in taken[0][what]} for what in works
    }


def _ours(what: str, folder: Path) -> Callable[[], Taken]:
    return lambda: _told([sys.executable, "-m", "bench.engine._one", what, str(folder)])


def _theirs(library: str, file: Path) -> Callable[[], Taken]:
    return lambda: _told([PEERS, str(Path(_peers.__file__)), library, str(file)])


def _told(command: list[str]) -> Taken:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} 没有量成：\n{done.stderr[-2000:]}")
    told: Taken = json.loads(done.stdout.splitlines()[-1])
    return told


def _row(name: str, persons: int, one: Taken, beside: Taken, wanted: str = "") -> Row:
    row = {
        "测什么": name, "人": persons, "秒": round(one["seconds"], 2), "处理器秒": round(one["cpu"], 2),
        "倍": round(one["cpu"] / beside["cpu"], 2), "MB": round(one["mb"]), "查出": round(one["findings"]),
    }  # fmt: skip
    return row | ({"要求": wanted} if wanted else {})
