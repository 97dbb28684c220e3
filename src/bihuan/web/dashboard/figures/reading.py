"""Figures as the roll-up door gives them: sums within the reader's own reach, one question a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from django.db import connection

from bihuan.web.config import clock
from bihuan.web.config.parameters import amount

# town, village: by where the problem is; unit: by its lead; body: by who answers for the lead (a township for its villages).
Kind = Literal["town", "village", "unit", "body"]
WEEKS = 9


@dataclass
class Figures:
    """How many problems are so, by fact, and for `found` and `closed` by the Monday of the week."""

    facts: Counter[str] = field(default_factory=Counter)
    weeks: Counter[tuple[str, date]] = field(default_factory=Counter)

    def __getitem__(self, fact: str) -> int:
        return self.facts[fact]

    def __iadd__(self, other: Figures) -> Figures:
        self.facts.update(other.facts)
        self.weeks.update(other.weeks)
        return self

    def share(self, part: str, whole: str) -> float | None:
        """The share of one fact in another, nought to one; None where there is nothing to share."""
        return self[part] / self[whole] if self[whole] else None


def near() -> date:
    """The last day that counts as due soon on the overview (parameter due_ahead_days)."""
    return clock.today() + timedelta(days=amount("due_ahead_days"))


def mondays(today: date, weeks: int = WEEKS) -> list[date]:
    """The Mondays of the last weeks, the present one included, oldest first."""
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=back) for back in reversed(range(weeks))]


def read(kind: Kind, keys: Iterable[int] | None = None, campaign: int | None = None) -> dict[int, Figures]:
    """Returns the figures of places or units by code or id, as far as the reader reaches; those that hold nothing are left out."""
    today = clock.today()
    given = [kind, None if keys is None else sorted(set(keys)), campaign, mondays(today)[0], today, near()]
    found: dict[int, Figures] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select key, fact, day, n from door_figures(%s, %s::bigint[], %s, %s::date, %s::date, %s::date)",
            given,
        )
        for key, fact, day, n in cursor.fetchall():
            held = found.setdefault(key, Figures())
            held.facts[fact] += n
            if day is not None:
                held.weeks[fact, day] += n
    return found


def total(rows: Iterable[Figures]) -> Figures:
    """Returns the sum."""
    made = Figures()
    for row in rows:
        made += row
    return made
