"""The journal's public surface: `write` in the current transaction, `apart.write` on a connection of its own, `lines_of`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db import models

    from bihuan.web.access.scope import Actor
    from bihuan.web.journal.models import JournalLine

Listener = Callable[["Actor | None", Any, "JournalLine"], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Registers who is called with every line, in its transaction; called from an AppConfig.ready()."""
    if listener not in _listeners:
        _listeners.append(listener)


def write(actor: Actor | None, code: str, obj: models.Model | None = None, **data: Any) -> None:
    """Adds a line to the current transaction; KeyError for a code nobody registered."""
    from bihuan.web.journal.services import add

    line = add(actor, code, obj, data)
    for listener in _listeners:
        listener(actor, obj, line)


def write_many(actor: Actor | None, code: str, about: Sequence[tuple[models.Model, dict[str, Any]]]) -> None:
    """Adds a line for each (object, data) in one statement; otherwise as `write`."""
    from bihuan.web.journal.services import add_many

    for (obj, _data), line in zip(about, add_many(actor, code, about), strict=True):
        for listener in _listeners:
            listener(actor, obj, line)


def lines_of(obj: models.Model) -> list[JournalLine]:
    """Lines about `obj` that the reader may see, newest first."""
    from bihuan.web.journal.services import about

    return about(obj)


def digest(text: str) -> str:
    """A keyed hash to put in place of personal data."""
    from bihuan.web.accounts.crypto import digest as keyed

    return keyed(text)
