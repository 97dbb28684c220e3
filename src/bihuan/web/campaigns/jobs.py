"""The job that reads an uploaded plan."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from bihuan.web.campaigns.models import Plan
from bihuan.web.campaigns.services import reading
from bihuan.web.jobs import Running, job


@job("读取方案")
def read_plan(run: Running, plan_id: int) -> dict[str, Any]:
    """Reads the document and makes its items; run again, it finds them made."""
    plan = reading.read(run.actor, plan_id, run.progress)
    if plan.state == Plan.State.UNREADABLE:
        return {"url": reverse("campaigns:plan", args=[plan.pk]), "message": plan.trouble}
    count = plan.items.exclude(kind="measure").count()
    return {"url": reverse("campaigns:plan", args=[plan.pk]), "message": f"读出 {count} 项，请核对。"}
