"""A leaver's work: every app that gives people work registers how it passes to somebody else."""

from __future__ import annotations

from collections.abc import Callable

Pass = Callable[[int, int], int]
_REGISTERED: list[Pass] = []


def register(work: Pass) -> Pass:
    """Registers work(leaver_id, successor_id) -> how many pieces changed hands."""
    if work not in _REGISTERED:
        _REGISTERED.append(work)
    return work


def pass_on(leaver_id: int, successor_id: int) -> int:
    """Passes everything on and returns how many pieces it was."""
    return sum(work(leaver_id, successor_id) for work in _REGISTERED)
