"""How each kind of problem passes its gates: one table, no rules elsewhere. The labels belong to campaigns (PROFILES)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DEFAULT_GATES = ("found_out", "put_right", "up_to_standard", "accepted")


@dataclass(frozen=True)
class Profile:
    """`at_once`: the verifier may set all gates in one step. `evidence`: how much "put right" needs (each measure, any, none).

    `accepted_by`: whether "accepted" needs the name of whoever accepted. `routine`: all gates passed means made routine,
    with a check every so many days (parameter routine_check_days); otherwise closed, with one look-back.
    """

    at_once: bool = False
    evidence: Literal["each", "any", "none"] = "any"
    photos: int = 0
    routine: bool = False
    hint: str = ""


TABLE: dict[str, Profile] = {
    "general": Profile(hint="至少一份佐证，逐关核验。"),
    "household": Profile(evidence="each", hint="每项措施都要有佐证，群众满意一关写明谁认可。"),
    "on_the_spot": Profile(at_once=True, photos=2, hint="改前改后两张照片，各关一次核验。"),
    "data": Profile(at_once=True, evidence="none", hint="下一次导入后比对不再出现，即为佐证。"),
    "standing": Profile(routine=True, hint="机制建立并核验后转常态化，按期检查。"),
}


def profile(key: str) -> Profile:
    """Returns the profile; KeyError for one that is not in the table."""
    return TABLE[key]
