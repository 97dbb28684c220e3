"""Checking a draw again from what is stored: the seed against its promise, the frame against its fingerprint, the draw against both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.engine.sampling import draw, fits
from bihuan.web.inspection.frames import frame_of, rule_of
from bihuan.web.inspection.models import Draw, DrawItem


@dataclass(frozen=True)
class Check:
    """One thing checked: what, whether it holds, the words for either."""

    what: str
    holds: bool
    words: str


def checks(made: Draw, items: Sequence[DrawItem]) -> list[Check]:
    """Returns what can be checked at this stage; before the draw that is the frame alone."""
    frame = frame_of(items)
    frozen = frame.fingerprint == made.fingerprint
    found = [Check("名册", frozen, f"{len(frame)} 件，和锁定时一样" if frozen else "和锁定时的不一样")]
    if not made.seed:
        return found
    kept = fits(made.seed, made.commitment)
    again = {one.entry.key for one in draw(frame, made.seed, rule_of(made))}
    same = again == {item.key for item in items if item.drawn}
    return [
        Check("号", kept, "和先前公布的封条相符" if kept else "和先前公布的封条不符"),
        *found,
        Check("抽中的", same, f"重算一遍，{len(again)} 件都对得上" if same else "重算一遍，对不上"),
    ]
