"""The hidden key of an exported row: which problem, at which version, and a short digest of what each cell said.

The digests tell what a person changed in the sheet from what others changed meanwhile. The key is signed, so that a row's key that was
edited, or made up, is refused.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.crypto import constant_time_compare, salted_hmac

_WIDTH = 4  # characters a cell: three bytes
_SALT = "problems.sheets"


@dataclass(frozen=True)
class Key:
    """A row's key taken apart."""

    view: str
    number: str
    version: int
    digests: str

    def untouched(self, place: int, cell: str, words: str) -> bool:
        """Whether the cell of the column at `place` still says what it said when it went out."""
        return self.digests[place * _WIDTH :][:_WIDTH] == _digest(self.number, cell, words)

    @property
    def columns(self) -> int:
        """How many columns the list had."""
        return len(self.digests) // _WIDTH


def make(view: str, number: str, version: int, cells: Iterable[tuple[str, str]]) -> str:
    """The key of a row whose cells are (column, words) in the list's order."""
    body = f"{view}.{number}.{version}.{''.join(_digest(number, cell, words) for cell, words in cells)}"
    return f"{body}.{_seal(body)}"


def read(words: str) -> Key | None:
    """The key; None for one that was changed or is none."""
    body, _, seal = words.strip().rpartition(".")
    parts = body.split(".")
    if len(parts) != 4 or not constant_time_compare(seal, _seal(body)):
        return None
    return Key(parts[0], parts[1], int(parts[2]), parts[3])


def _digest(number: str, cell: str, words: str) -> str:
    return urlsafe_b64encode(sha256(f"{number}|{cell}|{words}".encode()).digest()[:3]).decode()


def _seal(body: str) -> str:
    return salted_hmac(_SALT, body, algorithm="sha256").hexdigest()[:12]
