"""How a serving process looks for garbage.

A page makes tens of thousands of small objects that are gone when it is sent. Python's own pace (every 700) then walks all of Django's
models and templates every few pages: 15 % of the processor's time, and a page in twenty waits twice as long (decision 0113).
"""

from __future__ import annotations

import gc

YOUNG = 20_000  # objects made and kept before the youngest are looked at


def settle() -> None:
    """Sets aside what was loaded at the start, which never becomes garbage, and looks for the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
