"""The embedded PostgreSQL: one server for one folder, on a private unix socket, gone when we are gone.

    with server(home() / "database") as running:
        provision(running, "bihuan")
        psycopg.connect(running.url("app", "bihuan"))

Whoever starts the server owns it and holds `owner.lock`; others attach and hold `users.lock` shared, so that the
owner waits for them before stopping. Locks are the kernel's: kill -9 frees them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from bihuan.web.database import place
from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.kept import start_kept
from bihuan.web.database.locks import FileLock

ROLES = {"app": "bihuan_app", "owner": "bihuan_owner", "backup": "bihuan_backup"}
POLL_SECONDS = 0.02
RECOVERY_SECONDS = 120.0
STALE_SECONDS = 15.0
STOP_SECONDS = 30.0
LOG_LIMIT = 10_000_000
UNSAFE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
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


class Server:
    """One PostgreSQL server over `folder`. Start it from a thread that lives as long as the server is wanted."""

    def __init__(self, folder: Path, fsync: bool = True) -> None:
        self.folder = Path(folder).absolute()
        self.fsync = fsync
        self.base = place.base_of(self.folder)
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
        """The address of `dbname` for `role` (app, owner, backup, or a full role name), also while the server is down."""
        host = quote(str(place.socket_folder(self.base)), safe="")
        return f"postgresql://{ROLES.get(role, role)}@/{quote(dbname)}?host={host}&port=5432"

    def start(self, alone: bool = False) -> None:
        """Start the server, or attach to the one that runs for this folder; `alone` insists on owning it.

        Returns when it answers. Raises DatabaseProblem when it cannot be started, or is owned by somebody else.
        """
        who = place.identity()
        self.base = place.prepare(self.folder, who)
        deadline = time.monotonic() + STALE_SECONDS
        while not self._owner.take():
            if not alone and self._attached():
                return
            if time.monotonic() > deadline:
                raise DatabaseProblem(self._taken())
            time.sleep(POLL_SECONDS)
        try:
            self._owner.write(f"{os.getpid()} {' '.join(sys.argv)[:200]}")
            self._initialise(who)
            self._launch(who)
        except BaseException:
            self._end()
            raise

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Stop the server if we started it, after those attached have left or `patience` seconds; else detach."""
        if self.owned:
            deadline = time.monotonic() + patience
            while not self._users.take() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
        self._end()

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

    # -- the cluster

    @property
    def data(self) -> Path:
        return self.base / "server" / "data"

    @property
    def log(self) -> Path:
        return self.base / "server" / "log"

    def _initialise(self, who: place.Identity) -> None:
        programs = place.programs()
        if (self.data / "PG_VERSION").is_file():
            return self._same_version(programs)
        fresh = self.data.with_name(
            "data.new"
        )  # renamed when complete: an interrupted one is simply made again
        shutil.rmtree(fresh, ignore_errors=True)
        command = [str(programs / "initdb"), "-D", str(fresh), "-U", "postgres", "-E", "UTF8"]
        command += [
            "--auth-local=trust",
            "--auth-host=reject",
            *_locale(programs),
            *([] if self.fsync else ["--no-sync"]),
        ]
        user = {"user": who.uid, "group": who.gid, "extra_groups": []} if who.uid >= 0 else {}
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **user)  # type: ignore[call-overload]
        if done.returncode:
            raise DatabaseProblem(
                f"无法在 {fresh} 建立数据库：{done.stderr.strip()[-600:]}。请检查磁盘空间和该文件夹的权限后重试。"
            )
        fresh.rename(self.data)

    def _same_version(self, programs: Path) -> None:
        old, new = (self.data / "PG_VERSION").read_text().strip(), _major(programs)
        if old != new:
            raise DatabaseProblem(
                f"{self.data} 是 PostgreSQL {old} 建立的，现在的程序是 {new}，不能直接打开。"
                f"请用 {old} 版程序（BIHUAN_PG_BIN）运行 bihuan backup 备份，换空的 BIHUAN_HOME 后用 bihuan restore 恢复。"
            )

    def _launch(self, who: place.Identity) -> None:
        """Start until it answers; a predecessor that is still dying gets some seconds."""
        deadline = time.monotonic() + STALE_SECONDS
        self._end_orphan()
        while True:
            mark = self._spawn(who)
            if self._ready():
                return
            said = self._said(mark)
            if "postmaster.pid" not in said and "already in use" not in said or time.monotonic() > deadline:
                raise DatabaseProblem(
                    f"数据库 {self.data} 启动失败：{said or '没有留下日志'}。完整日志在 {self.log}；处理后重新运行即可，数据仍在。"
                )
            self._forget_zombie()
            time.sleep(0.2)

    def _spawn(self, who: place.Identity) -> int:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name("log.1"))
        settings = [
            *SETTINGS,
            *(() if self.fsync else UNSAFE),
            f"unix_socket_directories={place.socket_folder(self.base)}",
        ]
        command = [str(place.programs() / "postgres"), "-D", str(self.data)]
        command += [word for setting in settings for word in ("-c", setting)]
        with open(self.log, "ab", opener=_private_file) as output:
            mark = output.tell()
            self._process = start_kept(
                command,
                sign=signal.SIGINT,
                uid=who.uid,
                gid=who.gid,
                output=output,
                cwd="/",
                env=_environment(),
            )
        return mark

    def _ready(self) -> bool:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while self.alive() and time.monotonic() < deadline:
            if self._postmaster() == self.pid and self.answers():
                return True
            time.sleep(POLL_SECONDS)
        self._kill()
        return False

    def _postmaster(self) -> int | None:
        """The process id in postmaster.pid; under the watching keeper the server is a child of the process we started."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            found = int((self.data / "postmaster.pid").read_text().split()[0])
            return self.pid if found != self.pid and os.environ.get("BIHUAN_KEEPER_WATCHES") else found
        return None

    def _said(self, mark: int) -> str:
        with open(self.log, "rb") as lines:
            lines.seek(mark)
            return lines.read()[-1000:].decode("utf-8", "replace").strip()

    def _end_orphan(self) -> None:
        """A server nobody owns any more (its owner was killed, and the kernel does not tell here): stop it."""
        pid = self._postmaster()
        if pid and _is_server(pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)

    def _forget_zombie(self) -> None:
        """Where nobody reaps it, a killed server stays listed as a zombie and PostgreSQL takes it for alive."""
        pid = self._postmaster()
        if pid and _state(pid) == "Z":
            (self.data / "postmaster.pid").unlink(missing_ok=True)

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
    """The server over `folder`, started or attached to, for the time of the block. `fsync=False` is for tests only."""
    running = Server(folder, fsync)
    running.start(alone)
    try:
        yield running
    finally:
        running.stop()


def _locale(programs: Path) -> list[str]:
    name = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if int(_major(programs)) >= 17 else []
    return [*builtin, f"--locale={name}"]


def _major(programs: Path) -> str:
    said = subprocess.run(
        [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return said.split()[2].split(".")[0]


def _environment() -> dict[str, str]:
    """Ours without what libpq and the server read: a stray PGDATA must not lead anywhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {
        "TZ": "Asia/Shanghai"
    }


def _private_file(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _state(pid: int) -> str:
    """One letter of the kernel for the process (Z is a zombie), or nothing where there is no /proc."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def _is_server(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    said = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return "postgres" in said
