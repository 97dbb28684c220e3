"""Sending one thing of the outbox: at least once, each time under the same id, which the receiver may use to drop a second copy."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.config import clock
from bihuan.web.inbox.models import MailChoice, Outgoing
from bihuan.web.inbox.sending.gathering import link
from bihuan.web.inbox.sending.posting import Unsent, post

_log = structlog.get_logger("bihuan.sending")
State = Outgoing.State
MOST_TRIES = 8


def deliver(pk: int) -> None:
    """Sends it and notes that it went; a failure is noted and raised, so that the queue tries again later, until MOST_TRIES.

    Killed between the sending and the note it is sent once more, under the same id.
    """
    try:
        with transaction.atomic():
            scope.apply(SYSTEM)
            row = Outgoing.objects.select_for_update(no_key=True).get(pk=pk)
            if row.state != State.WAITING:
                return
            row.state = State.SENT if SENDERS[row.channel](row) else State.DROPPED
            row.sent_at, row.error = clock.now(), ""
            row.save(update_fields=["state", "sent_at", "error"])
    except (OSError, Unsent) as failed:
        if _note_failure(pk, failed):
            raise


def _note_failure(pk: int, failed: Exception) -> bool:
    """Notes the failure; whether it is worth another try. The words of a mail server may hold an address, so only its kind is kept."""
    words = str(failed) if isinstance(failed, Unsent) else type(failed).__name__
    with transaction.atomic():
        scope.apply(SYSTEM)
        row = Outgoing.objects.select_for_update(no_key=True).get(pk=pk)
        row.tries, row.error = row.tries + 1, words[:200]
        row.state = State.FAILED if row.tries >= MOST_TRIES else State.WAITING
        row.save(update_fields=["tries", "error", "state"])
    _log.warning("not sent", outgoing=pk, tries=row.tries, why=words)
    return row.state == State.WAITING


def _mail(row: Outgoing) -> bool:
    """Sends the digest, unless the person has changed his mind, or mail was switched off, since."""
    choice = MailChoice.objects.filter(person=row.person_id, on=True).first()
    if choice is None or not settings.MAIL_ON:
        return False
    lines = row.body["lines"]
    EmailMessage(
        subject=f"闭环：{len(lines)} 条通知没看",
        body=_text(lines),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[str(choice.address)],
        headers={"Message-ID": f"<{row.key.replace(':', '.')}@bihuan>", "X-Bihuan-Id": row.key},
    ).send()
    return True


def _text(lines: list[dict[str, str]]) -> str:
    told = "\n".join(" ".join(filter(None, (e["kind"], e["number"], e["link"]))) for e in lines)
    choice = link("/inbox/mail/")
    return f"{told}\n\n邮件里只有编号、事项和链接，内容请登录后看。一天最多一封；不要了，在这里关：{choice}\n"


def _hook(row: Outgoing) -> bool:
    if settings.HOOK is None:
        return False
    post(settings.HOOK, row.key, row.body["events"], summary(row.body["events"]))
    return True


def summary(events: list[dict[str, str]]) -> str:
    """新交办 2 件（2026-0036、2026-0041），催办 1 件。, with the link to the inbox: for group robots."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for each in events:
        kinds[each["kind"]].append(each["number"])
    parts = []
    for kind, numbers in kinds.items():
        named = "、".join(dict.fromkeys(n for n in numbers if n))
        parts.append(f"{kind} {len(numbers)} 件" + (f"（{named}）" if named else ""))
    return f"闭环：{'，'.join(parts)}。{link('/inbox/')}"


SENDERS: dict[str, Any] = {"mail": _mail, "hook": _hook}
