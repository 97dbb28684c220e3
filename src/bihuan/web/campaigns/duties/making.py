"""Making the rows: returns by unit and date, counters by unit and period. Called at publishing and every day; twice does no harm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Max

from bihuan import days
from bihuan.web.campaigns.duties import schedule, who
from bihuan.web.campaigns.duties.sheets import opening
from bihuan.web.campaigns.models import (
    Campaign,
    Duty,
    DutyCount,
    DutyTerms,
    ReportObligation,
    Return,
    ReturnTerms,
)
from bihuan.web.campaigns.models.plan import Plan
from bihuan.web.campaigns.who import Directory
from bihuan.web.config import clock
from bihuan.web.ui.words import day_of

BATCH = 2000
# Shares and time limits are targets; nobody adds them up.
_NOT_COUNTED = ("%", "％", "个工作日", "工作日")
# Reports that are a paper of their own and no table.
_PAPER = re.compile(r"方案|计划|总结|汇报|名单|联系人|信息|简报")
# How much of the paper before a duty is searched for who does it.
_AROUND = 220


@dataclass(frozen=True)
class Made:
    """How many rows were added."""

    returns: int
    counts: int


def begin(campaign: Campaign, directory: Directory | None = None) -> Made:
    """Makes what is due from now on: terms where there are none, returns as far ahead as they go, counters of the present period.

    Returns whose period has begun are opened to be filled.
    """
    owing = who.Owing(campaign, directory or Directory())
    _terms(campaign, owing)
    today = clock.today()
    made = Made(make_returns(owing, today), make_counts(owing, today))
    opening.open_begun(campaign, today)
    return made


def roll_on() -> Made:
    """Does the same for every running campaign: what the daily timer calls."""
    directory = Directory()
    made = [
        begin(c, directory)
        for c in Campaign.objects.filter(state=Campaign.State.RUNNING).select_related("plan")
    ]
    return Made(sum(m.returns for m in made), sum(m.counts for m in made))


def is_counter(duty: Duty) -> bool:
    """Whether the duty is counted; shares (占比50%以上) and time limits (7个工作日内) are targets."""
    return duty.counted_in not in _NOT_COUNTED and duty.number > 0


def same_as(obligations: list[ReportObligation]) -> dict[int, ReportObligation]:
    """Returns, for each note under the annex table (此表于每月4日前上报), the obligation of the body that it repeats."""
    bodies = [o for o in obligations if not who.is_note_to_table(o.text)]
    found = {}
    for note in obligations:
        key = (note.rule, note.day, note.due)
        twin = next((b for b in bodies if (b.rule, b.day, b.due) == key), None)
        if twin and who.is_note_to_table(note.text):
            found[note.pk] = twin
    return found


def _terms(campaign: Campaign, owing: who.Owing) -> None:
    obligations = list(campaign.obligations.all())
    known = set(
        ReturnTerms.objects.filter(obligation__campaign=campaign).values_list("obligation_id", flat=True)
    )
    twins, since = same_as(obligations), day_of(campaign.published_at)
    wanted = [o for o in obligations if o.pk not in known and o.pk not in twins and schedule.rhythm_of(o)]
    carries = _Carries(campaign)
    ReturnTerms.objects.bulk_create(
        [_return_terms(o, since, owing, carries) for o in wanted], ignore_conflicts=True
    )
    counted = DutyTerms.objects.filter(duty__campaign=campaign).values_list("duty_id", flat=True)
    new = [
        d for d in campaign.duties.select_related("plan_item") if d.pk not in set(counted) and is_counter(d)
    ]
    text = Plan.objects.values_list("text", flat=True).get(pk=campaign.plan_id) if new else ""
    DutyTerms.objects.bulk_create(
        [DutyTerms(duty=d, level=who.level_of_duty(d.text, _around(d, text), d.per)) for d in new],
        ignore_conflicts=True,
    )


def _return_terms(
    obligation: ReportObligation, since: date, owing: who.Owing, carries: _Carries
) -> ReturnTerms:
    level, named = who.level_of_report(obligation.text, owing.directory)
    return ReturnTerms(
        obligation=obligation, since=since, level=level, named=named, carries=carries.of(obligation)
    )


@dataclass
class _Carries:
    """What the returns of a campaign's obligations hold, read from the words."""

    campaign: Campaign

    def of(self, obligation: ReportObligation) -> str:
        """Daily and weekly ones carry the counted work; one paper by one day (方案, 总结) only itself; others the check items."""
        rhythm = schedule.rhythm_of(obligation)
        if rhythm and rhythm.rule in ("daily", "weekly") and self.counted & {"day", "week"}:
            return "figures"
        if rhythm and rhythm.rule == "once" and _PAPER.search(obligation.text):
            return "paper"
        if self.campaign.check_items.exists():
            return "items"
        return "figures" if self.counted else "paper"

    @cached_property
    def counted(self) -> set[str]:
        """The periods of the campaign's counted duties."""
        return {duty.per for duty in self.campaign.duties.all() if is_counter(duty)}


def _around(duty: Duty, text: str) -> str:
    """The words of the paper just before the duty, in its own paragraph."""
    item = duty.plan_item
    if item is None or item.start is None or item.end is None:
        return ""
    return text[max(0, item.start - _AROUND) : item.start].rpartition("\n")[2]


def make_returns(owing: who.Owing, today: date) -> int:
    """Adds the returns that are missing; returns how many."""
    campaign = owing.campaign
    terms = ReturnTerms.objects.filter(obligation__campaign=campaign).select_related("obligation")
    there = Return.objects.filter(campaign=campaign, merged=False)
    have = set(there.values_list("obligation_id", "unit_id", "due"))
    rows = [row for each in terms for row in _returns(each, owing, today, have)]
    Return.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _returns(
    terms: ReturnTerms, owing: who.Owing, today: date, have: set[tuple[int, int, date]]
) -> list[Return]:
    obligation, campaign = terms.obligation, owing.campaign
    dues = schedule.planned(obligation, campaign, terms.since, today)
    reminders = {due.on: schedule.remind_on(obligation, due.on) for due in dues}
    return [
        Return(
            campaign=campaign,
            obligation=obligation,
            unit=unit,
            area_code=unit.area.code,
            units=sorted({unit.pk, campaign.unit_id}),
            due=due,
            remind_on=remind,
        )
        for unit in owing.units(terms.level, terms.named)
        for due, remind in reminders.items()
        if (obligation.pk, unit.pk, due) not in have
    ]


def make_counts(owing: who.Owing, today: date) -> int:
    """Adds the counters of the periods that have begun; returns how many. Before the first one nothing is made up."""
    campaign = owing.campaign
    terms = DutyTerms.objects.filter(duty__campaign=campaign).select_related("duty")
    last = dict(
        DutyCount.objects.filter(duty__campaign=campaign).order_by().values_list("duty").annotate(Max("period_start"))
    )  # fmt: skip
    periods = {each.pk: _begun(each.duty, campaign, last.get(each.duty_id), today) for each in terms}
    starts = [p.start for each in periods.values() for p in each if p.start]
    have = set(
        DutyCount.objects.filter(duty__campaign=campaign, period_start__in=starts)
        .values_list("duty_id", "unit_id", "period_start")
    )  # fmt: skip
    rows = [
        _count(each.duty, unit, campaign, period)
        for each in terms
        for unit in owing.units(each.level, each.named)
        for period in periods[each.pk]
        if (each.duty_id, unit.pk, period.start) not in have
    ]
    DutyCount.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _begun(duty: Duty, campaign: Campaign, last: date | None, today: date) -> list[days.Period]:
    """The periods to have counters for: the present one, and those since the last made if the timer stood still."""
    if duty.per == "once":
        return [days.Period(day_of(campaign.published_at), campaign.ends)]
    per: days.periods.Per = duty.per  # type: ignore[assignment]
    found = days.periods_between(min(last or today, today), today, per)
    resting = duty.per == "day" and "工作日" in duty.text
    return [p for p in found if p.start and not (resting and not days.kind_of(p.start).working)]


def _count(duty: Duty, unit: who.Unit, campaign: Campaign, period: days.Period) -> DutyCount:
    return DutyCount(
        duty=duty,
        unit=unit,
        area_code=unit.area.code,
        units=sorted({unit.pk, campaign.unit_id}),
        period_start=period.start or day_of(campaign.published_at),
        period_end=period.end,
        wanted=duty.number,
    )
