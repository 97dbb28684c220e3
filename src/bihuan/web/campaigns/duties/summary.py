"""任务量与报送 on the campaign's page, in a few lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from bihuan import days
from bihuan.web.campaigns.duties import lateness, matrix, tallies
from bihuan.web.campaigns.models import Campaign, ReportObligation, Return, ReturnTerms
from bihuan.web.problems.models import Assignment


@dataclass(frozen=True)
class Summary:
    """`returns`: obligations collected by dates; `headline` how the latest stands; `next` the next date; counted duties, who is short.

    `deadlines`: what is due of problems in the present month, in time and late.
    """

    returns: int
    headline: str
    next: days.Due | None
    counted: int
    short: int
    duty_words: str
    deadlines: lateness.Figures

    @property
    def any(self) -> bool:
        return bool(self.returns or self.counted or self.deadlines)


def summary(campaign: Campaign, today: date) -> Summary:
    """Returns how returns and counted duties of a campaign stand, as far as the reader sees them: five queries."""
    obligations = {
        t.obligation_id: t.obligation
        for t in ReturnTerms.objects.filter(obligation__campaign=campaign).select_related("obligation")
    }
    states = _states(campaign)
    coming = min((due for _o, due in states if due >= today), default=None)
    counted = tallies.counted(campaign, today)
    short = [row for row in counted if row.short]
    return Summary(
        returns=len(obligations),
        headline=_headline(obligations, states, today) if obligations else "",
        next=days.Due(coming, days.kind_of(coming)) if coming else None,
        counted=len(counted),
        short=sum(row.short for row in counted),
        duty_words="；".join(f"{row.duty.text[:20]}，差 {row.short} 个单位" for row in short[:3]),
        deadlines=lateness.total(
            Assignment.objects.filter(problem__campaign=campaign), lateness.month_of(campaign, "", today)
        ),
    )


def _states(campaign: Campaign) -> dict[tuple[int, date], Counter[str]]:
    """How many returns are in each state, by obligation and due date."""
    found: dict[tuple[int, date], Counter[str]] = defaultdict(Counter)
    groups = (
        Return.objects.filter(campaign=campaign, merged=False)
        .exclude(state=Return.State.WITHDRAWN)
        .order_by()
    )
    for obligation, due, state, n in groups.values_list("obligation", "due", "state").annotate(n=Count("pk")):
        found[obligation, due][state] = n
    return found


def _headline(
    obligations: dict[int, ReportObligation], states: dict[tuple[int, date], Counter[str]], today: date
) -> str:
    """The latest due date that has passed, else the first to come: 11月月报：62 家收 58 家，缺 4 家."""
    if not states:
        return "还没有要收的报送"
    past = [key for key in states if key[1] <= today]
    focus = max(past, key=lambda k: k[1]) if past else min(states, key=lambda k: k[1])
    return matrix.headline(obligations[focus[0]], matrix.tally(states[focus], focus[1], today), today)
