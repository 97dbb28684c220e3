"""How fast a token may ask: a bucket of one minute's requests that fills again evenly, in each process of its own.

Why not in the database: docs/decisions/0101.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

MINUTE = 60.0
MOST_BUCKETS = 10_000


@dataclass(frozen=True)
class Left:
    """What is left of a minute's requests; `wait` is nought where the request may pass, else seconds until one may."""

    limit: int
    remaining: int
    wait: int

    def headers(self) -> dict[str, str]:
        """RateLimit headers (draft-ietf-httpapi-ratelimit-headers), and Retry-After where it must wait."""
        full = math.ceil((self.limit - self.remaining) * MINUTE / self.limit)
        said = {
            "RateLimit-Policy": f'"minute";q={self.limit};w={int(MINUTE)}',
            "RateLimit": f'"minute";r={self.remaining};t={full}',
        }
        return said | ({"Retry-After": str(self.wait)} if self.wait else {})


class Buckets:
    """Buckets by key; safe between threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._held: dict[int, tuple[float, float]] = {}

    def take(self, key: int, limit: int) -> Left:
        """Takes one request out of the bucket `key`, which holds `limit`; returns what is left."""
        with self._lock:
            now = self._now()
            level, since = self._held.get(key, (float(limit), now))
            level = min(float(limit), level + (now - since) * limit / MINUTE)
            passes = level >= 1
            level -= passes
            if len(self._held) >= MOST_BUCKETS:
                self._held.clear()
            self._held[key] = (level, now)
        wait = 0 if passes else max(1, math.ceil((1 - level) * MINUTE / limit))
        return Left(limit, int(level), wait)


buckets = Buckets()
