"""What the system says about processes."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path


def runs(pid: int) -> bool:
    """Is there such a process, and not just its name in the list?"""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    if Path("/proc/self").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def below(root: int) -> list[tuple[int, str, int]]:
    """(process id, command line, parent) of every living process that descends from `root`."""
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,command="]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [
        (int(pid), int(parent), state, text)
        for pid, parent, state, text in (line.split(None, 3) for line in lines)
    ]
    found: list[tuple[int, str, int]] = []
    wanted = {root}
    while wanted:
        fresh = [
            (pid, text, parent)
            for pid, parent, state, text in rows
            if parent in wanted and not state.startswith("Z")
        ]
        found += fresh
        wanted = {pid for pid, _text, _parent in fresh}
    return found


def command_of(pid: int) -> str:
    """Its command line, or nothing when it is gone."""
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
