"""The document as paragraphs of segments: which words became which item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bihuan.web.campaigns.models import PlanItem

# Below this confidence an item is marked as one to look at first.
LOW = 0.7
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十]+[章部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])[^。；;]{0,40}$"
)


@dataclass(frozen=True)
class Segment:
    """A run of text from offset `start`; `item` is the item it belongs to, `first` where its mark begins."""

    start: int
    text: str
    item: PlanItem | None = None
    first: bool = False
    low: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One line of the document."""

    segments: list[Segment]
    heading: bool


def paragraphs(text: str, items: Iterable[PlanItem]) -> list[Paragraph]:
    """Returns the text line by line; where spans lie in one another the innermost has the words. Empty lines are left out."""
    owner = _owners(len(text), list(items))
    seen: set[int] = set()
    made, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            segments = list(_segments(line, at, owner, seen))
            made.append(Paragraph(segments, bool(_HEADING.match(line.strip()))))
        at += len(line) + 1
    return made


def _owners(size: int, items: Sequence[PlanItem]) -> list[PlanItem | None]:
    """For each character the item it belongs to: longer spans are painted first, shorter ones over them."""
    spans = [(i.start, i.end, i) for i in items if i.start is not None and i.end is not None]
    spans += [
        (i.body_start, i.body_end, i) for i in items if i.body_start is not None and i.body_end is not None
    ]
    owner: list[PlanItem | None] = [None] * size
    for start, end, item in sorted(spans, key=lambda span: span[0] - span[1]):
        owner[start:end] = [item] * len(owner[start:end])
    return owner


def _segments(line: str, at: int, owner: list[PlanItem | None], seen: set[int]) -> Iterator[Segment]:
    for _key, run in groupby(range(len(line)), key=lambda i: id(owner[at + i])):
        places = list(run)
        item = owner[at + places[0]]
        begins = (
            item is not None
            and (not places[0] or owner[at + places[0] - 1] is not item)
            and item.pk not in seen
        )
        if item is not None:
            seen.add(item.pk)
        words = line[places[0] : places[-1] + 1]
        yield Segment(at + places[0], words, item, begins, low=bool(item and is_low(item)))


def is_low(item: PlanItem) -> bool:
    """Whether the item is waiting and was read with little confidence."""
    return item.state == PlanItem.State.PENDING and (item.confidence < LOW or item.differs == "wholly")
