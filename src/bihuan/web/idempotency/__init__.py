"""What is sent twice takes effect once: the one mechanism of keys, for the forms of pages, for phones and for the interface of systems.

Whoever sends makes a key; the same person with the same key gets the same answer, and nothing happens a second time:

    answer = once(actor, key, fingerprint(...), act)   # act() -> Answer; it is called the first time only
    if not first_time(request): ...                     # forms of pages, which only ask whether to go on

Only what took effect uses a key up. What was refused is rolled back with its key, and may be sent again, corrected, under it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bihuan.web.idempotency.keys import Answer, BadKey, KeyReused, fingerprint, first_time, once, sweep

__all__ = ["Answer", "BadKey", "KeyReused", "fingerprint", "first_time", "once", "sweep"]


def __getattr__(name: str) -> Any:
    """The functions need the model, which exists only once Django is set up."""
    if name in __all__:
        from bihuan.web.idempotency import keys

        return getattr(keys, name)
    raise AttributeError(name)
