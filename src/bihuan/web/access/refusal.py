"""The two ways a change is refused: not allowed, and overtaken by somebody else's change."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """Not allowed, or not in this state; the message tells people why and what to do. `verb` is the missing right, if one was."""

    def __init__(self, message: str = "", verb: str = "") -> None:
        super().__init__(message)
        self.verb = verb


class Conflict(Exception):
    """Another person changed the object since it was opened (HTTP 409)."""
