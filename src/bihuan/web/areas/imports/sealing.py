"""Hidden keys of rows that go out and come back: sealed with the installation's own key, so that nobody makes one up or edits it."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

_LENGTH = 32  # characters of a seal: 128 bits


class Seal:
    """Seals bodies of one salt. Made once for many rows: making it costs more than sealing."""

    def __init__(self, salt: str) -> None:
        self._begun = salted_hmac(salt, "", algorithm="sha256")

    def sealed(self, body: str) -> str:
        """Returns the body with its seal behind it."""
        return f"{body}.{self._of(body)}"

    def holds(self, body: str, seal: str) -> bool:
        """Whether the seal is the body's own."""
        return constant_time_compare(seal, self._of(body))

    def _of(self, body: str) -> str:
        made = self._begun.copy()
        made.update(body.encode())
        return made.hexdigest()[:_LENGTH]


def opened(words: str) -> tuple[str, str]:
    """Returns the body and the seal of what came back; an empty body where there is none."""
    body, _, seal = words.strip().rpartition(".")
    return body, seal
