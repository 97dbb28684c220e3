"""The search over everything: grouped, a few of each, what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from bihuan.web.access import Actor, may
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign, CheckItem
from bihuan.web.problems.models import Problem
from bihuan.web.registry.models import Household
from bihuan.web.registry.tables import search_households

SHOWN = 8


@dataclass(frozen=True)
class Hit:
    """One result."""

    title: str
    sub: str
    url: str = ""


@dataclass
class Group:
    """Results of one kind; `more` leads to all of them."""

    name: str
    hits: list[Hit] = field(default_factory=list)
    more: str = ""


def groups(actor: Actor, words: str) -> list[Group]:
    """Returns the groups that hold anything; at most SHOWN hits each, one query each."""
    if not words:
        return []
    found = []
    if may(actor.role, "problem.read"):
        found.append(_problems(words))
    if may(actor.role, "household.read"):
        found.append(_households(words))
    if may(actor.role, "campaign.read"):
        found += [_check_items(words), _campaigns(words)]
    found += [_units(actor, words), _people(words)]
    return [group for group in found if group.hits]


def _problems(words: str) -> Group:
    rows = Problem.objects.filter(
        Q(number__icontains=words)
        | Q(title__icontains=words)
        | Q(text__icontains=words)
        | Q(place__icontains=words)
    )
    hits = [
        Hit(
            p.title,
            f"{p.number} · {p.place} · {p.lead_unit.short_name if p.lead_unit else '没有交办'}",
            p.get_absolute_url(),
        )
        for p in rows.select_related("lead_unit").order_by("-pk")[:SHOWN]
    ]
    more = (
        f"{reverse('problems:list')}?{urlencode({'q': words, 'saved': 'all'})}" if len(hits) == SHOWN else ""
    )
    return Group("问题", hits, more)


def _households(words: str) -> Group:
    """By number, by the beginning of a name, by a whole ID or its last four."""
    rows = search_households(Household.objects.exclude(current=None), words)
    hits = [
        Hit(str(home), f"{home.number} · {home.people} 人", home.get_absolute_url())
        for home in rows.order_by("area_code", "number")[:SHOWN]
    ]
    more = f"{reverse('registry:list')}?{urlencode({'q': words})}" if len(hits) == SHOWN else ""
    return Group("户档案", hits, more)


def _check_items(words: str) -> Group:
    asked = Q(text__icontains=words) | Q(category__icontains=words) | Q(no=words)
    rows = (
        CheckItem.objects.filter(asked).select_related("campaign").order_by("-campaign_id", "order")[:SHOWN]
    )
    hits = [
        Hit(
            f"{i.no}. {i.text}" if i.no else i.text,
            i.campaign.title,
            reverse("campaigns:check_item", args=[i.campaign_id, i.pk]),
        )
        for i in rows
    ]
    return Group("排查项目", hits)


def _campaigns(words: str) -> Group:
    rows = Campaign.objects.filter(Q(title__icontains=words) | Q(number__icontains=words))[:SHOWN]
    return Group("专项行动", [Hit(c.title, c.number, reverse("campaigns:detail", args=[c.pk])) for c in rows])


def _units(actor: Actor, words: str) -> Group:
    named = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(initials__startswith=words.lower())
    rows = Unit.objects.filter(named, closed_on=None).select_related("parent", "contact")[:SHOWN]
    lists = reverse("problems:list") if may(actor.role, "problem.read") else ""
    return Group("单位", [_unit(u, lists) for u in rows])


def _unit(unit: Unit, lists: str) -> Hit:
    above = unit.parent.short_name if unit.parent else ""
    contact = f"联系人 {unit.contact.name}" if unit.contact else ""
    sub = " · ".join(part for part in (unit.get_kind_display(), above, contact) if part)
    return Hit(
        unit.short_name, sub, f"{lists}?{urlencode({'q': unit.short_name, 'saved': 'all'})}" if lists else ""
    )


def _people(words: str) -> Group:
    named = Q(name__icontains=words) | Q(initials=words.lower())
    rows = Person.objects.filter(named, left_on=None, system=False).select_related("unit")[:SHOWN]
    return Group("人员", [Hit(p.name, f"{p.unit.short_name} · {p.post}") for p in rows])
