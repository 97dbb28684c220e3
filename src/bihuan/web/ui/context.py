"""What every page knows: its navigation, the county's name, what waits in the inbox, the request's id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bihuan.web.access.roles import may
from bihuan.web.phone.keeping import on_a_phone
from bihuan.web.ui.links import url_or_none

# So many places have room at the bottom of a phone; the others stand in the menu there.
TABS = 4

Count = Callable[[HttpRequest], int]


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: `verb` is what the role must be allowed; None is for everybody signed in."""

    label: str
    url_name: str
    icon: str
    verb: str | None = None
    phone: bool = False
    desk: bool = True


PLACES = (
    Place("今日", "dashboard:today", icon="list-check", phone=True),
    Place("问题", "problems:list", icon="folders", verb="problem.read", phone=True),
    Place("当场整改", "problems:on_the_spot", icon="camera", verb="problem.spot", phone=True, desk=False),
    Place("专项行动", "campaigns:list", icon="flag", verb="campaign.read", phone=True),
    Place("户档案", "registry:list", icon="home", verb="household.read", phone=True),
    Place("数据核查", "quality:home", icon="alert-triangle", verb="quality.read", phone=True),
    Place("抽验", "inspection:draws", icon="clipboard-check", verb="draw.read", phone=True),
    Place("总览", "overview:page", icon="chart-bar", verb="figures.read", phone=True),
    Place("单位", "areas:units", icon="building", verb="areas.manage", phone=True),
    Place("人员与账号", "accounts:root", icon="users", verb="people.manage", phone=True),
    Place("外部系统", "interfaces:list", icon="transfer", verb="people.manage", phone=True),
    Place("经过记录", "journal:list", icon="history", verb="journal.read", phone=True),
    Place("后台任务", "jobs:list", icon="progress", verb="job.read"),
)


@dataclass(frozen=True)
class Link:
    """A place as the page shows it."""

    label: str
    url: str
    icon: str
    current: bool


_inbox: list[Count] = []


def count_inbox_with(count: Count) -> Count:
    """Registers who counts what waits for the reader; the dashboard calls it once, from its AppConfig.ready()."""
    _inbox[:] = [count]
    return count


_unread: list[Count] = []


def count_unread_with(count: Count) -> Count:
    """Registers who counts the reader's unread notices; the dashboard calls it once, from its AppConfig.ready()."""
    _unread[:] = [count]
    return count


def page(request: HttpRequest) -> dict[str, Any]:
    """Returns the context of every page; nothing here asks the database before a template shows it."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "without_signal": on_a_phone(actor),
        "nav": SimpleLazyObject(lambda: links(request, actor, desk=True)),
        "phone_tabs": SimpleLazyObject(lambda: links(request, actor, desk=False)[:TABS]),
        "phone_more": SimpleLazyObject(lambda: links(request, actor, desk=False)[TABS:]),
        "county_name": SimpleLazyObject(county_name),
        "inbox_count": SimpleLazyObject(lambda: _inbox[0](request) if _inbox and actor else 0),
        "unread_count": SimpleLazyObject(lambda: _unread[0](request) if _unread and actor else 0),
        "search_url": url_or_none("dashboard:search") or url_or_none("problems:list"),
        "request_id": getattr(request, "id", ""),
        "demo_mode": bool(getattr(settings, "DEMO", False)),
        "product_version": product_version(),
    }


def links(request: HttpRequest, actor: Any, *, desk: bool) -> list[Link]:
    """Returns the places this person may enter; a name that does not resolve is left out."""
    if actor is None:
        return []
    places = [place for place in PLACES if (place.desk if desk else place.phone) and _open(actor, place)]
    made = [Link(p.label, url_or_none(p.url_name), p.icon, _current(request, p)) for p in places]
    return [link for link in made if link.url]


def _open(actor: Any, place: Place) -> bool:
    return place.verb is None or may(actor.role, place.verb)


def _current(request: HttpRequest, place: Place) -> bool:
    """Returns whether the page belongs to the place: the same URL name, or its app where the app has one place only."""
    match = request.resolver_match
    if match is None:
        return False
    if match.view_name in {p.url_name for p in PLACES}:
        return match.view_name == place.url_name
    return match.namespace == place.url_name.partition(":")[0] and place.desk


def county_name() -> str:
    """Returns the county's name, as the areas have it; empty before there are any."""
    return _named.get(settings.COUNTY_CODE) or _look_up(settings.COUNTY_CODE)


_named: dict[int, str] = {}


def _look_up(code: int) -> str:
    from bihuan.web.areas.models import Area

    try:  # the error page of a broken transaction is drawn too, and must not fail over a name
        name = Area.objects.filter(code=code * 10**6).values_list("name", flat=True).first()
    except Error:
        return ""
    if name:
        _named[code] = name
    return name or ""


@cache
def product_version() -> str:
    """Returns the installed version."""
    try:
        return version("bihuan")
    except PackageNotFoundError:
        return ""
