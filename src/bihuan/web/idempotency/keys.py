"""Claiming a key, and answering again what was answered before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from bihuan.web.access import Actor
from bihuan.web.access.request import Request
from bihuan.web.config import clock
from bihuan.web.idempotency.models import UsedKey

# Longer than any phone keeps what it could not send: after that a key might take effect a second time.
KEPT_FOR = timedelta(days=90)
_KEY = re.compile(r"[!-~]{8,80}")


class BadKey(Exception):
    """The key cannot be one; the words are for people."""


class KeyReused(Exception):
    """The key stands for something else that was taken in before; the words are for people."""


@dataclass(frozen=True)
class Answer:
    """What was answered: an HTTP status below 400, and what the answer is made of. `repeated`: nothing was done this time."""

    status: int = 200
    reference: dict[str, Any] = field(default_factory=dict)
    repeated: bool = False


def fingerprint(*parts: str | bytes) -> str:
    """SHA-256 over the parts, each with its length: method, address, body, or whatever makes two requests the same one."""
    seen = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        seen.update(len(data).to_bytes(8, "big") + data)
    return seen.hexdigest()


@transaction.atomic
def once(actor: Actor, key: str, seen: str, act: Callable[[], Answer]) -> Answer:
    """Calls `act` unless this person's key has taken effect before; then returns the answer of that time.

    Two at the same moment wait for each other. What `act` raises undoes the key with everything else.
    Raises BadKey for what is no key (8 to 80 visible ASCII characters), KeyReused when `seen` differs from the first time's.
    """
    if not _KEY.fullmatch(key):
        raise BadKey("提交编号不对：要 8 到 80 个字母、数字或符号，不能有空格和汉字。请重新生成一个再交。")
    if not _claim(actor, key, seen):
        return _again(actor, key, seen)
    answer = act()
    mine = UsedKey.objects.filter(person_id=actor.person_id, key=key)
    mine.update(status=answer.status, reference=answer.reference)
    return answer


def _claim(actor: Actor, key: str, seen: str) -> bool:
    """Whether the key is new. Waits for a transaction that has just claimed it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into idempotency_usedkey (person_id, key, fingerprint, status, reference, at)"
            " values (%s, %s, %s, 0, '{}', %s) on conflict do nothing",
            [actor.person_id, key, seen, clock.now()],
        )
        return cursor.rowcount == 1


def _again(actor: Actor, key: str, seen: str) -> Answer:
    before = UsedKey.objects.get(person_id=actor.person_id, key=key)
    if before.fingerprint != seen:
        raise KeyReused("这个提交编号已经用在另一份内容上，这一份没有收下。请换一个新的编号再交。")
    return replace(Answer(before.status, before.reference), repeated=True)


def first_time(request: Request) -> bool:
    """Whether this form's key (`{% idem %}`) is new; a form sent twice has one effect. Forms without a readable key count as new."""
    key = request.POST.get("idem", "")
    return not _KEY.fullmatch(key) or _claim(request.actor, key, "")


def sweep() -> int:
    """Deletes keys older than KEPT_FOR and returns how many; the caller is `system`."""
    deleted, _ = UsedKey.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()
    return deleted
