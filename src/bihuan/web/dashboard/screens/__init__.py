"""The first screen by role: each function returns a template and its context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bihuan.web.access.request import Request
from bihuan.web.dashboard.screens import oversight, work
from bihuan.web.dashboard.screens.keeping import administrator, auditor
from bihuan.web.dashboard.screens.office import office

Screen = Callable[[Request], tuple[str, dict[str, Any]]]

SCREENS: dict[str, Screen] = {
    "office": office,
    "clerk": office,
    "inspector": oversight.inspector,
    "leader": oversight.leader,
    "village_leader": oversight.leader,
    "department": work.department,
    "backing": work.department,
    "township": work.township,
    "village": work.village,
    "team": work.village,
    "helper": work.household,
    "supervisor": work.household,
    "discipline": oversight.discipline,
    "administrator": administrator,
    "auditor": auditor,
    "assessor": oversight.assessor,
}
