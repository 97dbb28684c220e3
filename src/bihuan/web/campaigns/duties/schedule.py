"""From an obligation's words to its dated returns. The reader gives rule and day; what it leaves open is read here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan import days
from bihuan.days.dues import Rule
from bihuan.days.periods import last_of_month
from bihuan.web.campaigns.models import Campaign, ReportObligation
from bihuan.web.config import clock
from bihuan.web.ui.words import day_of

# How far ahead returns are made. What lies further is added by the daily timer.
_AHEAD = {"daily": 7, "weekly": 35}
_AHEAD_BOUND, _AHEAD_OPEN = 366, 62
# How many calendar days ahead people are reminded; the reminder itself falls on a working day.
_LEAD = {"daily": 0, "weekly": 1}
_LEAD_ELSE = 3
_MONTHS = re.compile(r"(?:(?P<y>[12]\d{3})年)?(?P<a>\d{1,2})\s?[—–\-－至到]\s?(?P<b>\d{1,2})月")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天末])")
_OTHER: tuple[tuple[str, Rule], ...] = (
    ("半年", "halfyearly"),
    ("季", "quarterly"),
    ("每年", "yearly"),
    ("年度", "yearly"),
)
_TENTHS = (("上旬", 10), ("中旬", 20), ("月初", 5))


@dataclass(frozen=True)
class Rhythm:
    """How often, on which day, and whether only on working days."""

    rule: Rule
    day: int | None = None
    working_only: bool = False


def rhythm_of(obligation: ReportObligation) -> Rhythm | None:
    """Returns the rhythm; None where the paper names no time that can be dated (及时, 随时, 10日内)."""
    words = obligation.due_text
    if obligation.due:
        return Rhythm("once")
    if obligation.rule == "daily":
        return Rhythm("daily", working_only="工作日" in words)
    if obligation.rule == "weekly":
        found = _WEEKDAY.search(words)
        return Rhythm("weekly", "一二三四五六日".find(found[1]) + 1 or 7 if found else None)
    if obligation.rule == "monthly":
        return Rhythm("monthly", obligation.day or next((n for word, n in _TENTHS if word in words), None))
    return next((Rhythm(rule, obligation.day) for word, rule in _OTHER if word in words), None)


def planned(
    obligation: ReportObligation, campaign: Campaign, since: date | None, today: date
) -> list[days.Due]:
    """Returns the dated returns from `since` (None: from the first the paper names) as far ahead as they are made."""
    rhythm = rhythm_of(obligation)
    if rhythm is None:
        return []
    if rhythm.rule == "once":
        made = days.dues("once", None, obligation.due or today, today)
    else:
        start, end = window(obligation, campaign)
        open_end = end is None or (end < today and not stated(obligation))
        ahead = _AHEAD.get(rhythm.rule, _AHEAD_OPEN if open_end else _AHEAD_BOUND)
        last = today + timedelta(days=ahead)
        last = last if open_end or end is None else min(end, last)
        made = days.dues(rhythm.rule, rhythm.day, start, last, working_only=rhythm.working_only)
    return [due for due in made if since is None or due.on >= since]


def period_of(obligation: ReportObligation, campaign: Campaign, due: date) -> tuple[date, date]:
    """Returns the first and last day the return of `due` is about: from the day after the one before, else from publishing."""
    before = [each.on for each in planned(obligation, campaign, None, due) if each.on < due]
    first = before[-1] + timedelta(days=1) if before else day_of(campaign.published_at)
    return min(first, due), due


def opened_until(obligation: ReportObligation, campaign: Campaign, since: date, today: date) -> date:
    """Returns the due day of the period that runs today: returns up to it are open to be filled."""
    dues = [each.on for each in planned(obligation, campaign, since, today)]
    return next((due for due in dues if due >= today), today)


def passed(obligation: ReportObligation, campaign: Campaign, since: date, today: date) -> list[days.Due]:
    """Returns those the paper dates before `since`: they are not asked for unless the office says so."""
    return [due for due in planned(obligation, campaign, None, today) if due.on < since]


def remind_on(obligation: ReportObligation, due: date) -> date:
    """Returns the working day from which the return is on people's lists."""
    rhythm = rhythm_of(obligation)
    return days.remind_on(due, _LEAD.get(rhythm.rule if rhythm else "", _LEAD_ELSE))


def stated(obligation: ReportObligation) -> bool:
    """Whether the paper itself names the months: 2020年1—6月."""
    return bool(_MONTHS.search(obligation.due_text))


def window(obligation: ReportObligation, campaign: Campaign) -> tuple[date, date | None]:
    """Returns the first and last day returns may be due: the months the paper names, else from publishing to the campaign's end."""
    named = months(obligation, campaign.plan.dated or campaign.starts or clock.today())
    return named or (day_of(campaign.published_at), campaign.ends)


def months(obligation: ReportObligation, base: date) -> tuple[date, date] | None:
    """Returns the first and last day of the months the paper names (2020年1—6月); None where it names none.

    Months without a year are the first whose span does not end before `base`, the paper's own date.
    """
    found = _MONTHS.search(obligation.due_text)
    if not found or not (1 <= int(found["a"]) <= 12 and 1 <= int(found["b"]) <= 12):
        return None
    first, last = int(found["a"]), int(found["b"])
    year = (
        int(found["y"])
        if found["y"]
        else base.year + (last_of_month(base.year + (last < first), last) < base)
    )
    return date(year, first, 1), last_of_month(year + (last < first), last)
