"""口径和参数: which numbers the work runs on, since when, by whose decision. Read only."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bihuan.policy.parameters import Parameter, Value
from bihuan.web.access.request import Request
from bihuan.web.access.views import signed_in
from bihuan.web.config import clock
from bihuan.web.config.parameters import all_parameters

CHECKING = "数据核查"


@dataclass(frozen=True)
class Row:
    """One parameter as the page shows it: what holds today (None: unknown), what comes, what was."""

    parameter: Parameter
    now: Value | None
    coming: Value | None
    before: tuple[Value, ...]

    @property
    def local(self) -> bool:
        """Whether the county has decided it itself."""
        return self.now is not None and bool(self.now.jurisdiction)


@dataclass(frozen=True)
class Group:
    """What stands together under one heading."""

    name: str
    rows: tuple[Row, ...]

    @property
    def folded(self) -> bool:
        """Whether only data checks read these numbers: there are many of them, and most people come for others."""
        return self.name.startswith(CHECKING)


@require_GET
@signed_in
def parameters(request: Request) -> HttpResponse:
    """All parameters as they hold in this county today, by group; those that only data checks read come last and folded."""
    rows: dict[str, list[Row]] = {}
    for each in all_parameters().parameters.values():
        rows.setdefault(each.group, []).append(row_of(each))
    groups = sorted((Group(name, tuple(found)) for name, found in rows.items()), key=lambda g: g.folded)
    return render(request, "parameters/list.html", {"groups": groups, "folder": settings.PARAMETERS_FOLDER})


def row_of(parameter: Parameter) -> Row:
    """Returns the parameter with what holds in the county today and what its own jurisdiction decided before and for later."""
    today, place = clock.today(), settings.COUNTY_CODE * 10**6
    now = parameter.at(place, today)
    own = parameter.values.get(now.jurisdiction, ()) if now else ()
    coming = next((v for v in own if v.since > today), None)
    return Row(parameter, now, coming, tuple(v for v in reversed(own) if v.since < today and v is not now))
