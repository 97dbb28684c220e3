"""Chromium that cannot hold a run for ever: a context that will not close ends its browser, and the next test gets a new one.

Seen with Chromium 156: `context.close()` waits without end, now and then, after a file went up and the page went back.
Playwright knows no time limit there, and a worker that waits so stops the whole run without a word.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

CLOSING_SECONDS = 20.0


class Chromium:
    """What tests use of a browser: contexts, made in a browser that lives."""

    def __init__(self, launch: Callable[[], Any], seconds: float = CLOSING_SECONDS) -> None:
        self._launch = launch
        self._seconds = seconds
        self._start()

    def _start(self) -> None:
        self.running = self._launch()
        self._pid = _process_of(self.running)

    @property
    def browser_type(self) -> Any:
        return self.running.browser_type

    def new_context(self, **options: Any) -> Any:
        """Returns a context whose `close` comes back in any case."""
        if not self.running.is_connected():
            self._start()
        context = self.running.new_context(**options)
        context.close = _bounded(context.close, self._pid, self._seconds)
        return context

    def close(self) -> None:
        if self.running.is_connected():
            _bounded(self.running.close, self._pid, self._seconds)()


def _process_of(running: Any) -> int:
    """The id of the browser's own process, asked of itself."""
    session = running.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return next(int(each["id"]) for each in found if each["type"] == "browser")


def _bounded(close: Callable[[], None], pid: int, seconds: float) -> Callable[[], None]:
    """The same closing; after `seconds` the browser is killed, which ends the waiting."""
    from playwright.sync_api import Error

    def closing() -> None:
        gone = threading.Event()
        timer = threading.Timer(seconds, _kill, (pid, gone))
        timer.start()
        try:
            close()
        except Error:
            if not gone.is_set():
                raise
        finally:
            timer.cancel()
            timer.join()

    return closing


def _kill(pid: int, gone: threading.Event) -> None:
    gone.set()
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
