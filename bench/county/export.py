"""Lists as .xlsx: the product's writer beside rustpy-xlsxwriter's bare write of the same cells, and a whole export from asking to file."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

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
    whole, size = "bench.county.export:whole", (_home.PROBLEMS, _home.LINES)
    return [
        *_home.apart("bench.county.export:writers"),
        *_home.apart(whole, *size, "problem"),
        *_home.apart(whole, *size, "rectification"),
        *_home.apart(whole, *size, "rectification", "wide"),
    ]


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


def whole(admin: psycopg.Connection[Any], view: str, wide: str = "") -> list[dict[str, Any]]:
    """The job itself, from reading under row security to the file, beside the bare write of the very cells that the file holds.

    `wide`: the rectification list made 30 columns wide with columns of the other lists.
    """
    return [_carried(f"{VIEWS[view]}{'，加宽' if wide else ''}", view, _widened() if wide else nullcontext())]


VIEWS = {"problem": "问题清单", "rectification": "整改清单"}


def _widened() -> AbstractContextManager[Any]:
    from bihuan.web.problems.sheets.layout import EXPORTED

    named = {column.key: column for view in ("problem", "responsibility") for column in EXPORTED[view]}
    more = [
        named[key] for key in ("category", "project", "found_by", "official", "assist", "below", "issued")
    ]
    version = replace(named["remark"], key="version", label="版本")
    return patch.dict(EXPORTED, rectification=(*EXPORTED["rectification"], *more, version))


def _carried(name: str, view: str, as_is: AbstractContextManager[Any]) -> dict[str, Any]:
    """Seconds of processor time of one export, the most memory it took, and the ratio to the bare write."""
    from bench.county._people import sign_in
    from bihuan.web.jobs import files, services
    from bihuan.web.jobs.models import JobRun

    answer = sign_in("zhouguilan").get(f"/problems/?view={view}&saved=all&export=xlsx")
    pk = int(answer.headers["Location"].strip("/").split("/")[-1])
    started, used = time.perf_counter(), time.process_time()
    with as_is:
        services.carry_out(pk)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    state = JobRun.objects.using("owner").get(pk=pk).state
    if state != "done":
        raise RuntimeError(f"{name}没有导出：{state}")
    bare, held, columns = _bare(files.place(pk).read_bytes())
    return {
        "量": f"整件导出：{name}", "行": held, "列": columns, "秒": round(used, 2), "比": round(used / bare, 2),
        "墙上秒": round(seconds, 1), "内存兆": most,
    }  # fmt: skip


def _bare(made: bytes) -> tuple[float, int, int]:
    """(seconds of the bare write, rows, columns with the keys) of the cells that a file holds."""
    from python_calamine import CalamineWorkbook
    from rustpy_xlsxwriter import write_worksheet

    heads, *rows = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()
    names = [str(head) for head in heads]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    return _least(lambda: write_worksheet(records, BytesIO())), len(rows), len(names)
