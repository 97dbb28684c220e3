"""Exports of 300 000 persons read, compared, applied live, read again and undone; beside it fastexcel's bare read of the same files.

BENCH_PERSONS changes the size. Times are the jobs' own, under row security, as the clerk, on the embedded server.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.county import _home

PERSONS = int(os.environ.get("BENCH_PERSONS", "300000"))
A_HOUSEHOLD = 3.2  # persons in one, as the generator makes them
Row = dict[str, Any]


def run() -> list[Row]:
    """Seconds and ratio to the bare read of what an import takes, step by step."""
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as place:
        home, exports = Path(place) / "home", Path(place) / "exports"
        home.mkdir()
        for passed in (Path(place), home):
            passed.chmod(0o711)
        _made(exports)
        subprocess.run(
            [sys.executable, "-c", _home.GROUND],
            env=_home.environment(home),
            cwd=_home.ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        code = f"from bench.registry.importing import measured; import json; print(json.dumps(measured({str(exports)!r})))"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=_home.environment(home),
            cwd=_home.ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
    import json

    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _made(folder: Path) -> None:
    from bihuan.engine.synthetic.writing import Wishes, write

    made = write(Wishes(int(PERSONS / A_HOUSEHOLD), 7, 2026, 10), folder)
    for key in ("visit", "ledger"):
        made.files[key].unlink()


def measured(exports: str) -> list[Row]:
    """Runs inside the process that holds the installation."""
    from bihuan.cli import _django

    with _django():
        return list(_steps(sorted(Path(exports).glob("*.xlsx"))))


def _steps(files: list[Path]) -> list[Row]:
    import fastexcel

    from bihuan.web.registry.imports import services
    from bihuan.web.registry.models import Batch, Member

    bare = _timed(
        lambda: [fastexcel.read_excel(path).load_sheet(0, header_row=None).to_arrow() for path in files]
    )
    rows: list[Row] = [{"量": f"fastexcel 只读 {len(files)} 个文件", "秒": round(bare, 1), "比": 1.0}]

    def told(what: str, seconds: float) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rows.append(
            {"量": what, "秒": round(seconds, 1), "比": round(seconds / bare, 2), "最大内存 MB": peak}
        )

    def handed_in() -> tuple[Batch, float]:
        with _clerk() as actor:
            batch, reading = services.receive(
                actor, [(path.name, path.open("rb")) for path in files], _day(), 2026
            )
        return batch, _timed(lambda: _done(reading.pk))

    batch, seconds = handed_in()
    told("读表、对照、写预览", seconds)
    first = seconds
    with _clerk() as actor:
        seen = Batch.objects.get(pk=batch.pk).fingerprint
        taking = services.take(actor, batch_of(batch.pk), seen, False)
    seconds = _timed(lambda: _done(taking.pk))
    with _clerk():
        people = Member.objects.exclude(current=None).count()
    told(f"写入 {people} 人", seconds)
    told("从读到写完", first + seconds)
    again, seconds = handed_in()
    told("同一批再读一遍（什么也不变）", seconds)
    counts = batch_of(again.pk).found["counts"]
    assert not any(each[what] for each in counts.values() for what in ("new", "changed", "gone")), counts
    with _clerk() as actor:
        undoing = services.undo(actor, batch_of(batch.pk))
    told("撤销", _timed(lambda: _done(undoing.pk)))
    return rows


def batch_of(pk: int) -> Any:
    """The batch as the clerk sees it now."""
    from bihuan.web.registry.models import Batch

    with _clerk():
        return Batch.objects.get(pk=pk)


def _day() -> Any:
    from datetime import date

    return date(2026, 10, 31)


def _clerk() -> Any:
    from bihuan.web.demo.registry import CLERK, acting_as

    return acting_as(CLERK, "clerk")


def _done(pk: int) -> None:
    from bihuan.web.access import scope
    from bihuan.web.access.scope import SYSTEM
    from bihuan.web.jobs.models import JobRun
    from bihuan.web.jobs.services import carry_out

    carry_out(pk)
    with scope.acting(SYSTEM):
        run = JobRun.objects.get(pk=pk)
    assert run.state == JobRun.State.DONE, run.message


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
