"""Where rows go when the block of a sheet grows or shrinks, for cells, areas and the references of formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_REFERENCE = re.compile(
    r"^(?P<sheet>(?:'(?:[^']|'')+'|[^'!]+)!)?(?P<one>\$?[A-Z]{0,3}\$?\d*)(?::(?P<two>\$?[A-Z]{0,3}\$?\d*))?$"
)
_PLACE = re.compile(r"^(?P<column>\$?[A-Z]{0,3})(?P<fixed>\$?)(?P<row>\d*)$")


@dataclass(frozen=True)
class Moved:
    """The block's rows (1-based, inclusive) and how many it has now. `pattern` rows make one entry."""

    first: int
    last: int
    now: int
    pattern: int = 1

    @property
    def new_last(self) -> int:
        return self.first + self.now - 1

    @property
    def by(self) -> int:
        """How far the rows below go down (negative: up)."""
        return self.new_last - self.last

    def start(self, row: int) -> int:
        """Where an area that begins here begins now."""
        if row > self.last:
            return row + self.by
        return min(row, self.new_last) if row >= self.first else row

    def end(self, row: int) -> int:
        """Where an area that ends here ends now: one that reached the block's last row reaches it again."""
        if row >= self.last:
            return row + self.by
        return min(row, self.new_last) if row >= self.first else row

    def within(self, row: int, entry: int) -> int:
        """Where a reference of the pattern to one row points in entry `entry` (from 0)."""
        if self.first <= row < self.first + self.pattern:
            return row + entry * self.pattern
        return self.start(row)


def rewritten(formula: str, moved: Moved, sheet: str, *, here: bool, entry: int | None = None) -> str:
    """The formula with its references moved.

    `sheet` is the sheet that grew; `here` whether the formula stands on it. `entry` is given for a formula of the pattern, copied
    to that entry: then references to the pattern's own rows follow it.
    """
    tokens = Tokenizer(formula)
    made = ["="]
    for token in tokens.items:
        ranged = token.type == Token.OPERAND and token.subtype == Token.RANGE
        made.append(_reference(token.value, moved, sheet, here, entry) if ranged else token.value)
    return "".join(made)


def _reference(words: str, moved: Moved, sheet: str, here: bool, entry: int | None) -> str:
    found = _REFERENCE.match(words)
    if found is None:
        return words
    named = (found["sheet"] or "")[:-1].strip("'").replace("''", "'")
    if named != sheet if found["sheet"] else not here:
        return words
    one, two = found["one"], found["two"]
    if two is None:
        return (found["sheet"] or "") + _single(one, moved, entry)
    return (found["sheet"] or "") + _range(one, two, moved, entry)


def _single(place: str, moved: Moved, entry: int | None) -> str:
    found = _PLACE.match(place)
    if found is None or not found["row"] or not found["column"]:
        return place
    row = int(found["row"])
    gone = moved.start(row) if entry is None or found["fixed"] else moved.within(row, entry)
    return f"{found['column']}{found['fixed']}{gone}"


def _range(one: str, two: str, moved: Moved, entry: int | None) -> str:
    a, b = _PLACE.match(one), _PLACE.match(two)
    if a is None or b is None or not a["row"] or not b["row"]:
        return f"{one}:{two}"
    low, high = int(a["row"]), int(b["row"])
    own = entry is not None and moved.first <= low and high < moved.first + moved.pattern
    if own and not (a["fixed"] or b["fixed"]):
        low, high = moved.within(low, entry or 0), moved.within(high, entry or 0)
    else:
        low, high = moved.start(low), moved.end(high)
    return f"{a['column']}{a['fixed']}{low}:{b['column']}{b['fixed']}{high}"
