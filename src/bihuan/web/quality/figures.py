"""The figures of the first page: what stands where, what moved in the last runs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q

from bihuan.web.areas.models import Area
from bihuan.web.quality.checks import FAMILIES
from bihuan.web.quality.models import Exemption, Finding, Run
from bihuan.web.quality.models.finding import NO_SUSPICION
from bihuan.web.registry.imports.places import county_code

RUNS = 8
LARGEST = 10


@dataclass(frozen=True)
class Cell:
    """A number that leads to its rows."""

    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """A place with its findings by family."""

    name: str
    cells: list[Cell]
    total: Cell
    waiting: int


@dataclass(frozen=True)
class Matrix:
    """Places x families, only those that have any; suspicions apart."""

    families: list[str]
    lines: list[Line]
    totals: list[Cell]


def counts() -> dict[str, int]:
    """Returns errors, warnings, suspicions, what waits for an answer and what is exempt: one query."""
    there = Finding.objects.standing_q()
    found: dict[str, int] = Finding.objects.aggregate(
        error=Count("pk", filter=there & Q(severity="error")),
        warning=Count("pk", filter=there & Q(severity="warning")),
        suspicion=Count("pk", filter=there & Q(severity="suspicion")),
        waiting=Count("pk", filter=there & NO_SUSPICION & Finding.objects.unanswered_q()),
        unknown=Count("pk", filter=there & Q(state="unknown")),
        all=Count("pk"),
    )
    return found | {"asked": Exemption.objects.filter(state="asked").count()}


def matrix(by: str) -> Matrix:
    """Returns standing findings by place and family. `by`: township_code for a county, area_code for a township."""
    rows = Finding.objects.standing().filter(NO_SUSPICION).order_by().values_list(by, "family")
    counted: dict[tuple[int, str], int] = {}
    waiting: dict[int, int] = {}
    open_q = Finding.objects.unanswered_q()
    for place, family, count, open_ in rows.annotate(n=Count("pk"), w=Count("pk", filter=open_q)):
        code = place or county_code()
        counted[code, family] = counted.get((code, family), 0) + count
        waiting[code] = waiting.get(code, 0) + open_
    names = {area.code: str(area) for area in Area.objects.filter(code__in=waiting, valid_to=None)}
    families = [letter for letter in FAMILIES if any(family == letter for _, family in counted)]
    kind = "township" if by == "township_code" else "village"
    lines = [
        _line(code, names.get(code, str(code)), families, counted, waiting[code], kind)
        for code in sorted(waiting)
    ]
    totals = [
        Cell(sum(line.cells[n].count for line in lines), _url(family=letter))
        for n, letter in enumerate(families)
    ]
    return Matrix([FAMILIES[letter] for letter in families], lines, totals)


def _line(
    code: int, name: str, families: list[str], counted: dict[tuple[int, str], int], waiting: int, kind: str
) -> Line:
    place = {} if code == county_code() else {kind: str(code)}
    cells = [Cell(counted.get((code, letter), 0), _url(family=letter, **place)) for letter in families]
    return Line(name, cells, Cell(sum(cell.count for cell in cells), _url(**place)), waiting)


def _url(**query: str) -> str:
    return f"/quality/findings/?{urlencode({'saved': 'there', **query})}"


def trend() -> list[Run]:
    """Returns the last runs, the oldest first."""
    return list(Run.objects.told_in_figures().order_by("-pk")[:RUNS])[::-1]


def by_check() -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Returns (check, how many) of what stands, the most first: the largest without suspicions, then all suspicions. One query."""
    rows = Finding.objects.standing().order_by().values_list("check_code", "severity")
    found = sorted(rows.annotate(n=Count("pk")), key=lambda row: (-row[2], row[0]))
    doubted = [(code, count) for code, severity, count in found if severity == "suspicion"]
    return [(code, count) for code, severity, count in found if severity != "suspicion"][:LARGEST], doubted
