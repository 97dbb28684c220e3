"""Changes to households by people: each one service, each with its line in the journal."""

from bihuan.web.registry.services.events import (
    arrive,
    correct_household,
    correct_member,
    judge,
    leave,
    leave_whole,
    merge,
    move,
    split,
)
from bihuan.web.registry.services.numbers import unmask
from bihuan.web.registry.services.papers import add_kind, keep, refuse, retire, withdraw

__all__ = [
    "add_kind",
    "arrive",
    "correct_household",
    "correct_member",
    "judge",
    "keep",
    "leave",
    "leave_whole",
    "merge",
    "move",
    "refuse",
    "retire",
    "split",
    "unmask",
    "withdraw",
]
