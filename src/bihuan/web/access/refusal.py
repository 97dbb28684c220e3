"""The two ways a change is refused: not allowed, and overtaken by somebody else's change."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """Not allowed, or not in this state; the message is for people and says why and what to do."""


class Conflict(Exception):
    """Another person changed the object since it was opened (HTTP 409)."""
