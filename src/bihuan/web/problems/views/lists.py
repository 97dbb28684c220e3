"""The three lists, and reminders for what was ticked."""

from __future__ import annotations

from django.http import HttpResponse

from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.problems.tables import VIEWS, table_of
from bihuan.web.ui.links import query_with


@needs("problem.read")
def problems(request: Request) -> HttpResponse:
    """The list as 问题清单, 责任清单 or 整改清单."""
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else "rectification"
    actor = request.actor
    seg = [(words, query_with(request.GET, view=key, sort=None), key == view) for key, words in VIEWS.items()]
    context = {
        "title": VIEWS[view],
        "seg": seg,
        "may_raise": may(actor.role, "problem.raise"),
        "may_remind": may(actor.role, "problem.remind"),
    }
    return table_of(request, view).respond("problems/list.html", context)
