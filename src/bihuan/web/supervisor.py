"""One command that runs everything: database, web, worker. Whatever ends it, nothing stays behind.

Ctrl-C, SIGTERM and a closed terminal stop the children in order; a second time kills them at once; kill -9 of
this process is noticed by the kernel, which stops them (database/keeper.py). A child that dies is started again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.kept import start_kept
from bihuan.web.database.server import Server

LOOK_SECONDS = 0.1
STOP_SECONDS = 12.0
READY_SECONDS = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
SETTLED_SECONDS = 60.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """Somebody asked us to stop while we were starting."""


def say(text: str) -> None:
    """Tell the person at the terminal; a terminal that is gone is no reason to fail."""
    try:
        print(f"· {text}", flush=True)
    except OSError:
        with contextlib.suppress(OSError):  # else Python fails again when it flushes at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@dataclass
class Child:
    """A process that is started again when it dies, ever later when it keeps dying."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path | None = None
    sign: signal.Signals = signal.SIGTERM  # what the kernel sends it when we are killed
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    started: float = 0.0
    again_at: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        if self.log is None:
            self.process = start_kept(self.command, sign=self.sign, env=self.environment)
            return
        with open(self.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
            self.process = start_kept(self.command, sign=self.sign, env=self.environment, output=output)

    def look(self) -> None:
        """Start it again if it died and its pause is over."""
        if self.process is not None and self.process.poll() is not None:
            self._buried(self.process)
        if self.process is None and time.monotonic() >= self.again_at:
            self.start()

    def _buried(self, process: subprocess.Popen[bytes]) -> None:
        self.kill()  # what it had started itself
        now = time.monotonic()
        self.pause = (
            FIRST_PAUSE if now - self.started > SETTLED_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
        )
        self.again_at = now + self.pause
        say(
            f"{self.name}意外退出（代码 {process.returncode}），{self.pause:.0f} 秒后重新启动。{self._where()}"
        )
        self.process = None

    def _where(self) -> str:
        return f"日志：{self.log}" if self.log else ""

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """Kill it and everything it started: it leads a session of its own."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def gone(self) -> bool:
        return self.process is None or self.process.poll() is not None


@dataclass
class Supervisor:
    """Runs children beside an optional embedded server until a signal comes."""

    server: Server | None
    children: list[Child] = field(default_factory=list)
    asked: int = 0

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Count signals instead of dying of them, inside the block."""
        before = {number: signal.signal(number, self._heard) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1

    def step(self, command: list[str], environment: dict[str, str]) -> None:
        """Run one command to its end; Stop when a signal came, DatabaseProblem when it fails."""
        process = start_kept(command, env=environment)
        while process.poll() is None:
            time.sleep(LOOK_SECONDS / 4)
            if self.asked:
                process.terminate()
                process.wait()
                raise Stop
        if process.returncode:
            raise DatabaseProblem(
                f"这一步没有成功：{' '.join(command[2:])}。原因见上面的输出，处理后重新运行即可。"
            )

    def run(self, children: list[Child], ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start the children, call `when_ready` once `ready` says so, look after them until a signal comes."""
        self.children = children
        for child in children:
            child.start()
        try:
            self._until_ready(ready)
            if not self.asked:
                when_ready()
            while not self.asked:
                self._look()
        finally:
            self._stop()

    def _look(self) -> None:
        if self.server is not None and not self.server.alive():
            say("数据库意外退出，正在重新启动。")
            self.server.revive()
        for child in self.children:
            child.look()
        time.sleep(LOOK_SECONDS)

    def _until_ready(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.asked and not ready():
            if time.monotonic() > deadline:
                logs = "、".join(str(child.log) for child in self.children if child.log)
                raise DatabaseProblem(
                    f"网站在 {READY_SECONDS:.0f} 秒内没有就绪。请看日志：{logs or '见上'}。"
                )
            self._look()

    def _stop(self) -> None:
        """Ask, wait, kill; at the second signal kill at once."""
        say("正在停止……")
        signals_before = self.asked
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        while not all(child.gone for child in self.children):
            if self.asked > max(signals_before, 1) or time.monotonic() > deadline:
                break
            time.sleep(LOOK_SECONDS / 4)
        for child in self.children:
            child.kill()
            if child.process is not None:
                child.process.wait()


def port_is_free(host: str, port: int) -> bool:
    """Could we listen there?"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def healthy(port: int) -> bool:
    """Does the web answer, with the database behind it?"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
