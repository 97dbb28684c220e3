"""What is put into the outbox, and when: once a day a digest for each who asked, every ten minutes the new notices for the webhook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from bihuan.web.access import scope
from bihuan.web.accounts.models import Grant
from bihuan.web.config import clock
from bihuan.web.inbox import reading
from bihuan.web.inbox.kinds import KINDS
from bihuan.web.inbox.models import MailChoice, Notice, Outgoing
from bihuan.web.problems.models import Problem

MOST_LINES, MOST_EVENTS = 20, 50
# What is older when a webhook is set up is history, not news.
NEWS = timedelta(days=1)


def link(path: str) -> str:
    """The address as somebody outside the browser needs it."""
    return f"{settings.PUBLIC_URL}{path}"


def gather_mail(today: date) -> int:
    """Puts one digest a day into the outbox for everybody who asked and has something unread; returns how many."""
    if not settings.MAIL_ON:
        return 0
    made = 0
    for choice in MailChoice.objects.filter(on=True, person__left_on=None).select_related("person__account"):
        lines = _lines(choice, today)
        if lines:
            made += put("mail", f"mail:{choice.person_id}:{today}", {"lines": lines}, choice.person_id)
    return made


def _lines(choice: MailChoice, today: date) -> list[dict[str, str]]:
    """Kind, number and link of what is unread, asked under the person's own scope, so that no more is said than he may see."""
    grants = Grant.objects.filter(person=choice.person).select_related("person__account", "unit__area")
    held = [grant for grant in grants if grant.holds_on(today)]
    found: dict[int, dict[str, str]] = {}
    for grant in held:
        with scope.acting(scope.scope_of(choice.person, grant)):
            rows = list(reading.of(scope.actor_of(choice.person, grant)).filter(read=False)[:MOST_LINES])
            for notice, told in zip(rows, reading.told(rows), strict=True):
                number = told.number if notice.object_type == "problems.problem" else ""
                found[notice.pk] = event(notice.pk, told.kind.label, number)
    return list(found.values())[:MOST_LINES]


def event(pk: int, kind: str, number: str) -> dict[str, str]:
    """All that is ever said outside of one notice."""
    return {"kind": kind, "number": number, "link": link(reverse("inbox:open", args=[pk]))}


def gather_posts() -> int:
    """Puts notices not yet posted into one post; returns how many. Marked in the same transaction: none is left out or taken twice."""
    if settings.HOOK is None:
        return 0
    fresh = Notice.objects.filter(posted=False, at__gt=clock.now() - NEWS).order_by("pk")
    rows = list(fresh.select_for_update(skip_locked=True, no_key=True)[:MOST_EVENTS])
    if not rows:
        return 0
    Notice.objects.filter(pk__in=[n.pk for n in rows]).update(posted=True)
    put("hook", f"hook:{rows[0].pk}:{rows[-1].pk}", {"events": _events(rows)})
    return len(rows)


def _events(rows: Iterable[Notice]) -> list[dict[str, str]]:
    rows = list(rows)
    cases = [n.object_id or 0 for n in rows if n.object_type == "problems.problem"]
    numbers = dict(Problem.objects.filter(pk__in=cases).values_list("pk", "number"))
    return [event(n.pk, KINDS[n.kind].label, numbers.get(n.object_id or 0, "")) for n in rows]


def put(channel: str, key: str, body: dict[str, Any], person: int | None = None) -> int:
    """Queues one thing to send in the current transaction, unless its key was queued before; 1 or 0."""
    from bihuan.web.inbox.tasks import deliver

    row, new = Outgoing.objects.get_or_create(
        key=key, defaults={"channel": channel, "body": body, "person_id": person, "at": clock.now()}
    )
    if new:
        deliver.defer(outgoing_id=row.pk)
    return int(new)
