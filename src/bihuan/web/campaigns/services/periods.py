"""How often an item is answered: checked, decided, and each new period opened by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from bihuan import days
from bihuan.web import journal
from bihuan.web.access import Conflict, Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import Campaign, CheckItem
from bihuan.web.campaigns.models.campaign import RHYTHMS
from bihuan.web.config import clock
from bihuan.web.ui.words import cn_date

CLOSING = time(17, 30)
# Far enough to meet the next day of any rule, a leap day of the yearly one included.
_AHEAD = timedelta(days=800)

# One statement for all: a campaign that asks every village is ten thousand rows, which Django would take seconds to spell.
_ASK = """
insert into campaigns_answer
  (campaign_id, check_item_id, unit_id, period, area_code, units, due_at,
   state, looked, counted_in, text, measures, progress, reason, version)
select i.campaign_id, i.id, u.id, i.period, a.code,
  (select array_agg(distinct x order by x) from unnest(array[u.id::int, i.unit_id::int] || i.leads) x),
  i.due_at, 'open', '{}', '', '', '', '', '', 1
from campaigns_checkitem i cross join unnest(i.units) asked join areas_unit u on u.id = asked join areas_area a on a.id = u.area_id
where i.id = any(%s) order by i."order", u.pinyin
on conflict (check_item_id, unit_id, period) do nothing
"""


def closing(day: date) -> datetime:
    """Returns the moment a working day ends."""
    return datetime.combine(day, CLOSING, tzinfo=clock.ZONE)


def ask(items: Sequence[CheckItem]) -> int:
    """Makes an open answer for each item and each unit that must give it in the item's present period; returns how many were missing."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [[item.pk for item in items]])
        return int(cursor.rowcount)


def next_due(
    rule: str, day: int | None, after: date, today: date, until: date | None, starts: date | None = None
) -> date | None:
    """Returns the due day of the period that begins after `after`: the first by the rule that is neither past `today` nor before `starts`.

    Periods that went by while nothing ran are not made up: nobody could answer them. None where the rule has ended.
    """
    if rule == "once":
        return None
    start = max(after + timedelta(days=1), today, starts or today)
    found = days.dues(rule, day, start, start + _AHEAD)  # type: ignore[arg-type]
    first = found[0].on if found else None
    return None if first is None or (until is not None and first > until) else first


@transaction.atomic
def open_due() -> int:
    """Opens the next period of every item whose present one is over, in running campaigns: what the daily timer calls, as `system`.

    Twice does no harm. Returns how many answers were asked for.
    """
    today = clock.today()
    rows = CheckItem.objects.select_for_update(of=("self",), no_key=True).filter(
        campaign__state=Campaign.State.RUNNING, period__lt=today
    )
    items = [item for item in rows.exclude(rule="once").order_by("pk") if _move_on(item, today)]
    if not items:
        return 0
    CheckItem.objects.bulk_update(items, ["period", "due_at"])
    made = ask(items)
    for campaign in Campaign.objects.filter(pk__in={item.campaign_id for item in items}):
        opened = [item for item in items if item.campaign_id == campaign.pk]
        due = cn_date(min(item.period for item in opened))
        campaign.answers_due = min(item.due_at for item in opened)
        campaign.save(update_fields=["answers_due"])
        journal.write(None, "campaign.period_opened", campaign, items=len(opened), due=due)
    return made


def _move_on(item: CheckItem, today: date) -> bool:
    due = next_due(item.rule, item.day, item.period, today, item.until, item.rule_from)
    if due is None:
        return False
    item.period, item.due_at = due, closing(due)
    return True


def check_rhythm(rule: str, day: int | None, until: date | None, first: date) -> None:
    """Refused for a rule that is none, a day the rule cannot have, or an end before the first period."""
    if rule not in RHYTHMS:
        raise Refused("多久答一次，请从列出的里面选。")
    if rule == "once":
        return
    most = 7 if rule == "weekly" else 31
    if day is not None and not 1 <= day <= most:
        raise Refused(f"第几天要在 1 到 {most} 之间，现在是 {day}。")
    if until is not None and until < first:
        raise Refused(f"最后一天 {cn_date(until)} 早于第一期 {cn_date(first)}，请定晚一些。")


@transaction.atomic
def decide(actor: Actor, item_ids: Sequence[int], rule: str, day: int | None, until: date | None) -> int:
    """Says how often items are answered from the next period on; the present one stays. Returns how many items it was."""
    require(actor, "campaign.publish")
    rows = CheckItem.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=item_ids)
    items = list(rows.select_related("campaign").order_by("pk"))
    if not items or len(items) != len(set(item_ids)):
        raise Refused("请选要定的条目。有的条目不在您能看到的范围内。")
    for item in items:
        if item.campaign.state != Campaign.State.RUNNING:
            raise Refused(f"“{item.campaign.title}”已经结束，不再改。")
        check_rhythm(rule, day, until, item.period)
        item.rule, item.day, item.until = rule, (day if rule != "daily" else None), until
        item.rule_from = None
    CheckItem.objects.bulk_update(items, ["rule", "day", "until", "rule_from"])
    words = rhythm_words(items[0])
    journal.write(actor, "campaign.rhythm", items[0].campaign, items=len(items), rhythm=words)
    return len(items)


@dataclass(frozen=True)
class Rhythm:
    """How often an item is to be answered, and from which day on."""

    rule: str
    day: int | None = None
    until: date | None = None
    starts: date | None = None


def rhythm_of(item: CheckItem) -> Rhythm:
    """How often the item is answered now."""
    return Rhythm(item.rule, item.day, item.until, item.rule_from)


def coming(rhythm: Rhythm, after: date) -> set[date]:
    """Due days after the period `after`, within a year of it."""
    if rhythm.rule == "once":
        return set()
    first, last = max(after + timedelta(days=1), rhythm.starts or after), after + timedelta(days=370)
    last = min(last, rhythm.until or last)
    if first > last:
        return set()
    return {due.on for due in days.dues(rhythm.rule, rhythm.day, first, last)}  # type: ignore[arg-type]


def effect(item: CheckItem, to: Rhythm) -> tuple[list[date], list[date]]:
    """(periods added, periods ended) within a year of the item's present period, which itself stays."""
    old, new = coming(rhythm_of(item), item.period), coming(to, item.period)
    return sorted(new - old), sorted(old - new)


def _check_start(item: CheckItem, to: Rhythm) -> None:
    """No period of the present rhythm may fall between the present period and the day from which the new one counts."""
    if to.starts is None:
        return
    if to.starts <= item.period:
        raise Refused(f"{cn_date(item.period)}前这一期已经开了，照原来的答完。请从那天以后起。")
    skipped = sorted(on for on in coming(rhythm_of(item), item.period) if on < to.starts)
    if skipped:
        raise Refused(f"照原来的，{cn_date(skipped[0])}还要答一期。请从这天或以前起，或者等那一期开了再改。")


def check_change(item: CheckItem, to: Rhythm) -> None:
    """Refused where the item cannot be answered so: no such rule or day, an end or start that does not fit, nothing changed."""
    check_rhythm(to.rule, to.day, to.until, item.period)
    _check_start(item, to)
    if rhythm_of(item) == to:
        raise Refused("和现在一样，没有可改的。")


@transaction.atomic
def change_rhythm(actor: Actor, item_id: int, to: Rhythm, seen: str) -> CheckItem:
    """Changes how often one item is answered from a day on; Conflict when it is not what the actor saw (`seen`, in words)."""
    require(actor, "campaign.publish")
    rows = CheckItem.objects.select_for_update(of=("self",), no_key=True).select_related("campaign")
    item = rows.filter(pk=item_id).first()
    if item is None or item.campaign.state != Campaign.State.RUNNING:
        raise Refused("这个专项行动已经结束，或不归您改。")
    was = rhythm_words(item)
    if was != seen:
        raise Conflict(f"您打开之后，这一项已经改为{was}。您这一步没有存，请看过再改。")
    check_change(item, to)
    item.rule, item.day, item.until, item.rule_from = to.rule, to.day, to.until, to.starts
    item.save(update_fields=["rule", "day", "until", "rule_from"])
    since = cn_date(to.starts) if to.starts else "下一期"
    told = {"item": item.no or str(item.order), "was": was, "rhythm": rhythm_words(item), "since": since}
    journal.write(actor, "campaign.item_rhythm", item.campaign, **told)
    return item


def rhythm_words(item: CheckItem) -> str:
    """Returns 每月 4 日前, 每周五前, 每季度末, 答一次."""
    every = RHYTHMS[item.rule]
    if item.rule in ("once", "daily"):
        return every
    if item.day is None:
        return f"{every}末"
    if item.rule == "weekly":
        return f"每周{'一二三四五六日'[item.day - 1]}前"
    return f"{every} {item.day} 日前" if item.rule == "monthly" else f"{every}最后一个月 {item.day} 日前"


def period_words(period: date, rule: str) -> str:
    """Returns how a period is called: 12月 for monthly ones, else the day it is due (12月4日前)."""
    if rule == "once":
        return ""
    if rule == "monthly":
        year = "" if period.year == clock.today().year else f"{period.year}年"
        return f"{year}{period.month}月这一期"
    return f"{cn_date(period)}前这一期"
