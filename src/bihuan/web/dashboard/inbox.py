"""How many things wait for the reader and how many notices are unread: the two numbers of the header, in one query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from bihuan.web.access import may
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns import todo as answers
from bihuan.web.campaigns.duties import todo as duties
from bihuan.web.config import clock
from bihuan.web.database.built import written
from bihuan.web.inbox import reading
from bihuan.web.problems import todo as problems
from bihuan.web.quality import todo as quality

UNREAD = "unread"
SHORT = "short"


def count(request: HttpRequest) -> int:
    """Returns problems that wait for the reader, answers its unit owes, returns and counted work that are due."""
    return _numbers(request)[0]


def unread(request: HttpRequest) -> int:
    """Returns how many of the reader's notices are unread: the number at the bell."""
    return _numbers(request)[1]


def _numbers(request: Any) -> tuple[int, int]:
    if not hasattr(request, "header_numbers"):
        request.header_numbers = numbers(request.actor)
    found: tuple[int, int] = request.header_numbers
    return found


def numbers(actor: Actor) -> tuple[int, int]:
    """(what waits, unread notices). The lists' own conditions, asked together: what waits twice for one problem counts once.

    Counted duties alone are weighed in Python, with a second query where the reader's unit has any that are short.
    """
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(
            _question(replace(actor, request_id=""), actor.chain, today, settings.PARAMETERS_FOLDER)
        )
        waits, fresh, short = cursor.fetchone()
    return waits + (len(duties.short(actor, today)) if short else 0), fresh


@lru_cache(maxsize=1024)
def _question(actor: Actor, chain: tuple[int, ...], today: date, folder: Path | None) -> str:
    """Returns the statement. It follows from who asks and the day alone, and to put it together costs more than to answer it."""
    parts = [part for source in _sources(actor, today) for part in _compiled(*source)]
    words = " union ".join(words for words, _ in parts)
    counts = (
        f"count(*) filter (where kind not in ('{UNREAD}', '{SHORT}'))",
        *(f"count(*) filter (where kind = '{kind}')" for kind in (UNREAD, SHORT)),
    )
    asked = f"select {', '.join(counts)} from ({words}) w(kind, pk)"  # noqa: S608
    return written(asked, [value for _, values in parts for value in values])


def _sources(actor: Actor, today: date) -> Iterator[tuple[str, QuerySet[Any], Any]]:
    """(kind, rows, what tells one thing from another)."""
    yield UNREAD, reading.of(actor).filter(read=False), "pk"
    yield from problems.sources(actor)
    if may(actor.role, "answer.write"):
        yield "answer", answers.to_give(actor), "pk"
    yield from duties.sources(actor)
    yield from quality.sources(actor)
    if (counted := duties.short_rows(actor, today)) is not None:
        yield SHORT, counted, "pk"


def _compiled(kind: str, rows: QuerySet[Any], one: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    asked = rows.order_by().annotate(kind_=Value(kind), one_=Cast(one, CharField()))
    with suppress(EmptyResultSet):  # a role without any of these rights
        words, values = asked.values_list("kind_", "one_").query.sql_with_params()
        yield f"({words})", values
