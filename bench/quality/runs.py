"""Runs of all checks over a registry and over five exports as they come: seconds of the processor by step, memory, statements.

Processor seconds are this process's and the database server's together, so that what else the machine does does not count.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg

from bench.processor import clock, forget_peak, peak
from bench.quality import _county
from bench.registry._county import clerk

AGAIN = {"同一天再核查一遍": date(2026, 9, 30), "一个月以后，同样的数据": date(2026, 10, 31)}


def run() -> list[dict[str, Any]]:
    """Processor seconds of each step of a run, what it found, and the most memory."""
    return _county.apart("bench.quality.runs:measured")


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The registry for the first time, again, a month later; then the next month's five files. What runs found before is thrown away."""
    from bihuan.web.registry.models import Batch

    admin.execute("truncate quality_run cascade")
    rows = [_told(admin, "户档案，头一次", as_of=date(2026, 9, 30))]
    rows += [_told(admin, what, as_of=on) for what, on in AGAIN.items()]
    with clerk():
        waiting = Batch.objects.get(state=Batch.State.READY)
    return [*rows, _told(admin, "下个月的五个表，没有导入", as_of=waiting.as_of, batch=waiting)]


def _told(admin: psycopg.Connection[Any], what: str, **asked: Any) -> dict[str, Any]:
    from bihuan.web.quality.services import running

    marks: list[tuple[str, float]] = []
    spent = clock(admin)

    def progress(_done: int, _total: int, note: str) -> None:
        marks.append((note, spent()))

    forget_peak()
    with clerk() as actor:
        run = running.carry_out(actor, progress=progress, **asked)
    marks.append(("", spent()))
    steps = {note: round(after - at, 1) for (note, at), (_, after) in zip(marks, marks[1:], strict=False)}
    return {
        "核查": what, "人": run.rows, "查出": run.found, "新出现": run.fresh, "又出现": run.back, "不再出现": run.vanished,
        **steps, "合计秒": round(marks[-1][1] - marks[0][1], 1), "最大内存 MB": peak(),
    }  # fmt: skip
