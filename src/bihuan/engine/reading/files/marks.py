"""What an .xlsx says in its XML and not in its texts: merged cells, numbers that lost figures, sizes that would choke a machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Marks:
    """Of one sheet; rows and columns count from 0 and are absolute."""

    merged: tuple[tuple[int, int, int, int], ...] = ()
    lost: tuple[tuple[int, int], ...] = ()
    first_column: int = 0


def of(data: bytes) -> dict[str, Marks]:
    """Returns sheet name -> marks."""
    return {}
