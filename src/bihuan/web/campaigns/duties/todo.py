"""What waits for somebody of returns and counted duties: for first screens and the number in the header."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from bihuan.web.access import may
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.duties import matrix, notices, standing, tallies
from bihuan.web.campaigns.models import Campaign, DutyCount, Return
from bihuan.web.config import clock
from bihuan.web.ui.words import number

_RUNNING = Campaign.State.RUNNING
_Correction = Return.Correction


@dataclass(frozen=True)
class Todo:
    """One thing to do, in the words of campaigns/todo.py: title, sub, words on the right, where it leads, when it is due."""

    title: str
    sub: str
    right: str
    url: str
    due: date | None


@dataclass(frozen=True)
class Waiting:
    """What the first screen shows: the actor's own things to do, and for who reminds, the late returns it sees."""

    todos: list[Todo]
    missing: list[Return]


def waiting(actor: Actor) -> Waiting:
    """Returns what waits, in two queries: own returns and counters that are due, for the office also what to accept."""
    today, own = clock.today(), _own(actor)
    rows = _returns(actor, own, today)
    mine = [row for row in rows if (row.owed or row.correction) and row.unit_id in own and _now(row, today)]
    found = [_return(row, today) for row in mine] + [_count(each) for each in short(actor, today)]
    if may(actor.role, "campaign.publish"):
        found += _to_accept([row for row in rows if row.to_judge], today)
    found.sort(key=lambda todo: (todo.due is None, todo.due or today, todo.title))
    reminds = may(actor.role, "problem.remind")
    return Waiting(found, [r for r in rows if reminds and standing.of_return(r, today).late])


def of_request(request: Any) -> Waiting:
    """As `waiting`, asked once a request: the header counts what the page below lists."""
    if not hasattr(request, "duties_waiting"):
        request.duties_waiting = waiting(request.actor)
    held: Waiting = request.duties_waiting
    return held


def sources(actor: Actor) -> Iterator[tuple[str, QuerySet[Any], Any]]:
    """(kind, rows, what tells one thing from another) of the returns that `waiting` lists, to be counted."""
    rows, today, own = Return.objects.filter(campaign__state=_RUNNING), clock.today(), _own(actor)
    if _does(actor):
        now = Q(state=Return.State.RETURNED) | Q(state__in=Return.OWED, remind_on__lte=today)
        yield "return", rows.filter(now, unit__in=own), "pk"
    if may(actor.role, "campaign.publish"):
        day = Concat(Cast("obligation_id", CharField()), Value("/"), Cast("due", CharField()))
        yield "accept", rows.filter(state=Return.State.HANDED_IN), day


def todos(actor: Actor) -> list[Todo]:
    """Returns what waits for the actor's unit, the most urgent first; for the office what waits to be accepted."""
    return waiting(actor).todos


def _returns(actor: Actor, own: list[int], today: date) -> list[Return]:
    """Owed ones of the own units that are due or to be reminded of; those to accept; late ones for who reminds."""
    wanted = Q()
    if _does(actor):
        wanted |= Q(unit__in=own, state__in=Return.OWED) | Q(unit__in=own, correction=_Correction.DRAFT)
    if may(actor.role, "campaign.publish"):
        wanted |= Q(state=Return.State.HANDED_IN) | Q(correction=_Correction.SUBMITTED)
    if may(actor.role, "problem.remind"):
        wanted |= Q(state=Return.State.WAITING, due__lt=today) | Q(
            state=Return.State.RETURNED, again_due__lt=today
        )
    if not wanted.children:
        return []
    rows = Return.objects.filter(wanted, campaign__state=_RUNNING, merged=False)
    return list(
        rows.select_related("unit__contact", "campaign", "obligation").order_by("due", "unit__pinyin")
    )


def _now(row: Return, today: date) -> bool:
    if row.correction:
        return row.correction == _Correction.DRAFT
    return row.state == Return.State.RETURNED or row.remind_on <= today


def _does(actor: Actor) -> bool:
    return may(actor.role, "answer.write") or actor.role == "inspector"


def short(actor: Actor, today: date) -> list[DutyCount]:
    """Returns the actor's unit's counters that end soon and are short."""
    rows = short_rows(actor, today)
    return [] if rows is None else [c for c in rows if tallies.line(c, c.duty, today).tone == "soon"]


def short_rows(actor: Actor, today: date) -> QuerySet[DutyCount] | None:
    """Returns the actor's unit's counters that are short, whenever they end; None for who has no such work."""
    if not _does(actor):
        return None
    rows = tallies.counters().filter(
        tallies.present(today), unit__in=_own(actor), duty__campaign__state=_RUNNING, done__lt=F("wanted")
    )
    return rows.filter(duty__bound__in=("min", "exact")).exclude(period_end=None)


def _own(actor: Actor) -> list[int]:
    """The unit itself; for a team also the village it lives in."""
    return list(actor.chain[:2]) if actor.role == "team" else [actor.unit_id]


def _return(row: Return, today: date) -> Todo:
    back = row.state == Return.State.RETURNED
    due = row.again_due if back and row.again_due else row.due
    name = matrix.name_of(row.obligation, row.due, today)
    words = f"退回重报：{row.reason}" if back else notices.due_words(due, today)
    words = "更正写好以后要再交一次" if row.correction else words
    right = "正在更正" if row.correction else "退回重报" if back else "要报"
    return Todo(
        f"{name}（{row.campaign.title}）", words, right, reverse("campaigns:return_sheet", args=[row.pk]), due
    )


def _count(count: DutyCount) -> Todo:
    reckoning = standing.reckon(count.duty.bound, count.wanted, count.done)
    done = f"已办 {number(count.done)}，{reckoning.words} {count.duty.counted_in}"
    url = f"{reverse('campaigns:duties', args=[count.duty.campaign_id])}?count={count.pk}"
    return Todo(count.duty.text[:40], f"{count.duty.words} · {done}", reckoning.words, url, count.period_end)


def _to_accept(rows: list[Return], today: date) -> list[Todo]:
    """One line a due date: how many wait to be accepted."""
    groups: dict[tuple[int, date], list[Return]] = defaultdict(list)
    for row in rows:
        groups[row.obligation_id, row.due].append(row)
    return [_accepting(held, today) for held in groups.values()]


def _accepting(rows: list[Return], today: date) -> Todo:
    first = rows[0]
    name = matrix.name_of(first.obligation, first.due, today)
    url = f"{reverse('campaigns:returns', args=[first.campaign_id])}?obligation={first.obligation_id}"
    return Todo(f"审{name}：{len(rows)} 份交来", first.campaign.title, f"待审 {len(rows)} 份", url, None)
