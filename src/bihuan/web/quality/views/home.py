"""The first page: what stands where, what moved, what waits for the reader."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.models import WIDTH
from bihuan.web.quality import checks, figures
from bihuan.web.quality.models import Finding

COUNTY = WIDTH["county"]


@needs("quality.read")
@require_GET
def home(request: Request) -> HttpResponse:
    """Counts, places by family, the largest checks, suspicions apart, the last runs."""
    role = request.actor.role
    county = wide(request)
    counts = figures.counts()
    trend = figures.trend()
    largest, doubted = figures.by_check()
    context = {
        "county": county,
        "counts": counts,
        "matrix": figures.matrix("township_code" if county else "area_code"),
        "largest": [(code, checks.label(code), count) for code, count in largest],
        "suspicions": [(code, checks.label(code), count) for code, count in doubted],
        "trend": trend,
        "last": trend[-1] if trend else None,
        "newest": Finding.objects.order_by("-last_on").values_list("last_on", flat=True).first(),
        "may_run": may(role, "quality.run"),
        "may_answer": may(role, "finding.answer"),
        "may_decide": may(role, "exemption.decide"),
        "checks_total": len(checks.by_code()),
    }
    return render(request, "quality/home.html", context)


def wide(request: Request) -> bool:
    """Whether the reader sees the whole county."""
    return request.scope.reads.width >= COUNTY
