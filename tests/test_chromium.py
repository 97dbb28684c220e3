"""A context that will not close neither holds the run nor takes the browser from the next test."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from tests.browser import ARGUMENTS, CHROMIUM
from tests.chromium import Chromium


def test_closing_comes_back_and_the_next_context_works(browser: Any) -> None:
    """A frozen browser stands for one that waits: stopped by a signal, it answers nothing."""
    own = Chromium(lambda: browser.browser_type.launch(executable_path=CHROMIUM, args=ARGUMENTS), seconds=1.0)
    stuck = own.new_context()
    os.kill(own._pid, signal.SIGSTOP)
    began = time.monotonic()
    stuck.close()
    assert time.monotonic() - began < 30
    page = own.new_context().new_page()
    page.set_content("<p>又好了</p>")
    assert page.inner_text("p") == "又好了"
    own.close()
    own.close()
