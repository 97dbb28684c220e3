"""What a draw is made from: entries put in order once, and a fingerprint that changes with any of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

BREAKS = ("\t", "\n", "\r")


@dataclass(frozen=True, order=True)
class Entry:
    """One thing that can be drawn. `key` names it for good, `stratum` is the group it is drawn within, `version` how it stood
    when the frame was frozen. ValueError for an empty or broken key."""

    key: str
    stratum: str
    version: int = 0

    def __post_init__(self) -> None:
        for what, words in (("编号", self.key), ("分组", self.stratum)):
            if not words or any(mark in words for mark in BREAKS):
                raise ValueError(f"抽样名册里的{what}不能空，也不能含制表符和换行：{words!r}。")

    @property
    def line(self) -> str:
        """The entry as the fingerprint reads it: key, stratum and version with tabs between, a line feed at the end."""
        return f"{self.key}\t{self.stratum}\t{self.version}\n"


@dataclass(frozen=True)
class Frame:
    """Entries in the order of their keys (by code point), each key once. Build it with `Frame.of`."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Frame:
        """Returns the frozen frame; ValueError names a key that comes twice."""
        ordered = tuple(sorted(entries))
        for one, next_ in zip(ordered, ordered[1:], strict=False):
            if one.key == next_.key:
                raise ValueError(f"抽样名册里 {one.key} 出现了两次，请先去掉重复的。")
        return cls(ordered)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all lines in order, UTF-8, in hexadecimal."""
        return sha256("".join(entry.line for entry in self.entries).encode()).hexdigest()

    @cached_property
    def strata(self) -> dict[str, tuple[Entry, ...]]:
        """stratum -> its entries, strata and entries in order."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.stratum, []).append(entry)
        return {stratum: tuple(found[stratum]) for stratum in sorted(found)}

    def __len__(self) -> int:
        return len(self.entries)
