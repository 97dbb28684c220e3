"""The ring: one arc a gate. It is the mark of the product and the state of a problem, and closes when the problem may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from typing import Any

GAP = 8.3  # degrees left free at either end of an arc
RADIUS = 9.0
NUMERALS = "零一二三四五六七八九"
KINDS = {
    "passed": ("p", "已过"),
    "waiting": ("w", "待核验"),
    "not_applicable": ("n", "不适用"),
    "open": ("o", "未到"),
    "returned": ("o", "退回"),
}


@dataclass(frozen=True)
class Ring:
    """Arcs as (class, path), how many gates are done (passed or not applicable) of how many, and the spoken label."""

    arcs: tuple[tuple[str, str], ...]
    done: int
    total: int
    label: str


@lru_cache
def arcs(count: int) -> tuple[str, ...]:
    """Returns the path of each arc, clockwise from the top, in a 24 x 24 box."""
    step = 360 / count
    return tuple(_arc(i * step + GAP, (i + 1) * step - GAP) for i in range(count))


def _arc(start: float, end: float) -> str:
    (x1, y1), (x2, y2) = _point(start), _point(end)
    large = 1 if end - start > 180 else 0
    return f"M{x1:.1f} {y1:.1f}A{RADIUS:g} {RADIUS:g} 0 {large} 1 {x2:.1f} {y2:.1f}"


def _point(angle: float) -> tuple[float, float]:
    return 12 + RADIUS * sin(radians(angle)), 12 - RADIUS * cos(radians(angle))


def state_of(gate: Any) -> str:
    """Returns the gate's state: of a string itself, else of its `state`. Unknown ones count as not reached."""
    state = gate if isinstance(gate, str) else gate["state"] if isinstance(gate, dict) else gate.state
    return str(state) if str(state) in KINDS else "open"


def ring(gates: Iterable[Any]) -> Ring:
    """Returns the ring of `gates` (states, dictionaries or objects with `state`), in their order."""
    return _ring(tuple(state_of(gate) for gate in gates))


@lru_cache(maxsize=1024)
def _ring(states: tuple[str, ...]) -> Ring:
    if not states:
        return Ring((), 0, 0, "没有设关")
    drawn = tuple((KINDS[s][0], path) for s, path in zip(states, arcs(len(states)), strict=True))
    done = sum(s in ("passed", "not_applicable") for s in states)
    count = NUMERALS[len(states)] if len(states) < 10 else str(len(states))
    return Ring(drawn, done, len(states), f"{count}关：{'、'.join(KINDS[s][1] for s in states)}")
