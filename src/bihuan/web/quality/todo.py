"""What waits for somebody here: findings to look at in a township or village, requests to decide in the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse

from bihuan.web.access import Actor, may
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.quality.models import Exemption, Finding


@dataclass(frozen=True)
class Waiting:
    """One line of a first screen."""

    title: str
    url: str
    sub: str
    right: str


def sources(actor: Actor) -> Iterator[tuple[str, QuerySet[Any], Any]]:
    """(kind, rows, what tells one thing from another): all findings that wait are one thing, and so are all requests."""
    if _looks(actor):
        yield "finding", _findings(), Value("1")
    if may(actor.role, "exemption.decide"):
        yield "exemption", _requests(actor), Value("1")


def todos(actor: Actor) -> list[Waiting]:
    """Returns the lines for the actor's first screen; one query at most."""
    made = []
    if _looks(actor):
        counted = _findings().aggregate(n=Count("pk"), households=Count("household_no", distinct=True))
        if counted["n"]:
            url = reverse("quality:findings") + "?saved=waiting"
            title = f"核实数据里的 {counted['n']} 条疑点"
            made.append(Waiting(title, url, "数据核查", f"{counted['households']} 户"))
    if may(actor.role, "exemption.decide") and (asked := _requests(actor).count()):
        made.append(Waiting(f"批 {asked} 项豁免申请", reverse("quality:exemptions"), "数据核查", "等您批"))
    return made


def _looks(actor: Actor) -> bool:
    """Whether the role answers for a place of its own, not for the whole county."""
    role = ROLES.get(actor.role)
    return role is not None and role.writes is Reach.AREA and "finding.answer" in role.verbs


def _findings() -> QuerySet[Finding]:
    return Finding.objects.to_answer()


def _requests(actor: Actor) -> QuerySet[Exemption]:
    return Exemption.objects.filter(state=Exemption.State.ASKED).exclude(asked_by=actor.person_id)
