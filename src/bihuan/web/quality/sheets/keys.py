"""The hidden key of a row that goes down: which finding, and how many answers it had then. Sealed with the installation's own key.

It is bound to no reader: whoever sees the finding and may answer hands the sheet in, the township itself or the office for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.web.areas.imports.sealing import Seal, opened
from bihuan.web.problems.sheets.keys import AGAIN, NoKey

_SALT = "quality.sheets"
_FORM = "1"
_PARTS = 3


@dataclass(frozen=True)
class Key:
    """A row's key taken apart."""

    finding: int
    answers: int


def make(finding: int, answers: int) -> str:
    """The key of a row."""
    return Seal(_SALT).sealed(f"{_FORM}.{finding}.{answers}")


def read(words: str) -> Key:
    """The key of a row; NoKey says why it is none."""
    body, seal = opened(words)
    if not body:
        raise NoKey(
            "认不出是哪一条（这一行是新添的，或隐藏的核对码被清空了）", "清单里没有的情况请另行登记问题"
        )
    parts = body.split(".")
    if len(parts) != _PARTS or parts[0] != _FORM or not Seal(_SALT).holds(body, seal):
        raise NoKey("隐藏的核对码被改过，认不出是哪一条", AGAIN.replace("改", "填"))
    return Key(int(parts[1]), int(parts[2]))
