"""Draws that depend on nothing but the seed, a label and the row's key, so that a row keeps its luck whatever stands around it.

Bits are the 64-bit finaliser of MurmurHash3 (fmix64, A. Appleby, public domain) over key and label, the same on every machine; the
normal distribution is a table of quantiles, so that no floating point of the platform decides a fen.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

import polars as pl

QUANTILES = 4096
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53


def _u64(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


def _fold(bits: pl.Expr) -> pl.Expr:
    return bits ^ (bits // _u64(1 << 33))


class Chance:
    """Draws for the rows of a frame whose column `key` (unsigned 64-bit) tells them apart."""

    def __init__(self, seed: int, key: str = "k") -> None:
        self.seed, self.key = seed, key

    def bits(self, label: str) -> pl.Expr:
        """Returns 64 even bits for each row."""
        named = hashlib.blake2b(f"{self.seed}/{label}".encode(), digest_size=8).digest()
        mixed = _fold(pl.col(self.key) * _u64(_GOLDEN) + _u64(int.from_bytes(named, "little")))
        return _fold(_fold(mixed * _u64(_FIRST)) * _u64(_SECOND))

    def whole(self, label: str, low: int, high: int) -> pl.Expr:
        """Returns an integer from `low` to `high`, both included."""
        return (self.bits(label) % _u64(high - low + 1)).cast(pl.Int64) + low

    def below(self, label: str, share: float | pl.Expr) -> pl.Expr:
        """Returns true for about this share of the rows; the share may differ from row to row."""
        line = share if isinstance(share, pl.Expr) else pl.lit(share)
        return self.whole(label, 0, 999_999) < line * 1_000_000

    def one(self, label: str, weights: Mapping[str, int] | Sequence[str]) -> pl.Expr:
        """Returns one of the values, as often as it weighs; each the same when no weights are given."""
        if not isinstance(weights, Mapping):
            weights = dict.fromkeys(weights, 1)
        urn = [value for value, weight in weights.items() for _ in range(weight)]
        return gather(urn, self.bits(label) % _u64(len(urn)))

    def spread(self, label: str, median: int, sigma: float) -> pl.Expr:
        """Returns a log-normal integer with this median; `sigma` is of the logarithm."""
        normal = NormalDist()
        levels = (normal.inv_cdf((n + 0.5) / QUANTILES) for n in range(QUANTILES))
        values = [round(median * math.exp(sigma * level)) for level in levels]
        return gather(values, self.bits(label) % _u64(QUANTILES))


def gather(values: Sequence[str] | Sequence[int], index: pl.Expr) -> pl.Expr:
    """Returns the value at each row's index."""
    return pl.lit(pl.Series(values)).gather(index.cast(pl.UInt32))
