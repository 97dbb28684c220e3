"""Personal data at rest: SM4-GCM with a key kept outside the database, and HMAC-SM3 hashes for equality.

Sources: GB/T 32907-2016 (SM4), GB/T 32905-2016 (SM3). The nonce is random, 12 bytes, stored before the ciphertext.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.db import models

from bihuan.web.config import secrets
from bihuan.web.config.secrets import secret

_NONCE, _TAG = 12, 16


@cache
def _key(purpose: str) -> bytes:
    return bytes.fromhex(secret(purpose))


@lru_cache(maxsize=4)
def _ring(stamp: tuple[int, ...]) -> tuple[bytes, ...]:
    """The key that seals, and behind it, while keys are being changed, the one it follows."""
    former = secrets.former("data")
    return tuple(bytes.fromhex(text)[:16] for text in (secret("data"), former) if text)


def ring() -> tuple[bytes, ...]:
    """Returns the keys of now; a key changed by another process is seen at once."""
    return _ring(secrets.stamp("data"))


class Sealer:
    """Seals many texts with the key of now, looked up once."""

    def __init__(self) -> None:
        self.key = algorithms.SM4(ring()[0])

    def encrypt(self, text: str) -> bytes:
        """Returns nonce + tag + ciphertext."""
        nonce = os.urandom(_NONCE)
        worker = Cipher(self.key, modes.GCM(nonce)).encryptor()
        sealed = worker.update(text.encode()) + worker.finalize()
        return nonce + worker.tag + sealed


def encrypt(text: str) -> bytes:
    """Returns nonce + tag + ciphertext."""
    return Sealer().encrypt(text)


def decrypt(blob: bytes) -> str:
    """Returns the text; InvalidTag if a bit was changed or the key is another."""
    first, *rest = ring()
    try:
        return opened(blob, first)
    except InvalidTag:
        if not rest:
            raise
    return opened(blob, rest[0])


def opened(blob: bytes, key: bytes) -> str:
    """Returns the text that `key` sealed; InvalidTag when another did."""
    nonce, tag, sealed = blob[:_NONCE], blob[_NONCE : _NONCE + _TAG], blob[_NONCE + _TAG :]
    worker = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    return (worker.update(sealed) + worker.finalize()).decode()


@lru_cache(maxsize=4)
def _keyed(key: bytes) -> hmac.HMAC:
    """The hash with its key taken in, which takes as long as hashing a number; imports hash a million of them."""
    return hmac.HMAC(key, hashes.SM3())


def digest(text: str) -> str:
    """Returns a keyed hash (64 hex figures) that is equal for equal texts and says nothing else."""
    worker = _keyed(_key("hash")).copy()
    worker.update(text.encode())
    return worker.finalize().hex()


class EncryptedField(models.BinaryField):
    """Text that only this installation's key can read; '' stays ''."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return decrypt(bytes(value)) if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> bytes:
        return encrypt(value) if value else b""
