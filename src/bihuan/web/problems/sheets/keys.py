"""The hidden key of an exported row: which problem, at which version, and a short digest of what each cell said.

The digests tell what a person changed in the sheet from what others changed meanwhile. The key is sealed with the installation's own
key, and the seal binds it to one list and to the unit and role that exported it: a key that was edited, made up, or carried to somebody
else's desk is refused.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from bihuan.web.access import Actor
from bihuan.web.areas.imports.sealing import Seal, opened

_WIDTH = 4  # characters a cell: three bytes
_SALT = "problems.sheets"
_FORM = "2"  # the second form of a key; the first was bound to nobody
_PARTS = 6
AGAIN = "请重新导出再改"


class NoKey(ValueError):
    """Why a key is not taken, and what to do, in words."""

    def __init__(self, why: str, todo: str = AGAIN) -> None:
        super().__init__(why)
        self.why, self.todo = why, todo


@dataclass(frozen=True)
class Key:
    """A row's key taken apart."""

    view: str
    number: str
    version: int
    digests: str

    def untouched(self, place: int, cell: str, words: str) -> bool:
        """Whether the cell of the column at `place` still says what it said when it went out."""
        digest = urlsafe_b64encode(_digest(self.number.encode(), said(cell, words))).decode()
        return self.digests[place * _WIDTH :][:_WIDTH] == digest

    @property
    def columns(self) -> int:
        """How many columns the list had."""
        return len(self.digests) // _WIDTH


class Maker:
    """Makes the keys of the list `view` as `actor` exports it."""

    def __init__(self, actor: Actor, view: str) -> None:
        self._begun, self._seal = f"{_FORM}.{view}.{_holder(actor)}", Seal(_SALT)

    def key(self, number: str, version: int, cells: Iterable[bytes]) -> str:
        """The key of a row whose cells are `said` in the list's order."""
        of = number.encode()
        digests = urlsafe_b64encode(b"".join([_digest(of, cell) for cell in cells])).decode()
        return self._seal.sealed(f"{self._begun}.{number}.{version}.{digests}")


def said(cell: str, words: str) -> bytes:
    """What goes into the digest of the cell of a column, beside the number of its row."""
    return f"|{cell}|{words}".encode()


def read(actor: Actor, view: str, words: str) -> Key:
    """The key of a row of the list `view` that `actor` exported; NoKey says why it is none."""
    body, seal = opened(words)
    parts = body.split(".")
    if not body:
        raise NoKey(
            "认不出是哪一件（这一行是新添的，或隐藏的核对码被清空了）",
            "新问题请用“批量登记”；其他的请重新导出再改",
        )
    if parts[0] in _VIEWS_OF_OLD:
        raise NoKey("这份表是系统升级以前导出的，核对码是旧的")
    if len(parts) != _PARTS or not Seal(_SALT).holds(body, seal):
        raise NoKey("隐藏的核对码被改过，认不出是哪一件")
    if parts[1] != view:
        raise NoKey("核对码是另一种清单的")
    if parts[2] != _holder(actor):
        raise NoKey("这份表不是您单位用现在的身份导出的", "请用本人身份重新导出再改")
    return Key(view, parts[3], int(parts[4]), parts[5])


# What a key of the first form begins with.
_VIEWS_OF_OLD = ("problem", "responsibility", "rectification")


def _holder(actor: Actor) -> str:
    """Whose sheet it is: colleagues in one role of one unit see the same rows."""
    return f"{actor.unit_id}-{actor.role}"


def _digest(number: bytes, cell: bytes) -> bytes:
    """Three bytes, which are four characters of their own however many stand side by side."""
    return sha256(number + cell).digest()[:3]
