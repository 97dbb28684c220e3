"""A real browser and a real server: `live` serves a fresh database, `page` is a Chromium page."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bihuan.web.database.kept import start_kept
from tests.chromium import Chromium

CHROMIUM = (
    os.environ.get("BIHUAN_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


@dataclass
class Live:
    """A running installation: address, database name, and its processes."""

    url: str
    database: str
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]]
    log: Path

    def start(self, what: str) -> None:
        """Starts (again) `web` or `worker`."""
        self.processes[what] = _start(self, what)
        if what == "web":
            wait_for(lambda: _answers(self.url + "/healthz"), f"网页服务没有起来，见 {self.log}")

    def kill(self, what: str) -> None:
        """kill -9, as a power cut would."""
        _kill(self.processes[what])


def wait_for(ready: Any, why: str, seconds: float = 30) -> Any:
    """Polls until `ready()` is true and returns what it gave; fails with `why` after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = ready()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(why)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(live: Live, what: str) -> subprocess.Popen[bytes]:
    port = live.url.rsplit(":", 1)[1]
    programs = {
        "web": [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--workers", "1",
                "--blocking-threads", "2", "--no-ws", "bihuan.web.config.wsgi:application"],
        "worker": [sys.executable, "-m", "bihuan", "worker"],
    }  # fmt: skip
    with live.log.open("ab") as log:
        return start_kept(programs[what], sign=signal.SIGKILL, env=live.environment, output=log)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and the workers it started: they are in a session of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@contextmanager
def serving(server: Any, database: str, log: Path, *what: str) -> Iterator[Live]:
    """Processes of an installation over `database`: `web`, `worker`."""
    environment = {
        **os.environ,
        "DATABASE_URL": server.url("app", database),
        "DATABASE_OWNER_URL": server.url("owner", database),
        "DATABASE_BACKUP_URL": server.url("backup", database),
        "DJANGO_SETTINGS_MODULE": "bihuan.web.config.settings",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
        "BIHUAN_DEMO": "1",
    }
    running = Live(f"http://127.0.0.1:{_free_port()}", database, environment, {}, log)
    try:
        for each in what:
            running.start(each)
        yield running
    finally:
        for process in running.processes.values():
            _kill(process)


@pytest.fixture
def live(server: Any, committed_db: str, tmp_path: Path) -> Iterator[Live]:
    """Web server and job worker as processes of their own, over a fresh database with the small county."""
    with serving(server, committed_db, tmp_path / "live.log", "web", "worker") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium from the system; under CI a missing one is a failure, at a user's it says what to install."""
    if not CHROMIUM:
        why = "没有找到 Chromium：浏览器测试需要它。Debian/Ubuntu：apt-get install chromium fonts-noto-cjk；或用 BIHUAN_CHROMIUM 指明路径。"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous face keeps an event loop in this thread; Django would take fixtures for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        running = Chromium(lambda: driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of 1440 x 900 in a context of its own; a script error on it fails the test."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
