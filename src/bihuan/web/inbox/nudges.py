"""Who was reminded, when, by whom, of how much: so that nobody is asked twice on a day by two people of one office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bihuan.web import journal
from bihuan.web.access import Actor, require
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.inbox.models import Nudge
from bihuan.web.inbox.telling import reminder_to, tell

WEEK = 7
# A paragraph for a chat; the page sends it back as it was copied, and anybody could send more.
LONGEST = 2000


@dataclass(frozen=True)
class Counts:
    """Of how much one reminder speaks."""

    problems: int = 0
    answers: int = 0
    returns: int = 0
    look_backs: int = 0

    @property
    def words(self) -> str:
        """逾期 3 件、没答复 5 项."""
        parts = (
            (self.problems, "逾期 {} 件"),
            (self.answers, "没答复 {} 项"),
            (self.returns, "缺报送 {} 份"),
            (self.look_backs, "该回头看 {} 件"),
        )
        return "、".join(words.format(n) for n, words in parts if n) or "没有要催的"


def note(actor: Actor, unit: Unit, counts: Counts, text: str = "") -> Nudge:
    """Notes that a reminder was copied for the unit, tells the unit, and writes it into the journal."""
    require(actor, "problem.remind")
    made = Nudge.objects.create(
        unit=unit,
        area_code=unit.area.code,
        units=sorted({unit.pk, actor.unit_id}),
        problems=counts.problems,
        answers=counts.answers,
        returns=counts.returns,
        look_backs=counts.look_backs,
        text=text[:LONGEST],
        by_id=actor.person_id,
        by_unit_id=actor.unit_id,
        at=clock.now(),
    )
    journal.write(actor, "unit.reminded", made, unit=str(unit), what=counts.words)
    words = f"{actor.unit_name} {actor.name} 催办：{counts.words}"
    tell("reminded", [reminder_to(unit.pk, actor.unit_id)], made, words=words)
    return made


@dataclass(frozen=True)
class Nagged:
    """What a button says of the past week: when today and by whom, and how often."""

    today: datetime | None
    by: str
    times: int


def past_week(units: Iterable[int]) -> dict[int, Nagged]:
    """Returns, for each unit reminded in the past seven days by anybody whose reminders the reader sees, how often and whether today."""
    midnight = datetime.combine(clock.today(), time(), tzinfo=clock.ZONE)
    since = midnight - timedelta(days=WEEK - 1)
    rows = Nudge.objects.filter(unit__in=list(units), at__gte=since).select_related("by").order_by("at")
    found: dict[int, Nagged] = {}
    for row in rows:
        before = found.get(row.unit_id)
        today = row.at if row.at >= midnight else None
        found[row.unit_id] = Nagged(today, row.by.name, (before.times if before else 0) + 1)
    return found
