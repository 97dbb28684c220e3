"""An export of 100 000 persons x 30 columns read, mapped and checked, beside fastexcel's bare read of it; a million numbers."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

import fastexcel
import polars as pl

from bihuan.engine import identity
from bihuan.engine.reading import read
from bihuan.engine.synthetic import workbook
from bihuan.engine.synthetic.county import county
from bihuan.engine.synthetic.frames import frames
from bihuan.engine.synthetic.places import ID_PREFIXES
from bihuan.engine.synthetic.sheets import sheet
from bihuan.engine.tables import EXPORTS

PERSONS, HOUSEHOLDS, ROUNDS = 100_000, 30_000, 5
MOST = 3  # times the bare read
NUMBERS = 1_000_000
COLUMNS = (
    "县", "乡", "村", "户编号", "户类型", "户联系电话", "姓名", "性别", "证件类型", "证件号码", "出生日期", "民族", "与户主关系",
    "文化程度", "在校生状况", "健康状况", "劳动技能", "家庭成员联系电话", "是否参加城乡居民基本医疗保险", "是否参加大病保险",
    "享受低保政策情况", "务工所在地", "是否危房户", "住房面积", "耕地面积（亩）", "工资性收入", "转移性收入", "人均纯收入（元）",
    "识别监测时间", "就业帮扶",
)  # fmt: skip


def run() -> list[dict[str, Any]]:
    """Rows: what was read, seconds by the clock and of processor time (medians of interleaved rounds), and times the bare read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "（自定义）基础信息.xlsx"
        rows = written(path)
        size = path.stat().st_size
        taken = [
            (seconds(lambda: bare(path)), seconds(lambda: read(path, places=ID_PREFIXES)))
            for _ in range(ROUNDS)
        ]
    first, whole = (_middle(times) for times in zip(*taken, strict=True))
    numbers = rows["证件号码"].drop_nulls()
    million = pl.concat([numbers] * (NUMBERS // len(numbers) + 1)).head(NUMBERS)
    derived = _middle([seconds(lambda: identity.derived(million, ID_PREFIXES)) for _ in range(ROUNDS)])
    shape = f"{rows.height} 行 {rows.width} 列，{size / 2**20:.1f} MB"
    return [
        _row(f"fastexcel 只读（{shape}）", first, first, ""),
        _row("读、对列、核每一格、分成户和人、认证件号码", whole, first, f"≤ {MOST} 倍"),
        _row(f"{NUMBERS} 个证件号码说了什么", derived, None, "≤ 1 秒上下"),
    ]


def _row(
    name: str, taken: tuple[float, float], beside: tuple[float, float] | None, wanted: str
) -> dict[str, Any]:
    row: dict[str, Any] = {"测什么": name, "秒": round(taken[0], 2), "处理器秒": round(taken[1], 2)}
    if beside:
        row |= {"倍": round(taken[0] / beside[0], 2), "处理器倍": round(taken[1] / beside[1], 2)}
    return {**row, "要求": wanted}


def _middle(taken: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The medians, of the clock and of the processor each for itself."""
    clock, processor = zip(*taken, strict=True)
    return median(clock), median(processor)


def written(path: Path) -> pl.DataFrame:
    """Writes the export and returns its rows as texts."""
    made = frames(county(HOUSEHOLDS, 1, dt.date(2026, 6, 30)))
    rows = sheet(EXPORTS["base"], made).select(COLUMNS).head(PERSONS)
    workbook.write(path, rows, ("自定义基础信息", "单位：云溪县"))
    return rows


def bare(path: Path) -> pl.DataFrame:
    """The least that reading the file can be: its cells as a frame."""
    return fastexcel.read_excel(path).load_sheet(0, header_row=2).to_polars()


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Returns how long the work takes, by the clock and of processor time."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor
