"""A made-up county of 100 000 persons as .xlsx and of a million as .parquet, defects and all, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from typing import Any

SIZES = (("xlsx", 28_000, 20), ("parquet", 280_000, 60))  # format, households, seconds that it may take
_MADE = """
import json, resource, sys, time
from pathlib import Path
from bihuan.engine.synthetic.writing import exports
format, households, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
started, spent = time.perf_counter(), time.process_time()
made = exports(households, 1, folder, format=format, defects=0.06, last_year=True)
print(json.dumps({
    "persons": made.frames["member"].height, "planted": made.planted.height, "seconds": time.perf_counter() - started,
    "processor": time.process_time() - spent, "bytes": sum(path.stat().st_size for path in made.files.values()),
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))
"""


def run() -> list[dict[str, Any]]:
    """Rows: persons, format, seconds by the clock and of the processor, megabytes written, most memory."""
    return [_row(*size) for size in SIZES]


def _row(format: str, households: int, most: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _MADE, format, str(households), folder]
        said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {
        "人": said["persons"],
        "格式": format,
        "毛病": said["planted"],
        "秒": round(said["seconds"], 1),
        "处理器秒": round(said["processor"], 1),
        "文件 MB": round(said["bytes"] / 2**20),
        "内存 MB": round(said["memory"] / 2**20),
        "要求": f"≤ {most} 秒",
    }
