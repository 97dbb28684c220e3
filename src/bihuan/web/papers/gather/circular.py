"""Who is late with what in the campaign: answers, returns, problems; villages and teams count for their township."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Min

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns import progress
from bihuan.web.campaigns.duties import standing
from bihuan.web.campaigns.models import Return
from bihuan.web.config import clock
from bihuan.web.papers.gather.problems import of_campaign
from bihuan.web.papers.models import Paper
from bihuan.web.problems.tables import late
from bihuan.web.ui.words import day_of


def data(paper: Paper) -> dict[str, Any]:
    """Returns the fields of a circular and `unit_ids`, the units it names, in a fixed number of queries."""
    counts = _Late()
    _answers(paper, counts)
    _returns(paper, counts)
    _problems(paper, counts)
    rows = counts.rows()
    return {
        "late_units": str(len(rows)),
        **{f"late_{kind}": str(sum(row[kind] for _, row in rows)) for kind in ("answers", "returns", "problems")},
        "units": [
            {
                "serial": str(n), "unit": unit.short_name,
                **{kind: str(row[kind]) for kind in ("answers", "returns", "problems", "days")},
            }
            for n, (unit, row) in enumerate(rows, start=1)
        ],
        "unit_ids": [unit.pk for unit, _ in rows],
    }  # fmt: skip


class _Late:
    """Counts by the unit that answers for it."""

    def __init__(self) -> None:
        self.today = clock.today()
        self.counts: dict[int, Counter[str]] = defaultdict(Counter)
        self.units = {unit.pk: unit for unit in Unit.objects.all()}

    def add(self, unit: int, kind: str, number: int, days: int) -> None:
        row = self.counts[self._above(unit)]
        row[kind] += number
        row["days"] = max(row["days"], days)

    def _above(self, pk: int) -> int:
        """The township of a village or team; others for themselves."""
        chain = (self.units[each] for each in self.units[pk].chain if each in self.units)
        return next((unit.pk for unit in chain if unit.kind == Unit.Kind.TOWNSHIP), pk)

    def rows(self) -> list[tuple[Unit, Counter[str]]]:
        """The units named, the longest late first."""
        found = [(self.units[pk], row) for pk, row in self.counts.items()]
        return sorted(found, key=lambda pair: (-pair[1]["days"], pair[0].pinyin))


def _answers(paper: Paper, counts: _Late) -> None:
    for row in progress.by_unit(paper.campaign, []):
        if row.tally.late and row.late_due:
            counts.add(row.unit.pk, "answers", row.tally.late, (counts.today - day_of(row.late_due)).days)


def _returns(paper: Paper, counts: _Late) -> None:
    for row in Return.objects.filter(campaign=paper.campaign, state__in=Return.OWED, merged=False):
        stands = standing.of_return(row, counts.today)
        if stands.late:
            counts.add(row.unit_id, "returns", 1, stands.days)


def _problems(paper: Paper, counts: _Late) -> None:
    groups = (
        of_campaign(paper.campaign).filter(late()).exclude(lead_unit=None).order_by().values_list("lead_unit")
    )
    for unit, number, first in groups.annotate(n=Count("pk"), first=Min("due")):
        counts.add(unit, "problems", number, (counts.today - first).days)
