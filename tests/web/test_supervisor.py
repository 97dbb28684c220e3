"""`bihuan serve` with real processes: it runs everything, mends what dies, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from bihuan.web.database.server import Server
from bihuan.web.database.urls import VARIABLES
from tests.browser import wait_for
from tests.web.database.processes import below, command_of, runs

READY_SECONDS = 90


@dataclass
class Running:
    """A started `bihuan serve`."""

    process: subprocess.Popen[bytes]
    port: int
    home: Path
    output: Path

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def child(self, words: str) -> int:
        """The process id of the direct child whose command line has `words`."""
        return next(
            pid
            for pid, command, parent in below(self.process.pid)
            if words in command and parent == self.process.pid
        )

    def everything(self) -> list[int]:
        """Process ids of all that it started."""
        return [pid for pid, _command, _parent in below(self.process.pid)]

    def nothing_left(self, pids: list[int]) -> None:
        try:
            wait_for(lambda: not [pid for pid in pids if runs(pid)], "still there")
        except AssertionError:
            left = [pid for pid in pids if runs(pid)]
            raise AssertionError(f"still there: {[command_of(pid) for pid in left]}\n{self.said()}") from None


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The home of one installation, migrated by the first test that starts it."""
    made = Path(tempfile.mkdtemp(prefix="bihuan-serve-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@contextmanager
def serving(home: Path, output: Path, **settings: str) -> Iterator[Running]:
    port = free_port()
    with open(output, "wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bihuan", "serve", "--port", str(port), "--workers", "1"],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env={**os.environ, "BIHUAN_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path), **settings},
        )
    running = Running(process, port, home, output)
    try:
        wait_for(lambda: "已就绪" in running.said() or process.poll() is not None, "not ready", READY_SECONDS)
        assert process.poll() is None, running.said()
        yield running
    finally:
        pids = running.everything()
        process.kill()
        process.wait()
        running.nothing_left(pids)


@pytest.fixture
def serve(home: Path, tmp_path: Path) -> Iterator[Running]:
    """One that the test ends."""
    with serving(home, tmp_path / "output") as running:
        yield running


@pytest.fixture(scope="class")
def going(home: Path) -> Iterator[Running]:
    """One that goes on through the tests of a class."""
    with serving(home, home / "output") as running:
        yield running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    "sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["Ctrl-C", "stop", "terminal closed"]
)
def test_a_signal_stops_everything_and_keeps_the_data(serve: Running, sign: signal.Signals) -> None:
    pids = serve.everything()
    assert len(pids) >= 4, "web, its worker, jobs, database"
    serve.process.send_signal(sign)
    assert serve.process.wait(60) == 0
    assert serve.said().rstrip().endswith("已停止，数据都已保存。")
    serve.nothing_left(pids)


def test_twice_ctrl_c_stops_without_waiting(serve: Running) -> None:
    pids = serve.everything()
    os.kill(serve.child("granian"), signal.SIGSTOP)  # it will not listen to anybody
    serve.process.send_signal(signal.SIGINT)
    wait_for(lambda: "正在停止" in serve.said(), "the first signal was not heard")
    serve.process.send_signal(signal.SIGINT)
    assert serve.process.wait(8) == 0, "it waited for the one that does not listen"
    serve.nothing_left(pids)


def test_kill_9_of_the_supervisor_leaves_nothing(serve: Running) -> None:
    pids = serve.everything()
    serve.process.kill()
    serve.process.wait()
    serve.nothing_left(pids)


def _child_is_back(serve: Running, words: str, before: int) -> bool:
    return any(
        words in command and parent == serve.process.pid and pid != before
        for pid, command, parent in below(serve.process.pid)
    )


class TestWhileItRuns:
    @pytest.mark.parametrize(("words", "name"), [("granian", "网站"), ("bihuan worker", "后台任务")])
    def test_a_child_that_dies_is_started_again(self, going: Running, words: str, name: str) -> None:
        before = going.child(words)
        orphans = [pid for pid, _command, parent in below(going.process.pid) if parent == before]
        os.kill(before, signal.SIGKILL)
        wait_for(lambda: f"{name}意外退出" in going.said(), "the death was not noticed")
        wait_for(lambda: not runs(before) and _child_is_back(going, words, before), "it did not come back")
        wait_for(going.healthy, "not healthy again")
        assert not [pid for pid in orphans if runs(pid)], "what the dead one had started still runs"

    def test_a_database_that_dies_is_started_again(self, going: Running) -> None:
        before = going.child("/postgres ")
        os.kill(before, signal.SIGKILL)
        wait_for(lambda: "数据库意外退出" in going.said(), "the death was not noticed")
        wait_for(lambda: _child_is_back(going, "/postgres ", before), "it did not come back")
        wait_for(going.healthy, "not healthy again", READY_SECONDS)
        assert going.child("/postgres ") != before

    def test_a_taken_port_is_named(self, going: Running) -> None:
        second = subprocess.run(
            [sys.executable, "-m", "bihuan", "serve", "--port", str(going.port)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "BIHUAN_HOME": str(going.home), "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert second.returncode == 1
        assert re.search(rf"端口 {going.port} 已被占用.*PORT={going.port + 1} make demo", second.stderr)

    def test_commands_use_the_running_database(self, going: Running) -> None:
        command = [sys.executable, "-m", "bihuan", "db", "shell", "--", "-Atc", "select current_user"]
        environment = {**os.environ, "BIHUAN_HOME": str(going.home), "PYTHONPATH": os.pathsep.join(sys.path)}
        said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
        assert said.strip() == "bihuan_app"
        assert going.healthy()


def test_with_a_database_of_ones_own_none_is_started(home: Path, tmp_path: Path) -> None:
    own = Server(home / "database")
    own.start()
    addresses = {variable: own.url(role, "bihuan") for role, variable in VARIABLES.items()}
    with serving(tmp_path / "home", tmp_path / "output", **addresses) as running:
        assert running.healthy()
        assert not [
            command for _pid, command, _parent in below(running.process.pid) if "/postgres " in command
        ]
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(60) == 0
    assert own.answers(), "it stopped a database that is not its own"
    own.stop()
    assert not (tmp_path / "home" / "database").exists()


def test_the_terminal_may_be_gone_when_it_has_something_to_say(home: Path) -> None:
    """A closed pipe in place of the terminal: it must stop in order, not die of its own words."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bihuan", "serve", "--port", str(port), "--workers", "1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "BIHUAN_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "已就绪" in line.decode():
            break
    pids = [pid for pid, _command, _parent in below(process.pid)]
    process.stdout.close()
    process.send_signal(signal.SIGHUP)
    assert process.wait(60) == 0
    wait_for(lambda: not [pid for pid in pids if runs(pid)], "something was left behind")


def test_data_are_there_after_all_that(home: Path) -> None:
    server = Server(home / "database")
    server.start()
    with psycopg.connect(server.url("owner", "bihuan")) as connection:
        row = connection.execute("select count(*) > 10 from django_migrations").fetchone()
    server.stop()
    assert row == (True,)
