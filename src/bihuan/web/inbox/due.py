"""The morning's notice: one a unit and working day, of what falls due before the next working day, and what became overdue.

The things themselves stand on the first screen; this only says so, once, and not for what was overdue the day before too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q

from bihuan import days
from bihuan.web.campaigns.models import Answer, Campaign, Return
from bihuan.web.config import clock
from bihuan.web.inbox.telling import To, tell
from bihuan.web.problems.models import Assignment, LookBack
from bihuan.web.problems.tables import OVER
from bihuan.web.ui.words import WEEKDAYS, cn_date

AT_WORK = ("issued", "acknowledged", "working", "forwarded", "returned")
WORDS = {"problems": "整改", "answers": "答复", "returns": "报送", "look_backs": "回头看"}


@dataclass
class Owed:
    """What one unit has: counts by sort for each time; `fresh` is how much of the late became so since the last working day."""

    late: Counter[str] = field(default_factory=Counter)
    today: Counter[str] = field(default_factory=Counter)
    soon: Counter[str] = field(default_factory=Counter)
    fresh: int = 0

    def worth_telling(self) -> bool:
        """Whether anything is new this morning."""
        return bool(self.today or self.soon or self.fresh)


def tell_of_due(today: date) -> int:
    """Tells every unit once on a working day; returns how many. On other days nothing: the last working day told of them."""
    if not days.kind_of(today).working:
        return 0
    until = days.add_working_days(today, 1)
    owed = owed_by_unit(today, until)
    told = {unit: each for unit, each in owed.items() if each.worth_telling()}
    for unit, each in sorted(told.items()):
        words = sentence(each, until, today)
        tell("due", [To(unit=unit, key=f"due:{unit}:{today.isoformat()}")], words=words)
    return len(told)


def owed_by_unit(today: date, until: date) -> dict[int, Owed]:
    """Returns what each unit owes up to `until`, in four queries."""
    before = days.last_working_day_before_or_on(today - timedelta(days=1))
    found: dict[int, Owed] = defaultdict(Owed)
    for sort, unit, due in _dues(until):
        owed = found[unit]
        if due < today:
            owed.late[sort] += 1
            owed.fresh += due >= before
        else:
            (owed.today if due == today else owed.soon)[sort] += 1
    return dict(found)


def _dues(until: date) -> Iterator[tuple[str, int, date]]:
    parts = Assignment.objects.filter(state__in=AT_WORK, round=F("problem__rounds"), due__lte=until)
    parts = parts.exclude(problem__state__in=(*OVER, "merged"))
    for unit, due in parts.order_by().values_list("unit", "due"):
        yield "problems", unit, due or until
    running = Q(campaign__state=Campaign.State.RUNNING)
    end = datetime.combine(until, time.max, tzinfo=clock.ZONE)
    answers = Answer.objects.filter(running, state__in=Answer.WAITING, due_at__lte=end).order_by()
    yield from (
        ("answers", u, at.astimezone(clock.ZONE).date()) for u, at in answers.values_list("unit", "due_at")
    )
    yield from _returns(
        Return.objects.filter(running, state__in=Return.OWED, merged=False)
        .order_by()
        .values_list("unit", "due", "again_due"),
        until,
    )
    booked = LookBack.objects.filter(done_on=None, due_on__lte=until).exclude(problem__waiting_unit=None)
    for unit, due_on in booked.order_by().values_list("problem__waiting_unit", "due_on"):
        yield "look_backs", unit or 0, due_on


def _returns(rows: Iterable[tuple[int, date, date | None]], until: date) -> Iterator[tuple[str, int, date]]:
    for unit, due, again in rows:
        if (again or due) <= until:
            yield "returns", unit, again or due


def sentence(owed: Owed, until: date, today: date) -> str:
    """今天到期 3 件（整改 1、答复 2），明天（周五）前到期 1 件（报送 1），已逾期 2 件（整改 2）."""
    when = "明天" if (until - today).days == 1 else cn_date(until, today)
    told = (
        ("今天到期", owed.today),
        (f"到{when}（周{WEEKDAYS[until.weekday()]}）到期", owed.soon),
        ("已逾期", owed.late),
    )
    return "，".join(f"{head} {counts.total()} 件（{_sorts(counts)}）" for head, counts in told if counts)


def _sorts(counts: Counter[str]) -> str:
    """整改 1、答复 2."""
    return "、".join(f"{words} {counts[sort]}" for sort, words in WORDS.items() if counts[sort])
