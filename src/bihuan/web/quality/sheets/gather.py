"""Which findings stand on the sheet of a place, and which places have any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from bihuan.web.areas.models import Area
from bihuan.web.quality.models import Finding
from bihuan.web.quality.models.finding import Findings
from bihuan.web.registry.imports.places import county_code

AT_ONCE = 3000  # rows that are written while the reader waits


@dataclass(frozen=True)
class Owed:
    """A place with what it has to look at."""

    area: Area
    count: int
    waiting: int


def on_sheet() -> Findings:
    """What goes down: standing findings, not held to be right; those nobody answered, and those answered but still there."""
    rows = Finding.objects.not_right().select_related("words")
    return rows.order_by("area_code", "household_no", "check_code", "pk")


def of_place(area: Area) -> Sequence[Finding]:
    """Returns the findings of a township (with all its villages), a village, or of the county itself."""
    return list(on_sheet().in_place(area))


def owed() -> list[Owed]:
    """Returns the townships that have anything to look at (and the county, where a finding is nobody's else), the most first."""
    rows = on_sheet().order_by().values_list("township_code")
    unanswered = Finding.objects.unanswered_q()
    counted = {
        code or county_code(): (count, waiting)
        for code, count, waiting in rows.annotate(n=Count("pk"), w=Count("pk", filter=unanswered))
    }
    areas = Area.objects.filter(code__in=counted, valid_to=None)
    return sorted(
        (Owed(area, *counted[area.code]) for area in areas), key=lambda one: (-one.count, one.area.code)
    )
