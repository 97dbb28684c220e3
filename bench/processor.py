"""Processor seconds and memory, so that what else the machine does does not count."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg


def clock(admin: psycopg.Connection[Any]) -> Callable[[], float]:
    """A clock that tells the processor seconds of this process and of all the database server's, those that have ended with them."""
    row = admin.execute("select setting from pg_settings where name = 'data_directory'").fetchone()
    assert row is not None
    server = int((Path(row[0]) / "postmaster.pid").read_text().split()[0])
    return lambda: time.process_time() + of_server(server)


def parent(pid: int) -> int:
    """Returns the process that a process comes from."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def of_server(server: int) -> float:
    """Returns the processor seconds of the database so far: of the processes it has, and of those that have ended."""
    held = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, told = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if pid == server:
            held += sum(int(ticks) for ticks in told[11:15])  # its own, and of its children that have ended
        elif int(told[1]) == server:
            held += sum(int(ticks) for ticks in told[11:13])
    return held / os.sysconf("SC_CLK_TCK")


def forget_peak() -> None:
    """Starts measuring the most memory anew."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """Megabytes that this process held at most since the peak was forgotten."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
