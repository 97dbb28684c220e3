"""The embedded PostgreSQL: one server for one folder, on a private unix socket, gone when we are gone.

    with server(home() / "database") as running:
        provision(running, "bihuan")
        psycopg.connect(running.url("app", "bihuan"))

Whoever starts the server owns it and holds `owner.lock`; others attach and hold `users.lock` shared, so that
the owner waits for them before stopping. Locks are the kernel's: kill -9 frees them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from bihuan.web.database import place
from bihuan.web.database.cluster import Cluster, environment_of_server, predecessor_lives
from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.kept import start_kept, watched
from bihuan.web.database.locks import FileLock

ROLES = {"app": "bihuan_app", "owner": "bihuan_owner", "backup": "bihuan_backup"}
POLL_SECONDS = 0.02
AGAIN_SECONDS = 0.2
RECOVERY_SECONDS = 120.0
STALE_SECONDS = 15.0
ZOMBIE_SECONDS = 3.0
STOP_SECONDS = 30.0
SETTINGS = (
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=128MB",
    "timezone=Asia/Shanghai",
    "log_timezone=Asia/Shanghai",
    "log_error_verbosity=terse",  # details of an error hold personal data
    "log_min_error_statement=panic",
    "jit=off",
)
UNSAFE = ("fsync=off", "full_page_writes=off")


class Server:
    """One PostgreSQL server over `folder`. Start it from a thread that outlives it, see keeper.py."""

    def __init__(self, folder: Path, fsync: bool = True) -> None:
        self.folder = Path(folder).absolute()
        self.fsync = fsync
        self.base = place.base_of(self.folder)
        self.cluster = Cluster(self.base, fsync)
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = FileLock(self.base / "owner.lock")
        self._users = FileLock(self.base / "users.lock")

    @property
    def owned(self) -> bool:
        """Did we start it (and shall we stop it)?"""
        return self._owner.held

    @property
    def pid(self) -> int | None:
        """The process id of the server we started."""
        return self._process.pid if self._process else None

    def url(self, role: str, dbname: str) -> str:
        """The address of `dbname` for `role` (app, owner, backup, a full role name), also while it is down."""
        host = quote(str(place.socket_folder(self.base)), safe="")
        return f"postgresql://{ROLES.get(role, role)}@/{quote(dbname)}?host={host}&port=5432"

    def start(self, alone: bool = False) -> None:
        """Start the server, or attach to the one that runs for this folder; `alone` insists on owning it.

        Returns when it answers. Raises DatabaseProblem when it cannot be started or somebody else owns it.
        """
        who = place.identity()
        place.prepare(self.folder, who)
        deadline = time.monotonic() + STALE_SECONDS
        while not self._owner.take():
            if not alone and self._attached():
                return
            if time.monotonic() > deadline:
                raise DatabaseProblem(self._taken())
            time.sleep(POLL_SECONDS)
        try:
            self._owner.write(f"{os.getpid()} {' '.join(sys.argv)[:200]}")
            self.cluster.make(who)
            self._launch(who)
        except BaseException:
            self._end()
            raise

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Stop the server if we started it, when those attached have left or after `patience` seconds."""
        if self.owned:
            deadline = time.monotonic() + patience
            while not self._users.take() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
        self._end()

    def revive(self) -> None:
        """Start the server again if we own it and it died."""
        if self.owned and not self.alive():
            self._kill()
            self._launch(place.identity())

    def alive(self) -> bool:
        """Is the server we started still there?"""
        return self._process is not None and self._process.poll() is None

    def answers(self) -> bool:
        """Does a server answer on the socket?"""
        try:
            with psycopg.connect(self.url("postgres", "postgres"), connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def _attached(self) -> bool:
        if not self._users.take(shared=True):
            return False
        if self.answers():
            return True
        self._users.release()
        return False

    def _taken(self) -> str:
        return (
            f"数据库 {self.base} 正由另一个程序使用（进程 {self._owner.read() or '未知'}）。"
            "请等它结束或先停止它，再重试；要同时运行两套，请为其中一套另设 BIHUAN_HOME 和 PORT。"
        )

    def _launch(self, who: place.Identity) -> None:
        """Start until it answers; a predecessor that is still dying gets some seconds."""
        began = time.monotonic()
        self.cluster.end_orphan()
        while True:
            before = self.cluster.postmaster()
            mark = self._spawn(who)
            if self._ready(before):
                return
            said = self.cluster.said_since(mark)
            waited = time.monotonic() - began
            if not predecessor_lives(said) or waited > STALE_SECONDS:
                raise DatabaseProblem(
                    f"数据库 {self.base} 启动失败：{said or '没有留下日志'}。"
                    f"完整日志在 {self.cluster.log}；处理后重新运行即可，数据仍在。"
                )
            if waited > ZOMBIE_SECONDS:
                self.cluster.forget_zombie()
            time.sleep(AGAIN_SECONDS)

    def _spawn(self, who: place.Identity) -> int:
        """Start the program once; returns where in the log its words begin."""
        self.cluster.roll_log()
        socket = f"unix_socket_directories={place.socket_folder(self.base)}"
        command = [str(place.programs() / "postgres"), "-D", str(self.cluster.data)]
        for setting in (*SETTINGS, socket, *(() if self.fsync else UNSAFE)):
            command += ["-c", setting]
        with open(self.cluster.log, "ab", opener=_private_file) as output:
            mark = output.tell()
            self._process = start_kept(
                command,
                sign=signal.SIGINT,
                uid=who.uid,
                gid=who.gid,
                output=output,
                cwd="/",
                env=environment_of_server(),
            )
            return mark

    def _ready(self, before: int | None) -> bool:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while self.alive() and time.monotonic() < deadline:
            if self._is_ours(self.cluster.postmaster(), before) and self.answers():
                return True
            time.sleep(POLL_SECONDS)
        self._kill()
        return False

    def _is_ours(self, found: int | None, before: int | None) -> bool:
        """Under a watching keeper the server is a child of the process we started, so only that it is new tells."""
        return found is not None and (found != before if watched() else found == self.pid)

    def _kill(self) -> None:
        """Fast shutdown, then immediate, then none."""
        process, self._process = self._process, None
        if process is None:
            return
        for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if process.poll() is None:
                process.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
                break
        if process.stdin:
            process.stdin.close()

    def _end(self) -> None:
        self._kill()
        self._users.release()
        self._owner.release()


@contextlib.contextmanager
def server(folder: Path, fsync: bool = True, alone: bool = False) -> Iterator[Server]:
    """The server over `folder`, started or attached to, for the block. `fsync=False` is for tests only."""
    running = Server(folder, fsync)
    running.start(alone)
    try:
        yield running
    finally:
        running.stop()


def _private_file(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
