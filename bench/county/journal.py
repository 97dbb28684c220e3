"""Walking the journal's chain beside plain SHA-256 over as many lines."""

from __future__ import annotations

import hashlib
import os
import time
from typing import Any

import psycopg

from bench.county import _home

PROBLEMS, LINES = 10_000, int(os.environ.get("BENCH_JOURNAL", "1000000"))


def run() -> list[dict[str, Any]]:
    """Lines a second of the whole check, and of hashing the same number of texts of a line's usual length in memory."""
    return _home.apart("bench.county.journal:measured", PROBLEMS, LINES // PROBLEMS)


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Two rows; the check must say that the chain holds."""
    from bihuan.web.journal.verify import verify

    started = time.perf_counter()
    verdict = verify()
    whole = time.perf_counter() - started
    if not verdict.holds:
        raise RuntimeError(verdict.why)
    text, last = b"x" * 220, bytes(32)
    started = time.perf_counter()
    for _ in range(verdict.lines):
        last = hashlib.sha256(last + text).digest()
    plain = time.perf_counter() - started
    return [
        {"量": "只算 SHA-256", "条": verdict.lines, "秒": round(plain, 2), "条/秒": round(verdict.lines / plain), "比": 1.0},
        {"量": "整条链核对", "条": verdict.lines, "秒": round(whole, 2), "条/秒": round(verdict.lines / whole),
         "比": round(whole / plain, 1)},
    ]  # fmt: skip
