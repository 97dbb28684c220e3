"""A malformed hand-in: what is handed in, and words that its refusal must hold (what is wrong, and what to do)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    name: str
    files: Mapping[str, bytes]
    says: tuple[str, ...]
    sheet: str = ""
    county: str | None = None


@dataclass(frozen=True)
class Cell:
    """One wrong cell in a good sheet: the heading, what stands there, the column that must stay unknown, words of the refusal."""

    heading: str
    text: object
    column: str
    says: tuple[str, ...]
    table: str = field(default="household")
