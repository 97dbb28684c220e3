"""A return as plain data: the head, and one row for each thing that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby


@dataclass(frozen=True)
class ReturnRow:
    """One line. `item` is a short title, `contents` the whole question; where one is missing the other stands in its place."""

    serial: str
    category: str = ""
    item: str = ""
    contents: str = ""
    situation: str = ""
    measures: str = ""
    progress: str = ""
    unit: str = ""

    @property
    def asked(self) -> str:
        """What the form's column 排查内容 says."""
        return self.contents or self.item


@dataclass(frozen=True)
class ReturnSheet:
    """A unit's return of one period, or the merged one. `note` stands under the table; `filled_on` None leaves the day open."""

    title: str
    unit: str
    period: str
    filled_on: date | None = None
    filled_by: str = ""
    note: str = ""
    rows: tuple[ReturnRow, ...] = ()


def runs(words: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of equal words that are not empty, as (first, last) places, single ones left out."""
    found = []
    for word, places in groupby(range(len(words)), key=lambda place: words[place]):
        run = list(places)
        if word and len(run) > 1:
            found.append((run[0], run[-1]))
    return found
