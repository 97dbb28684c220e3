"""Lines that a page was too narrow for, put together into paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bihuan.plans.outline.labels import find_labels
from bihuan.plans.outline.marks import find_marks

_CLOSED = tuple("。：；！？;:!?.")
_NARROW = range(26, 61)
_ENOUGH = 3
_DATE = re.compile(r"[12二][0-9〇○零]\S{2}年\S{1,3}月\S{1,3}日$")


def unwrapped(text: str) -> str:
    """Returns a text whose lines break at one width with each paragraph on one line; other texts as they are."""
    lines = text.split("\n")
    width = _width(lines)
    return text if width is None else "\n".join(_joined(lines, width))


def _width(lines: Sequence[str]) -> int | None:
    """The width at which the lines break, None where they end as sentences do."""
    long = [line for line in lines if line.strip()]
    widest = max((len(line) for line in long), default=0)
    if widest not in _NARROW or any("\t" in line or "|" in line for line in long):
        return None
    full = [line for line in long if len(line) >= widest - 3]
    broken = sum(line.rstrip()[-1] not in "。：；！？;:!?." for line in full)
    enough = len(full) >= _ENOUGH and 8 * len(full) >= len(long)
    return widest if enough and 5 * broken >= 3 * len(full) else None


def _joined(lines: Sequence[str], width: int) -> Iterator[str]:
    held, last = "", ""
    for line in lines:
        if held and len(last) >= width - 3 and not _begins(held, line):
            held, last = held + line.strip(), line
            continue
        if held:
            yield held
        if not line.strip():
            yield line
        held, last = line if line.strip() else "", line
    if held:
        yield held


def _begins(held: str, line: str) -> bool:
    """Whether the line opens a paragraph: blank, indented after a stop, a number, a label, a date alone."""
    words = line.strip()
    if not words or (held.endswith(_CLOSED) and line[:1] in " \u3000") or _DATE.match(words):
        return True
    return opens(words)


def opens(words: str) -> bool:
    """Returns whether a numbering mark or a label stands at the beginning of the words."""
    return any(mark.span[0] == 0 for mark in find_marks(words)) or any(
        label.span[0] == 0 for label in find_labels(words)
    )


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Returns the lines of a printed page as paragraphs: a line goes on in the next when it is full and the next opens nothing."""
    filled = sorted(len(line) for line in lines if line.strip())
    width = filled[int(len(filled) * 0.8)] if filled else 0
    held = last = ""
    for line in lines:
        if held and _goes_on(held, last, line, width):
            held, last = held + line.strip(), line
            continue
        if held:
            yield held
        held, last = line.strip(), line
    if held:
        yield held


def _goes_on(held: str, last: str, line: str, width: int) -> bool:
    if not line.strip() or len(last.rstrip()) < 0.75 * width:
        return False
    if held.endswith(_CLOSED) and line[:1] in " \u3000":
        return False
    return not opens(line.strip())
