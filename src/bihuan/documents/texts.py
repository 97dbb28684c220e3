"""Every text of a nested thing changed in one go, and the characters no office file can hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

# Word's own soft line break arrives as a vertical tab when text is pasted.
_BREAKS = re.compile("[\x0b\x0c]")
# What XML 1.0 refuses (section 2.2, Char).
_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def changed(thing: T, change: Callable[[str], str]) -> T:
    """The same (a text, a tuple, a frozen dataclass of such) with every text put through `change`; all else stays."""
    made: Any = thing
    if isinstance(thing, str):
        made = change(thing)
    elif isinstance(thing, tuple):
        made = tuple(changed(each, change) for each in thing)
    elif is_dataclass(thing) and not isinstance(thing, type):
        made = replace(thing, **{f.name: changed(getattr(thing, f.name), change) for f in fields(thing)})
    return made


def writable(text: str) -> str:
    """The text with soft breaks as line feeds and without what an office file refuses."""
    return _REFUSED.sub("", _BREAKS.sub("\n", text))
