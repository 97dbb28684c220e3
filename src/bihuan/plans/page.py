"""What extraction hands on: a text, and tables whose cells are spans of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from bihuan.plans.model import Span


@dataclass(frozen=True)
class Cell:
    """A cell by its span; `origin` is False where it repeats a merged neighbour's span."""

    start: int
    end: int
    origin: bool = True
    width: int = 1


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A grid of cells between two offsets of the text."""

    start: int
    end: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Page:
    """A document's text with its tables, what the web page said about it, and warnings in Chinese."""

    text: str
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    published: str | None = None
    source: str | None = None
    heading: str | None = None

    def cut(self, span: Span) -> str:
        """Returns the text of a span."""
        return self.text[span[0] : span[1]]


@dataclass(frozen=True)
class Edit:
    """Replace `start..end` by `words`."""

    start: int
    end: int
    words: str = ""


@dataclass
class _Shift:
    ends: list[int] = field(default_factory=list)
    deltas: list[int] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def __call__(self, offset: int) -> int:
        index = bisect_right(self.ends, offset) - 1
        moved = offset + (self.deltas[index] if index >= 0 else 0)
        following = index + 1
        if following < len(self.edits) and self.edits[following].start < offset:
            return moved - (offset - self.edits[following].start)
        return moved


def apply_edits(page: Page, edits: Iterable[Edit]) -> Page:
    """Returns the page with the edits made and the tables' spans moved along; overlapping edits: the first wins."""
    kept = _ordered(edits)
    if not kept:
        return page
    shift, parts, at, delta = _Shift(edits=kept), [], 0, 0
    for edit in kept:
        parts += [page.text[at : edit.start], edit.words]
        at, delta = edit.end, delta + len(edit.words) - (edit.end - edit.start)
        shift.ends.append(edit.end)
        shift.deltas.append(delta)
    text = "".join([*parts, page.text[at:]])
    return replace(page, text=text, tables=tuple(_moved(table, shift) for table in page.tables))


def _ordered(edits: Iterable[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda item: (item.start, -item.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _moved(table: Table, shift: Callable[[int], int]) -> Table:
    rows = tuple(
        tuple(replace(cell, start=shift(cell.start), end=shift(cell.end)) for cell in row)
        for row in table.rows
    )
    return Table(shift(table.start), shift(table.end), rows)


def trim(text: str, span: Span, extra: str = "") -> Span:
    """Returns the span without blanks (and `extra` characters) at its ends; a bracket that is closed inside stays."""
    start, end = span
    while start < end and (text[start].isspace() or (text[start] in extra and not _closed(text, start, end))):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return start, end


_PAIRS = {"（": "）", "(": ")", "[": "]", "【": "】"}


def _closed(text: str, at: int, end: int) -> bool:
    sign = _PAIRS.get(text[at])
    return sign is not None and text.find(sign, at, end) >= 0


def lines(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Returns the spans of the lines between two offsets, without their line feeds."""
    stop = len(text) if end is None else end
    found, at = [], start
    while at <= stop:
        feed = text.find("\n", at, stop)
        feed = stop if feed < 0 else feed
        found.append((at, feed))
        at = feed + 1
    return found


def inside(spans: Iterable[Span]) -> Callable[[int], bool]:
    """Returns a quick test whether an offset lies in one of the spans."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    ends = list(accumulate((end for _, end in ordered), max))

    def test(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < ends[at]

    return test


def outside(spans: Sequence[Span], length: int) -> list[Span]:
    """Returns what the sorted, disjoint spans leave of 0..length."""
    gaps, at = [], 0
    for start, end in spans:
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    return gaps + ([(at, length)] if at < length else [])
