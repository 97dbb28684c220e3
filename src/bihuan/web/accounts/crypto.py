"""Personal data at rest: SM4-GCM with a key kept outside the database, and HMAC-SM3 hashes for equality.

Sources: GB/T 32907-2016 (SM4), GB/T 32905-2016 (SM3). The nonce is random, 12 bytes, stored before the ciphertext.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.db import models

from bihuan.web.config.secrets import secret

_NONCE, _TAG = 12, 16


@cache
def _key(purpose: str) -> bytes:
    return bytes.fromhex(secret(purpose))


def encrypt(text: str) -> bytes:
    """Returns nonce + tag + ciphertext."""
    nonce = os.urandom(_NONCE)
    worker = Cipher(algorithms.SM4(_key("data")[:16]), modes.GCM(nonce)).encryptor()
    sealed = worker.update(text.encode()) + worker.finalize()
    return nonce + worker.tag + sealed


def decrypt(blob: bytes) -> str:
    """Returns the text; InvalidTag if a bit was changed or the key is another."""
    nonce, tag, sealed = blob[:_NONCE], blob[_NONCE : _NONCE + _TAG], blob[_NONCE + _TAG :]
    worker = Cipher(algorithms.SM4(_key("data")[:16]), modes.GCM(nonce, tag)).decryptor()
    return (worker.update(sealed) + worker.finalize()).decode()


def digest(text: str) -> str:
    """Returns a keyed hash (64 hex figures) that is equal for equal texts and says nothing else."""
    worker = hmac.HMAC(_key("hash"), hashes.SM3())
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
