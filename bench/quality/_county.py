"""A county's registry to check: filled once for a size by an import of generated exports, with the next month's exports read and waiting.

It is kept under build/bench until `make clean`. BENCH_PERSONS changes the size.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.county import _home
from bench.registry import _county as registry

SEED, SPOILT = 7, 0.1  # share of households with a defect planted on purpose, beside what is wrong by itself
Row = dict[str, Any]


def apart(measure: str, persons: int = registry.PERSONS) -> list[Row]:
    """What the function `measure` ("bench.quality.runs:measured") gives in a process of its own over a county of that size."""
    home = _made(persons)
    done = subprocess.run(
        [sys.executable, "-m", "bench.county._home", measure],
        env=_home.environment(home), cwd=_home.ROOT, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _made(persons: int) -> Path:
    home, stamp = _home.KEPT / f"quality-{persons}", _home._tables()
    filled = home / "filled"
    if filled.is_file() and filled.read_text() == stamp:
        return home
    registry.ground(home)
    if not filled.is_file():
        print(f"· 造一个 {persons} 人的户档案……", file=sys.stderr, flush=True)
        registry.carry_out(home, f"from bench.quality._county import fill; fill({persons})")
    filled.write_text(stamp)
    return home


def fill(persons: int) -> None:
    """Imports one month's exports and hands in the next month's. Runs inside the process that holds the installation."""
    import os
    import tempfile

    from bihuan.cli import _django

    with _django(), tempfile.TemporaryDirectory(dir=os.environ["BIHUAN_HOME"]) as folder:
        first = _handed_in(Path(folder) / "first", persons, 0)
        registry.done(registry.taken(first))
        _handed_in(Path(folder) / "second", persons, 1)


def _handed_in(folder: Path, persons: int, after: int) -> int:
    """The import of the exports of that month, read and waiting."""
    from bihuan.engine.synthetic.writing import Wishes, write

    households = int(persons / registry.A_HOUSEHOLD)
    wishes = Wishes(households, SEED, 2026, 9, defects=SPOILT, after=after)
    made = write(wishes, folder)
    five = [made.files[key] for key in ("base", "rural", "away", "planned", "village")]
    batch, reading = registry.received(five, wishes.on, wishes.year)
    registry.done(reading)
    return batch.pk
