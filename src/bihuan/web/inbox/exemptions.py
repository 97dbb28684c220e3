"""The morning's notice of exemptions: those that run out soon, and those that have run out and whose findings wait again.

Told once for each, on a working day, to the township where the finding lies and to the unit that asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from bihuan import days
from bihuan.web.areas.models import Unit
from bihuan.web.config.parameters import amount
from bihuan.web.inbox.telling import To, tell
from bihuan.web.quality.models import Exemption, Finding
from bihuan.web.ui.words import cn_date

SOON, OVER = "soon", "over"


def tell_of_exemptions(today: date) -> int:
    """Tells every unit concerned once on a working day; returns how many. Twice on a day does no harm."""
    if not days.kind_of(today).working:
        return 0
    told: dict[int, Counter[str]] = defaultdict(Counter)
    townships = Unit.objects.filter(kind=Unit.Kind.TOWNSHIP, closed_on=None).values_list("area__code", "pk")
    answering = dict(townships)
    ahead = timedelta(days=amount("exemption_ahead_days"))
    for sort, exemption in _due(today, ahead):
        township = answering.get(exemption.finding.township_code or 0, exemption.asked_unit_id)
        for unit in {exemption.asked_unit_id, township}:
            told[unit][sort] += 1
    for unit, counts in sorted(told.items()):
        words = _sentence(counts, today + ahead)
        tell("exemption_due", [To(unit=unit, key=f"exempt:{unit}:due:{today.isoformat()}")], words=words)
    return len(told)


def _due(today: date, ahead: timedelta) -> Iterator[tuple[str, Exemption]]:
    """What came within the days ahead, or ran out, since the last working day."""
    before = days.last_working_day_before_or_on(today - timedelta(days=1))
    rows = Exemption.objects.filter(state=Exemption.State.APPROVED, finding__state__in=Finding.THERE)
    rows = rows.select_related("finding").order_by("pk")
    soon = rows.filter(until__gt=before + ahead, until__lte=today + ahead)
    over = rows.filter(until__gte=before, until__lt=today)
    for sort, found in ((SOON, soon), (OVER, over)):
        yield from ((sort, one) for one in found if one.finding.exempt_until == one.until)


def _sentence(counts: Counter[str], until: date) -> str:
    """到12月5日有 3 项豁免到期，到期疑点再出现；1 项已到期，疑点重新等核实."""
    soon = f"到{cn_date(until)}有 {counts[SOON]} 项豁免到期，到期疑点再出现" if counts[SOON] else ""
    over = f"{counts[OVER]} 项豁免已到期，疑点还在，重新等核实" if counts[OVER] else ""
    return "；".join(filter(None, (soon, over)))
