"""Those who keep the house: administrator and auditor."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max

from bihuan.web.access.request import Request
from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.config import clock
from bihuan.web.dashboard.figures import keeping
from bihuan.web.dashboard.overview import wall
from bihuan.web.dashboard.overview.page import checked_words
from bihuan.web.jobs.models import JobRun
from bihuan.web.journal import codes
from bihuan.web.journal.models import JournalHead, JournalLine

RECENT = 30
WEEK = 7
# Reads and refusals an auditor wants to see by person.
UNUSUAL = (
    "people.unmasked",
    "access.refused",
    "signin.failed",
    "signin.locked",
    "table.exported",
    "campaign.exported",
    "plan.exported",
)


def administrator(request: Request) -> tuple[str, dict[str, Any]]:
    """Leavers whose work must be handed over, accounts, jobs that failed."""
    today = clock.today()
    leavers = (
        Person.objects.filter(left_on__gte=today - timedelta(days=RECENT), system=False)
        .select_related("unit")
        .order_by("-left_on")
    )
    ending = Grant.objects.filter(valid_to__gte=today, valid_to__lte=today + timedelta(days=RECENT))
    accounts = Account.objects.aggregate(total=Count("pk"), last=Max("last_login"))
    context = {
        "leavers": list(leavers[:20]),
        "ending": list(ending.select_related("person", "unit").order_by("valid_to")[:20]),
        "never": Account.objects.filter(is_active=True, last_login=None).count(),
        "off": Account.objects.filter(is_active=False).count(),
        "accounts": accounts["total"],
        "failed": list(JobRun.objects.filter(state=JobRun.State.FAILED)[:10]),
        "checked": _checked(),
        "wall_on": wall.is_on(),
        "running": JobRun.objects.filter(state=JobRun.State.WAITING).count(),
    }
    return "dashboard/administrator.html", context


def _checked() -> str:
    report = keeping.last()
    return checked_words(report.at if report else None, report.differed if report else 0)


def auditor(request: Request) -> tuple[str, dict[str, Any]]:
    """Where the chain stands, and unusual reads of the last week by person."""
    start = datetime.combine(clock.today() - timedelta(days=WEEK), time(), tzinfo=clock.ZONE)
    rows = JournalLine.objects.filter(at__gte=start, code__in=UNUSUAL)
    groups = (
        rows.order_by().values("person_name", "unit_name", "code").annotate(n=Count("pk"), last=Max("at"))
    )
    context = {
        "head": JournalHead.objects.first(),
        "unusual": [{**g, "what": _words(g["code"])} for g in groups.order_by("-n", "person_name")[:20]],
        "today": JournalLine.objects.filter(at__gte=start + timedelta(days=WEEK)).count(),
        "lines": list(JournalLine.objects.exclude(code="signin.done")[:10]),
    }
    return "dashboard/auditor.html", context


def _words(code: str) -> str:
    return codes.all_codes().get(code, code).partition("：")[0]
