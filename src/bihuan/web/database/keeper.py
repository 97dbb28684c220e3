"""Run one command that must not outlive whoever started it. Standard library only, run as a script.

    python -I keeper.py PARENT SIGNAL UID GID COMMAND...

On Linux the kernel is asked to send SIGNAL when PARENT dies (kill -9 included), then this process becomes
COMMAND. Elsewhere this process stays, COMMAND is its child, and the end of standard input is the sign that
PARENT is gone. UID and GID -1 mean "as I am". PARENT must start it from a thread that lives as long as the
command is wanted: the kernel watches the thread, not the process.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys

PR_SET_PDEATHSIG = 1
LOOK_EVERY_SECONDS = 0.2


def main(arguments: list[str]) -> None:
    parent, sign, uid, gid = (int(value) for value in arguments[:4])
    command = arguments[4:]
    _become(uid, gid)
    if sys.platform == "linux" and not os.environ.get("BIHUAN_KEEPER_WATCHES"):
        _die_with(parent, sign)
        os.execv(command[0], command)
    sys.exit(_watch(command, sign))


def _become(uid: int, gid: int) -> None:
    if gid >= 0:
        os.setgroups([])
        os.setgid(gid)
    if uid >= 0:
        os.setuid(uid)


def _die_with(parent: int, sign: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)


def _watch(command: list[str], sign: int) -> int:
    child = os.posix_spawn(command[0], command, os.environ)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, lambda received, _frame: _send(child, received))
    watching = True
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if watching and select.select([0], [], [], LOOK_EVERY_SECONDS)[0] and not os.read(0, 1024):
            _send(child, sign)
            watching = False
        elif not watching:
            select.select([], [], [], LOOK_EVERY_SECONDS)


def _send(child: int, sign: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, sign)


if __name__ == "__main__":
    main(sys.argv[1:])
