"""The files of one embedded server and what may be told from them; server.py runs it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.kept import start_kept
from bihuan.web.database.place import Identity, programs

OLDEST_MAJOR = 16
LOG_LIMIT = 10_000_000


class Cluster:
    """The data folder `base/server/data` and the log beside it."""

    def __init__(self, base: Path, fsync: bool) -> None:
        self.data = base / "server" / "data"
        self.log = base / "server" / "log"
        self.fsync = fsync

    def make(self, who: Identity) -> None:
        """Run initdb unless that is done; DatabaseProblem when it fails or another major version did it."""
        _check_age()
        if (self.data / "PG_VERSION").is_file():
            self._check_version()
            return
        fresh = self.data.with_name("data.new")  # renamed when complete: an interrupted one is made again
        shutil.rmtree(fresh, ignore_errors=True)
        command = [str(programs() / "initdb"), "-D", str(fresh), "-U", "postgres", "-E", "UTF8", *_locale()]
        command += ["--auth-local=trust", "--auth-host=reject", *([] if self.fsync else ["--no-sync"])]
        with tempfile.TemporaryFile() as output:
            environment = environment_of_server()
            with start_kept(
                command, uid=who.uid, gid=who.gid, output=output, cwd="/", env=environment
            ) as process:
                process.wait()
            output.seek(0)
            said = output.read().decode("utf-8", "replace").strip()[-600:]
        if process.returncode:
            raise DatabaseProblem(f"无法在 {fresh} 建立数据库：{said}。请检查磁盘空间和权限后重试。")
        fresh.rename(self.data)

    def _check_version(self) -> None:
        old, new = (self.data / "PG_VERSION").read_text().strip(), major_version()
        if old != new:
            raise DatabaseProblem(
                f"{self.data} 是 PostgreSQL {old} 建立的，现在的程序是 {new}，不能直接打开。"
                f"请用 {old} 版程序（BIHUAN_PG_BIN）运行 bihuan backup 备份，"
                "换空的 BIHUAN_HOME 后用 bihuan restore 恢复。"
            )

    def postmaster(self) -> int | None:
        """The process id in postmaster.pid."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text().split()[0])
        return None

    def end_orphan(self) -> None:
        """Stop a server that nobody owns any more: its owner was killed and nothing told it."""
        pid = self.postmaster()
        if pid and str(self.data) in _command_of(pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)

    def forget_zombie(self) -> None:
        """Where nobody reaps it, a killed server stays listed, and PostgreSQL takes it for alive."""
        pid = self.postmaster()
        if pid and _state(pid) == "Z":
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def roll_log(self) -> None:
        """Put a long log aside."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name("log.1"))

    def said_since(self, mark: int) -> str:
        """The end of what the log holds after byte `mark`."""
        with open(self.log, "rb") as lines:
            lines.seek(mark)
            return lines.read()[-1000:].decode("utf-8", "replace").strip()


def environment_of_server() -> dict[str, str]:
    """Ours without what libpq and the server read: a stray PGDATA must not lead anywhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"TZ": "Asia/Shanghai", "LC_ALL": "C"}


def predecessor_lives(said: str) -> bool:
    """Does this log of a failed start say that another server still holds the folder?"""
    return any(words in said for words in ("postmaster.pid", "already in use", "pre-existing shared memory"))


def major_version() -> str:
    """The major version of the programs, as in PG_VERSION."""
    command = [str(programs() / "postgres"), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return said.split()[2].split(".")[0]


def _check_age() -> None:
    found = major_version()
    if int(found) < OLDEST_MAJOR:
        raise DatabaseProblem(
            f"{programs()} 里的 PostgreSQL 是 {found}，需要 {OLDEST_MAJOR} 以上。"
            "请改 BIHUAN_PG_BIN，或删去它使用自带的数据库。"
        )


def _locale() -> list[str]:
    """UTF-8 everywhere; the provider `builtin` came with 17 and does not change with the system's C library."""
    name = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*(builtin if int(major_version()) >= 17 else []), f"--locale={name}"]


def _state(pid: int) -> str:
    """One letter of the kernel for the process (Z is a zombie), or nothing where there is no /proc."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def _command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").replace("\0", " ")
    with contextlib.suppress(OSError):  # no /proc
        command = ["ps", "-o", "command=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return ""
