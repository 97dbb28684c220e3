"""Drawn problems that wait for the inspectors, in the order one would drive: by place."""

from __future__ import annotations

from django.db.models import QuerySet

from bihuan.web.inspection.models import DrawItem


def waiting() -> QuerySet[DrawItem]:
    """Returns what was drawn and not looked at yet: one query, by place."""
    rows = DrawItem.objects.filter(state=DrawItem.State.WAITING, drawn=True).select_related("problem", "draw")
    return rows.order_by("problem__area_code", "problem__place", "key")
