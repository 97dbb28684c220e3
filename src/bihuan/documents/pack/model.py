"""What a pack holds, as plain data. Pictures and files are paths, so that hundreds of megabytes are never in memory at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHAPTERS_MOST, PICTURES_MOST = 60, 60


@dataclass(frozen=True)
class Table:
    """Heads, rows, and how wide the columns are to each other."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """One piece of evidence.

    `no` counts within its chapter; `facts` are the lines under the picture; `pages` are pictures to print (a photo, or the
    first pages of a PDF); `file` is what goes into the archive under `name`, `original` the SHA-256 of what was sent in.
    """

    no: int
    caption: str
    facts: tuple[str, ...]
    kind: str
    name: str
    original: str
    file: Path | None = None
    pages: tuple[Path, ...] = ()
    sheets: int = 1
    off: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a chapter: facts (label, words), a table, or pieces of evidence."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    pieces: tuple[Piece, ...] = ()
    nothing: str = ""


@dataclass(frozen=True)
class Chapter:
    """One problem."""

    number: str
    title: str
    sections: tuple[Section, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for section in self.sections for piece in section.pieces)

    @property
    def pictures(self) -> int:
        return sum(len(piece.pages) for piece in self.pieces)


@dataclass(frozen=True)
class Cover:
    """What it is, who made it, when, by which filter; `notes` are said once on the cover."""

    title: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Volume:
    """As many chapters as one paper may hold. `of` volumes in all."""

    cover: Cover
    no: int
    of: int
    chapters: tuple[Chapter, ...]

    @property
    def label(self) -> str:
        return f"第{self.no}册，共{self.of}册" if self.of > 1 else ""


def volumes_of(sizes: Iterable[int]) -> Iterator[range]:
    """Cuts chapters (the number of pictures of each, in order) into volumes: ranges of their places."""
    start, pictures, place = 0, 0, -1
    for place, size in enumerate(sizes):
        full = place - start >= CHAPTERS_MOST or pictures + size > PICTURES_MOST
        if full and place > start:
            yield range(start, place)
            start, pictures = place, 0
        pictures += size
    if place >= start:
        yield range(start, place + 1)
