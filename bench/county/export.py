"""Lists as .xlsx: the product's writer beside rustpy-xlsxwriter's bare write of the same cells, and a whole export from asking to file."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import psycopg

from bench.county import _home

ROWS, COLUMNS, ROUNDS = 100_000, 30, 3
WORDS = [
    "已完成",
    "正在整改",
    "青树嘴镇",
    "柳溪镇松湾村",
    "县水利局",
    "饮水管道老化，供水时断时续",
    "限期整改",
]


def run() -> list[dict[str, Any]]:
    """Seconds of processor time for 100 000 rows of 30 columns, the least of three, and the ratio to the bare write."""
    return _home.apart("bench.county.export:writers") + _home.apart("bench.county.export:whole")


def writers(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The writer alone over cells in memory: words that repeat, words that do not, numbers of identity cards, days, amounts."""
    from rustpy_xlsxwriter import write_worksheet

    from bihuan.web.ui.tables.workbook import Sheet, as_bytes

    rows = _cells()
    heads = [f"第{at}列" for at in range(COLUMNS)]
    records = [dict(zip(heads, row, strict=True)) for row in rows]
    bare = _least(lambda: write_worksheet(records, BytesIO()))
    ours = _least(lambda: as_bytes(Sheet("清单", heads, rows)))
    return [
        {"量": "rustpy-xlsxwriter 只写格子", "行": ROWS, "列": COLUMNS, "秒": bare, "比": 1.0},
        {"量": "清单导出（表头、列宽、冻结、筛选、打印设置、说明页）", "行": ROWS, "列": COLUMNS, "秒": ours, "比": round(ours / bare, 2)},
    ]  # fmt: skip


def _cells() -> list[list[Any]]:
    lots, start = random.Random(1), date(2024, 12, 1)
    kinds: list[Callable[[int], Any]] = [
        lambda n: lots.choice(WORDS),
        lambda n: f"{lots.choice(WORDS)}{n}",
        lambda n: f"99010119{lots.randrange(10**9, 10**10)}",
        lambda n: start + timedelta(lots.randrange(700)),
        lambda n: lots.randrange(10**6),
        lambda n: lots.randrange(10**8) / 100,
    ]
    return [[kinds[at % len(kinds)](n) for at in range(COLUMNS)] for n in range(ROWS)]


def _least(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return round(min(times), 2)


def whole(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The job itself: the rectification list of a county, read under row security and written to its file."""
    from bench.county._people import sign_in
    from bihuan.web.jobs import services
    from bihuan.web.jobs.models import JobRun

    (total,) = admin.execute("select count(*) from problems_problem").fetchone() or (0,)
    rows = []
    for view in ("problem", "rectification"):
        office = sign_in("zhouguilan")
        answer = office.get(f"/problems/?view={view}&saved=all&export=xlsx")
        pk = int(answer.headers["Location"].strip("/").split("/")[-1])
        started, used = time.perf_counter(), time.process_time()
        services.carry_out(pk)
        seconds, used = time.perf_counter() - started, time.process_time() - used
        run = JobRun.objects.using("owner").get(pk=pk)
        rows.append(
            {
                "量": f"整件导出：{run.message or run.state}",
                "行": total,
                "列": "",
                "秒": round(used, 2),
                "墙上秒": round(seconds, 1),
            }
        )
    return rows
