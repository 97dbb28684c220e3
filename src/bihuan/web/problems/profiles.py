"""How each kind of problem passes its gates: one table, no rules elsewhere. The labels belong to campaigns (PROFILES)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DEFAULT_GATES = ("found_out", "put_right", "up_to_standard", "accepted")


@dataclass(frozen=True)
class Profile:
    """`at_once`: the verifier may set all gates in one step. `evidence`: how much "put right" needs (each measure, any, none).

    `household`: who accepts is of the household or speaks for it. `mechanism`: what will keep it right is written down and proven by a
    document. `by_run`: the next comparison of data passes the gates. `routine`: all gates passed means made routine,
    with a check every so many days (parameter routine_check_days); otherwise closed, with one look-back.
    """

    at_once: bool = False
    evidence: Literal["each", "any", "none"] = "any"
    photos: int = 0
    routine: bool = False
    mechanism: bool = False
    household: bool = False
    by_run: bool = False
    hint: str = ""


TABLE: dict[str, Profile] = {
    "general": Profile(hint="至少一份佐证，逐关核验。"),
    "household": Profile(
        evidence="each",
        household=True,
        hint="每项措施都要有佐证，由户里的人或村民代表认可，写明谁、哪天、怎么问的。",
    ),
    "on_the_spot": Profile(at_once=True, photos=2, hint="改前改后两张照片，各关一次核验。"),
    "data": Profile(at_once=True, evidence="none", by_run=True, hint="下一次导入后比对不再出现，即为佐证。"),
    "standing": Profile(routine=True, mechanism=True, hint="写明机制、附上文件，核验后转常态化，按期检查。"),
}


def profile(key: str) -> Profile:
    """Returns the profile; KeyError for one that is not in the table."""
    return TABLE[key]
