"""Exports of 300 000 persons read, compared, applied live, read again and undone; beside it fastexcel's bare read of the same files.

Processor seconds are those of this process and of the database's together, its writing and tidying in the background included.
"""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processor import of_server, parent
from bench.registry import _county

Row = dict[str, Any]


def run() -> list[Row]:
    """Seconds and ratio to the bare read of what an import takes, step by step."""
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as place:
        home, exports = Path(place) / "home", Path(place) / "exports"
        _county.exports(exports)
        _county.ground(home)
        code = f"from bench.registry.importing import measured; import json; print(json.dumps(measured({str(exports)!r})))"
        said = _county.carry_out(home, code)
    rows: list[Row] = json.loads(said.splitlines()[-1])
    return rows


def measured(exports: str) -> list[Row]:
    """Runs inside the process that holds the installation."""
    from bihuan.cli import _django

    with _django():
        return list(_steps(_county.files(Path(exports))))


def _steps(files: list[Path]) -> Iterator[Row]:
    import fastexcel

    from bihuan.web.registry.imports import services
    from bihuan.web.registry.models import Member

    server = _server()
    bare = _timed(
        lambda: [fastexcel.read_excel(path).load_sheet(0, header_row=None).to_arrow() for path in files],
        server,
    )
    yield _told(f"fastexcel 只读 {len(files)} 个文件", bare, bare)
    batch, job = _county.received(files)
    read = _timed(lambda: _county.done(job), server)
    yield _told("读表、对照、写预览", read, bare)
    job = _county.taken(batch.pk)
    written = _timed(lambda: _county.done(job), server)
    with _county.clerk():
        people = Member.objects.exclude(current=None).count()
    yield _told(f"写入 {people} 人", written, bare)
    yield _told("从读到写完", read + written, bare)
    again, job = _county.received(files)
    yield _told("同一批再读一遍（什么也不变）", _timed(lambda: _county.done(job), server), bare)
    counts = _county.batch_of(again.pk).found["counts"]
    assert not any(each[what] for each in counts.values() for what in ("new", "changed", "gone")), counts
    with _county.clerk() as actor:
        undoing = services.undo(actor, _county.batch_of(batch.pk))
    yield _told("撤销", _timed(lambda: _county.done(undoing.pk), server), bare)


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of processors: ours and the database's."""

    clock: float
    ours: float
    theirs: float

    @property
    def processor(self) -> float:
        return self.ours + self.theirs

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.clock + other.clock, self.ours + other.ours, self.theirs + other.theirs)


def _told(what: str, cost: Cost, bare: Cost) -> Row:
    return {
        "量": what,
        "处理器秒": round(cost.processor, 1),
        "其中数据库": round(cost.theirs, 1),
        "处理器比": round(cost.processor / bare.processor, 2),
        "钟上秒": round(cost.clock, 1),
        "钟上比": round(cost.clock / bare.clock, 2),
        "最大内存 MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _timed(work: Callable[[], Any], server: int) -> Cost:
    clock, ours, theirs = time.perf_counter(), time.process_time(), of_server(server)
    work()
    return Cost(time.perf_counter() - clock, time.process_time() - ours, of_server(server) - theirs)


def _server() -> int:
    """The process that all of the database's processes come from."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return parent(cursor.fetchone()[0])
