"""The seed, and the promise made about it before the frame is known."""

from __future__ import annotations

import hmac
import re
import secrets
from hashlib import sha256

_SEED = re.compile(r"[0-9a-f]{64}")


def new_seed() -> str:
    """Returns 256 random bits in hexadecimal, from the system's own source."""
    return secrets.token_hex(32)


def commitment(seed: str) -> str:
    """Returns what is published first: SHA-256 of the seed's 64 characters. ValueError for something that is no seed."""
    if not _SEED.fullmatch(seed):
        raise ValueError("种子须是 64 位小写十六进制数。")
    return sha256(seed.encode()).hexdigest()


def fits(seed: str, promised: str) -> bool:
    """Whether the seed is the one that was promised."""
    return bool(_SEED.fullmatch(seed)) and hmac.compare_digest(commitment(seed), promised)
