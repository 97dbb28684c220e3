"""Of which campaign a page of figures is."""

from __future__ import annotations

from django.http import Http404

from bihuan.web.access.request import Request
from bihuan.web.campaigns.models import Campaign

MOST = 50


def chosen(request: Request) -> tuple[list[Campaign], int | None]:
    """Returns the campaigns to choose from and the one chosen in the address; 404 for one the reader does not see."""
    held = list(Campaign.objects.order_by("-pk")[:MOST])
    asked = request.GET.get("campaign", "")
    if not asked:
        return held, None
    found = next((each.pk for each in held if str(each.pk) == asked), None)
    if found is None:
        raise Http404
    return held, found
