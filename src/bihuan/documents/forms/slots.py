"""Labels within a cell: 填报单位：____　填报时间：____ holds two places to fill."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A label is up to twelve letters before a colon; what it labels ends before the next label that stands apart.
_LABEL = re.compile(r"(?:^|(?<=[\s　]))([^\s　：:；;，,。]{1,12})[ 　]*[：:]")


@dataclass(frozen=True)
class Slot:
    """`label` is empty for a cell without labels: then the whole cell is the place. `start` and `end` bound what is replaced."""

    label: str
    start: int
    end: int


def slots(text: str) -> list[Slot]:
    """The places to fill in a cell's words, at least one."""
    found = list(_LABEL.finditer(text))
    if not found:
        return [Slot("", 0, len(text))]
    ends = [later.start() for later in found[1:]] + [len(text)]
    return [Slot(hit[1], hit.end(), end) for hit, end in zip(found, ends, strict=True)]


def filled(text: str, values: dict[int, str]) -> str:
    """The cell's words with values in its slots; the room before the next label stays as wide as it was where it can."""
    made, at = "", 0
    for number, slot in enumerate(slots(text)):
        made += text[at : slot.start]
        old = text[slot.start : slot.end]
        made += _room(old, values[number], slot.end < len(text)) if number in values else old
        at = slot.end
    return made + text[at:]


def _room(old: str, value: str, more: bool) -> str:
    if not more:
        return value
    left = len(old) - len(value)
    return value + "　" * max(2, left)
