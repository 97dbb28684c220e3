"""The hidden key of a row that goes down: which finding, and how many answers it had then. Sealed with the installation's own key.

It is bound to no reader: whoever sees the finding and may answer hands the sheet in, the township itself or the office for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from bihuan.web.problems.sheets.keys import AGAIN, NoKey

_SALT = "quality.sheets"
_SEAL = 32  # characters: 128 bits
_FORM = "1"
_PARTS = 3


@dataclass(frozen=True)
class Key:
    """A row's key taken apart."""

    finding: int
    answers: int


def make(finding: int, answers: int) -> str:
    """The key of a row."""
    body = f"{_FORM}.{finding}.{answers}"
    return f"{body}.{_seal(body)}"


def read(words: str) -> Key:
    """The key of a row; NoKey says why it is none."""
    body, _, seal = words.strip().rpartition(".")
    if not body:
        raise NoKey(
            "认不出是哪一条（这一行是新添的，或隐藏的核对码被清空了）", "清单里没有的情况请另行登记问题"
        )
    parts = body.split(".")
    if len(parts) != _PARTS or parts[0] != _FORM or not constant_time_compare(seal, _seal(body)):
        raise NoKey("隐藏的核对码被改过，认不出是哪一条", AGAIN.replace("改", "填"))
    return Key(int(parts[1]), int(parts[2]))


def _seal(body: str) -> str:
    return salted_hmac(_SALT, body, algorithm="sha256").hexdigest()[:_SEAL]
