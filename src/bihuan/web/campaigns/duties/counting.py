"""Counted duties: a unit notes work done; the office decides who does it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from bihuan.web import journal
from bihuan.web.access import Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.duties import making, who
from bihuan.web.campaigns.models import Campaign, DutyCount, DutyEntry, DutyTerms
from bihuan.web.campaigns.models.duties import LEVELS
from bihuan.web.config import clock
from bihuan.web.ui.words import cn_date, number


@dataclass(frozen=True)
class Work:
    """What was done: how much, on which day, and a word about it. A correction has a minus and needs its reason as the note."""

    number: Decimal
    on: date
    note: str = ""


def record(actor: Actor, count_id: int, work: Work, idem: uuid.UUID) -> DutyCount:
    """Adds an entry to the counter; with a key that was used before it changes nothing."""
    rows = DutyCount.objects.select_for_update(of=("self",), no_key=True)
    count = rows.select_related("unit", "duty__campaign").filter(pk=count_id, live=True).first()
    if count is None:
        raise Refused("这一项不在您能办的范围内，或办公室已经改由别的单位办。请刷新页面。")
    if DutyEntry.objects.filter(idem=idem).exists():
        return count
    who.require_doing(actor, count.unit)
    _check(count, work)
    entry = DutyEntry.of(
        count,
        idem=idem,
        number=work.number,
        on=work.on,
        note=work.note.strip(),
        by_id=actor.person_id,
        at=clock.now(),
    )
    entry.save(force_insert=True)
    count.done = DutyEntry.objects.filter(count=count).aggregate(n=Sum("number"))["n"] or Decimal(0)
    count.save(update_fields=["done"])
    unit, what = count.unit.short_name, f"{number(work.number)} {count.duty.counted_in}"
    journal.write(actor, "duty.recorded", count, unit=unit, what=what, day=cn_date(work.on))
    return count


def _check(count: DutyCount, work: Work) -> None:
    if count.duty.campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{count.duty.campaign.title}”已经结束，不再记任务量。")
    if work.number == 0:
        raise Refused("数量不能是 0。没有办就不用记。")
    if work.on > clock.today():
        raise Refused(f"{cn_date(work.on)}还没有到，办了以后再记。")
    if work.on < count.period_start or (count.period_end and work.on > count.period_end):
        last = cn_date(count.period_end) or "结束"
        raise Refused(f"这一期是{cn_date(count.period_start)}到{last}，{cn_date(work.on)}办的请记到那一期。")
    if work.number < 0 and not work.note.strip():
        raise Refused("减数是更正，请在说明里写明为什么减。")
    if count.done + work.number < 0:
        raise Refused(f"一共只记了 {number(count.done)}，减不了 {number(-work.number)}。")


def decide_level(actor: Actor, duty_id: int, level: str) -> int:
    """Says who does the duty. Counters with work in them stay, empty ones of others stop. Returns how many were added."""
    require(actor, "campaign.publish")
    rows = DutyTerms.objects.select_for_update(of=("self",), no_key=True)
    terms = rows.select_related("duty__campaign__plan").filter(duty=duty_id).order_by().first()
    if terms is None:
        raise Refused("这一条是指标，不计数，或不归您定。")
    if level not in LEVELS or level == "named":
        raise Refused("请从列出的里面选由谁办。")
    campaign = terms.duty.campaign
    if campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{campaign.title}”已经结束，不再改。")
    terms.level, terms.named, terms.decided = level, [], True
    terms.save(update_fields=["level", "named", "decided"])
    owing, today = who.Owing(campaign), clock.today()
    ids = [unit.pk for unit in owing.units(level)]
    now = Q(period_end=None) | Q(period_end__gte=today)
    counts = DutyCount.objects.filter(now, duty=terms.duty)
    counts.filter(done=0, live=True).exclude(unit__in=ids).update(live=False)
    counts.filter(live=False, unit__in=ids).update(live=True)
    added = making.make_counts(owing, today)
    journal.write(actor, "duty.level", campaign, level=LEVELS[level], units=len(ids))
    return added
