"""Pages of a list in the order of its key. A cursor names the last row seen; it is signed, and bound to who asked for what."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db.models import QuerySet

from bihuan.web.idempotency import fingerprint
from bihuan.web.interfaces.faults import Broken

LIMIT, MOST = 50, 200
LONGEST = 400
_SALT = "interfaces.cursor"


def page(request: Any, rows: QuerySet[Any], cursor: str | None, limit: int) -> dict[str, Any]:
    """Returns {"data": up to `limit` rows after the cursor by ascending key, "next_cursor": for the rest, or None}.

    Raises Broken for a cursor that we did not give out for this list, these conditions and this system.
    """
    asked = _asked(request)
    if cursor:
        rows = rows.filter(pk__gt=_after(cursor, asked))
    found = list(rows.order_by("pk")[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return {"data": found, "next_cursor": _cursor(found[-1].pk, asked) if more else None}


def _asked(request: Any) -> str:
    """What stands for the list and its conditions: whose, address, query without the place in it."""
    query = request.GET.copy()
    for name in ("cursor", "limit"):
        query.pop(name, None)
    pairs = sorted((name, value) for name, values in query.lists() for value in values)
    return fingerprint(str(request.system.system_id), request.path, repr(pairs))[:16]


def _cursor(pk: int, asked: str) -> str:
    return signing.dumps([pk, asked], salt=_SALT)


def _after(cursor: str, asked: str) -> int:
    try:
        pk, of = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Broken("cursor_invalid") from None
    if of != asked:
        raise Broken("cursor_invalid", "这个 cursor 是另一个清单或另一组条件的。")
    return int(pk)
