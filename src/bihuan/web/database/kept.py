"""Start commands that die with us, see keeper.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

KEEPER = Path(__file__).with_name("keeper.py")


def watched() -> bool:
    """Does the keeper stay beside the command, instead of becoming it?"""
    return sys.platform != "linux" or bool(os.environ.get("BIHUAN_KEEPER_WATCHES"))


def start_kept(
    command: list[str],
    *,
    sign: signal.Signals = signal.SIGTERM,
    uid: int = -1,
    gid: int = -1,
    output: IO[bytes] | None = None,
    cwd: Path | str | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` (first word an absolute path) in a session of its own; when we die, it gets `sign`."""
    head = [sys.executable, "-I", "-S", str(KEEPER), str(os.getpid()), str(int(sign)), str(uid), str(gid)]
    return subprocess.Popen(
        [*head, *command],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        cwd=cwd,
        env=env,
    )
