"""What the system says about processes."""

from __future__ import annotations

import os
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
