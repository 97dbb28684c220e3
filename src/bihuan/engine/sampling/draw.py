"""The draw itself: every entry has a ticket made of seed and key; the lowest tickets of each stratum are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from bihuan.engine.sampling.frame import Entry, Frame
from bihuan.engine.sampling.size import SizeRule


@dataclass(frozen=True)
class Drawn:
    """One drawn entry: its ticket and its place within its stratum, from one."""

    entry: Entry
    ticket: str
    place: int


def ticket(seed: str, key: str) -> str:
    """Returns SHA-256 of "seed:key", UTF-8, in hexadecimal: nobody knows it before the seed is revealed."""
    return sha256(f"{seed}:{key}".encode()).hexdigest()


def draw(frame: Frame, seed: str, rule: SizeRule) -> tuple[Drawn, ...]:
    """Returns what is drawn, stratum by stratum, lowest ticket first; the same for the same frame, seed and rule.

    Not affected by the order in which entries came, nor by entries of other strata. An empty frame gives nothing.
    """
    drawn: list[Drawn] = []
    for entries in frame.strata.values():
        by_ticket = sorted((ticket(seed, entry.key), entry) for entry in entries)
        chosen = by_ticket[: rule.size(len(entries))]
        drawn += [Drawn(entry, number, place) for place, (number, entry) in enumerate(chosen, start=1)]
    return tuple(drawn)
