"""Where the server's files go, and that nobody's folder is opened for them."""

from __future__ import annotations

import os
import shutil
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bihuan.web.database import place
from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.server import Server, server

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's server is the user's own")


def test_an_open_folder_holds_its_own_data(folder: Path) -> None:
    assert place.base_of(folder) == folder


@only_root
def test_under_a_closed_folder_data_go_elsewhere_and_the_folder_stays_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with server(closed / "database", fsync=False) as running:
        assert running.base.parent == place.STATE
        assert running.answers()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    note = (closed / "database" / place.NOTE).read_text()
    assert str(running.base) in note
    closed.chmod(0o755)
    assert Server(closed / "database").base == running.base, "the data would seem lost"
    shutil.rmtree(running.base)


@only_root
def test_the_servers_user_is_made_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two useradd in one moment gave two numbers; whoever had the first was then told that no such user exists."""
    made: list[str] = []

    def useradd(command: list[str], **_: Any) -> None:
        time.sleep(0.05)  # the others are asking meanwhile
        made.append(command[-1])

    monkeypatch.setattr(place.subprocess, "run", useradd)
    monkeypatch.setattr(place, "_user", lambda name: object() if name in made else None)
    with ThreadPoolExecutor(8) as asking:
        found = list(asking.map(lambda _: place._created_user(), range(8)))
    assert (made, None in found) == ([place.USER], False)


@only_root
def test_programs_nobody_else_can_run_are_copied(folder: Path) -> None:
    tree = folder / "closed" / "pginstall"
    (tree / "bin").mkdir(parents=True)
    (tree / "bin/postgres").write_text("the program")
    copy = place._copied(tree)
    assert place.passable(copy / "bin")
    assert (copy / "bin/postgres").read_text() == "the program"
    assert place._copied(tree) == copy
    shutil.rmtree(copy)


def test_a_long_path_gets_a_short_private_socket_folder(folder: Path) -> None:
    deep = folder / ("很长的路径" * 10)
    with server(deep, fsync=False) as running:
        socket = place.socket_folder(running.base)
        assert socket.parent == Path("/tmp")
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert running.answers()
    shutil.rmtree(socket)


def test_a_socket_folder_put_there_by_somebody_is_refused(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "socket").symlink_to(folder / "elsewhere")
    with pytest.raises(DatabaseProblem, match="属于别的用户"):
        Server(folder).start()


@only_root
def test_a_socket_folder_of_another_user_is_refused(folder: Path) -> None:
    (folder / "socket").mkdir()
    os.chown(folder / "socket", 65534, 65534)
    with pytest.raises(DatabaseProblem, match="属于别的用户"):
        Server(folder).start()


def test_a_wrong_program_folder_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_PG_BIN", str(folder))
    with pytest.raises(DatabaseProblem, match=f"在 {folder} 找不到 PostgreSQL 程序.*BIHUAN_PG_BIN"):
        place.programs()
