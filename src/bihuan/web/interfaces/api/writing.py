"""What every writing request goes through: its key, its scope's service, refusals turned into problem+json."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from bihuan.web.access import Conflict
from bihuan.web.idempotency import Answer, BadKey, KeyReused, fingerprint, once
from bihuan.web.interfaces.faults import Broken, Wrong

REPLAYED = "Idempotency-Replayed"


def keyed(request: Any, response: Any, act: Callable[[], int], *parts: str | bytes) -> int:
    """Calls `act` once for the request's Idempotency-Key and returns what it gave (an id), also when the request is sent again.

    `parts` are the contents that make two requests the same one. Raises Broken for a missing, wrong or reused key,
    and 412 for a version that was overtaken meanwhile.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Broken("key_missing")
    seen = fingerprint(request.method, request.path, *parts)
    try:
        done = once(request.actor, key, seen, lambda: Answer(200, {"id": act()}))
    except BadKey as bad:
        raise Broken("key_invalid", str(bad)) from bad
    except KeyReused as reused:
        raise Broken("key_reused", str(reused)) from reused
    except Conflict as overtaken:
        raise Broken("version_stale", str(overtaken)) from overtaken
    if done.repeated:
        response[REPLAYED] = "true"
    return int(done.reference["id"])


def guarded(step: Callable[[], Any]) -> Any:
    """Runs a service in a savepoint, so that a refusal leaves nothing of it."""
    with transaction.atomic():
        return step()


def faulty(form: Any, root: str) -> list[Wrong]:
    """A form's errors with pointers under `root`."""
    return [
        Wrong(str(words), code=code or "invalid", pointer=root if name == "__all__" else f"{root}/{name}")
        for name, held in form.errors.as_data().items()
        for error in held
        for words, code in _said(error)
    ]


def _said(error: Any) -> Iterable[tuple[str, str]]:
    return [(words, error.code or "") for words in error.messages]
