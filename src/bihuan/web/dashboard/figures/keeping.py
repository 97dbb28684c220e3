"""Keeping the figures: folding what changes appended, and the nightly recount."""

from __future__ import annotations

from django.db import connection

from bihuan.web import journal
from bihuan.web.access.scope import SYSTEM_ACTOR
from bihuan.web.accounts.models import Grant
from bihuan.web.config import clock
from bihuan.web.dashboard.models import FigureCheck
from bihuan.web.inbox.telling import To, tell


def fold() -> int:
    """Folds the appended changes; returns how many. Runs as `system`."""
    with connection.cursor() as cursor:
        cursor.execute("select door_fold_figures()")
        return int(cursor.fetchone()[0])


def check() -> FigureCheck:
    """Counts every figure anew, puts right what differs, then journals it and tells the administrators; returns the report.

    Runs as `system`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select door_check_figures(%s)", [clock.now()])
        report = FigureCheck.objects.get(pk=cursor.fetchone()[0])
    if report.differed:
        journal.write(SYSTEM_ACTOR, "figures.mended", report, cells=report.cells, differed=report.differed)
        words = f"夜里重算总览的 {report.cells} 个数字，{report.differed} 个和清单对不上，已按清单改正。常出现请联系技术支持。"
        tell("figures", _administrators(report), words=words)
    return report


def last() -> FigureCheck | None:
    """The newest report, or None before the first night."""
    return FigureCheck.objects.first()


def _administrators(report: FigureCheck) -> list[To]:
    """Whoever keeps the installation today."""
    today = clock.today()
    posts = Grant.objects.filter(role="administrator", valid_from__lte=today).exclude(valid_to__lt=today)
    people = sorted(set(posts.values_list("person", flat=True)))
    return [To(person=pk, key=f"figures:{report.pk}:{pk}") for pk in people]
