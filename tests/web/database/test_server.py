"""The embedded server: private, shared by attaching, and never left behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bihuan.web.database import place
from bihuan.web.database import server as module
from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.roles import EXTENSIONS, provision, script
from bihuan.web.database.server import Server, server
from tests.browser import wait_for
from tests.web.database.processes import runs

STARTER = """
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from bihuan.web.database.server import Server
running = Server(Path(sys.argv[1]), fsync=False)
running.start()
print(running.cluster.postmaster(), flush=True)
sys.stdin.read()
"""


def do(running: Server, statement: str, role: str = "postgres", dbname: str = "postgres") -> None:
    with psycopg.connect(running.url(role, dbname), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def ask(
    running: Server, query: str, role: str = "postgres", dbname: str = "postgres"
) -> list[tuple[Any, ...]]:
    with psycopg.connect(running.url(role, dbname), autocommit=True) as connection:
        return connection.execute(query).fetchall()  # type: ignore[call-overload, no-any-return]


@contextmanager
def starter(folder: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that owns a server over `folder`, and the server's process id; killed with -9 at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    try:
        yield process, pid
    finally:
        process.kill()
        process.communicate()
    wait_for(lambda: not runs(pid), "the server outlived its killed starter")


def test_it_answers_in_utf8_on_a_socket_only(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        assert ask(running, "show listen_addresses") == [("",)]
        assert ask(
            running,
            "select pg_encoding_to_char(encoding), datlocale from pg_database where datname = 'postgres'",
        ) == [("UTF8", "C.UTF-8")]
        assert ask(running, "show timezone") == [("Asia/Shanghai",)]
        assert int(str(ask(running, "show server_version_num")[0][0])) >= 160000
    assert not running.answers()


def test_nobody_else_reaches_socket_data_or_log(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        for inner in (running.cluster.data, place.socket_folder(running.base), running.cluster.data.parent):
            assert stat.S_IMODE(inner.stat().st_mode) == 0o700, inner
        assert stat.S_IMODE(running.cluster.log.stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as another user")
def test_another_local_user_is_refused(folder: Path) -> None:
    import pwd

    nobody = pwd.getpwnam("nobody")
    psql = place.programs() / "psql"
    with server(folder, fsync=False) as running:
        command = [str(psql), running.url("postgres", "postgres"), "-c", "select 1"]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        refused = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
        )
    assert refused.returncode != 0
    assert "Permission denied" in refused.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs it itself")
def test_root_runs_it_as_an_unprivileged_user(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        owner = Path(f"/proc/{running.pid}").stat().st_uid
    assert owner == place.identity().uid != 0


def test_roles_are_made_as_declared_and_again_without_harm(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        provision(running, "county")
        provision(running, "county")
        rows = ask(
            running,
            "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles "
            "where rolname like 'bihuan%' order by 1",
        )
        assert rows == [
            ("bihuan_app", False, False, False, False, True),
            ("bihuan_backup", False, True, False, False, True),
            ("bihuan_owner", False, False, False, False, True),
        ]
        owner = "select pg_get_userbyid(datdba) from pg_database where datname = 'county'"
        assert ask(running, owner) == [("bihuan_owner",)]
        found = {name for (name,) in ask(running, "select extname from pg_extension", dbname="county")}
        assert set(EXTENSIONS) <= found


def test_the_app_makes_no_tables_and_the_backup_writes_nothing(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        provision(running, "county")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            do(running, "create table mine (id int)", "app", "county")
        with psycopg.connect(running.url("owner", "county"), autocommit=True) as owner:
            owner.execute("create table rows as select 7 as n; alter table rows enable row level security")
            owner.execute("alter table rows force row level security")
        assert ask(running, "select n from rows", "backup", "county") == [(7,)]
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            do(running, "insert into rows values (8)", "backup", "county")


def test_data_outlives_a_restart(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        do(running, "create table kept as select 42 as n")
    with server(folder, fsync=False) as running:
        assert ask(running, "select n from kept") == [(42,)]


def test_a_second_one_attaches_and_does_not_stop_it(folder: Path) -> None:
    with server(folder, fsync=False) as owner:
        with server(folder, fsync=False) as guest:
            assert owner.owned
            assert not guest.owned
            assert ask(guest, "select 1") == [(1,)]
        assert owner.answers()


def test_the_owner_waits_for_those_attached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, guest = Server(folder, fsync=False), Server(folder, fsync=False)
    owner.start()
    guest.start()
    waits = []

    def leave_while_it_waits(_seconds: float) -> None:
        waits.append(guest.answers())
        guest.stop()

    monkeypatch.setattr(module.time, "sleep", leave_while_it_waits)
    owner.stop()
    assert waits[0], "it stopped under the one attached"
    assert not owner.answers()


def test_the_owner_does_not_wait_for_ever(folder: Path) -> None:
    owner, guest = Server(folder, fsync=False), Server(folder, fsync=False)
    owner.start()
    guest.start()
    owner.stop(patience=0)
    assert not guest.answers()
    guest.stop()


def test_one_who_must_own_it_is_told_who_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALE_SECONDS", 0.1)
    with starter(folder) as (process, _pid):
        told = rf"正由另一个程序使用（进程 {process.pid} .*BIHUAN_HOME"
        with pytest.raises(DatabaseProblem, match=told):
            Server(folder).start(alone=True)


@pytest.mark.parametrize("watches", ["", "1"], ids=["kernel", "watching keeper"])
def test_it_dies_with_a_killed_starter_and_starts_again_at_once(folder: Path, watches: str) -> None:
    with starter(folder, BIHUAN_KEEPER_WATCHES=watches) as (process, pid):
        process.kill()
        process.wait()  # the kernel frees its lock; its server may still be there
        with server(folder, fsync=False) as running:
            assert running.owned
            assert ask(running, "select 1") == [(1,)]
            assert running.cluster.postmaster() != pid


def test_a_killed_server_is_revived_with_its_data(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        do(running, "create table kept as select 42 as n")
        assert running.pid is not None
        os.kill(running.pid, signal.SIGKILL)
        wait_for(lambda: not running.alive(), "it lives on after kill -9")
        running.revive()
        assert ask(running, "select n from kept") == [(42,)]


def test_an_interrupted_initdb_is_made_again(folder: Path) -> None:
    place.prepare(folder, place.identity())
    (folder / "server/data.new").mkdir()
    (folder / "server/data.new/half").touch()
    with server(folder, fsync=False) as running:
        assert ask(running, "select 1") == [(1,)]
    assert not (folder / "server/data.new").exists()


def test_data_of_another_major_version_is_left_alone(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        version = running.cluster.data / "PG_VERSION"
    version.write_text("15\n")
    with pytest.raises(DatabaseProblem, match=r"PostgreSQL 15 建立的.*bihuan restore"):
        Server(folder).start()


def test_a_start_that_fails_says_why_and_frees_the_lock(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        settings = running.cluster.data / "postgresql.conf"
    good = settings.read_text()
    settings.write_text("nonsense = on\n")
    with pytest.raises(DatabaseProblem, match="(?s)启动失败.*nonsense.*数据仍在"):
        Server(folder, fsync=False).start()
    settings.write_text(good)
    with server(folder, fsync=False) as running:
        assert running.owned


def test_a_strange_libpq_environment_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=nowhere")
    with server(folder, fsync=False) as running:
        assert running.answers()


def test_an_old_postgresql_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = folder / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'\n")
    old.chmod(0o755)
    monkeypatch.setenv("BIHUAN_PG_BIN", str(folder))
    with pytest.raises(DatabaseProblem, match="PostgreSQL 是 15，需要 16 以上.*BIHUAN_PG_BIN"):
        Server(folder / "database").start()


def test_what_an_administrator_runs_makes_a_database_that_is_as_good(folder: Path) -> None:
    with server(folder, fsync=False) as running:
        command = [
            str(place.programs() / "psql"),
            "--set=ON_ERROR_STOP=1",
            running.url("postgres", "postgres"),
        ]
        subprocess.run(command, input=script("county"), text=True, check=True, capture_output=True)
        byhand = _nature(running, "county")
        provision(running, "ours")
        assert _nature(running, "ours") == byhand


def _nature(running: Server, dbname: str) -> list[tuple[Any, ...]]:
    query = (
        "select pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datacl::text, "
        "(select array_agg(extname order by extname)::text from pg_extension), "
        "(select nspacl::text from pg_namespace where nspname = 'public') from pg_database where datname = current_database()"
    )
    return ask(running, query, dbname=dbname)
