"""Answers that wait for somebody: for lists, first screens and counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.config import clock

_WAITING_CHILD = Q(children__state__in=Answer.WAITING)


def of(actor: Actor) -> QuerySet[Answer]:
    """Returns the answers that are the actor's unit's to give (a team: its village's), with how its villages stand."""
    own = Q(unit=actor.unit_id)
    if actor.role == "team":
        area = Unit.objects.filter(pk=actor.unit_id).values("area")
        own |= Q(unit__kind=Unit.Kind.VILLAGE, unit__area__in=area)
    rows = Answer.objects.filter(own).select_related("check_item", "campaign", "unit")
    return rows.annotate(
        asked=Count("children", distinct=True),
        asked_waiting=Count("children", filter=_WAITING_CHILD, distinct=True),
    )


def waiting(actor: Actor) -> QuerySet[Answer]:
    """Those of them that are still open, in running campaigns, the most urgent first."""
    rows = of(actor).filter(state__in=Answer.WAITING, campaign__state=Campaign.State.RUNNING)
    return rows.order_by("due_at", "check_item__order", "pk")


def count(actor: Actor) -> int:
    """How many answers wait for the actor now."""
    return to_give(actor).count()


def to_give(actor: Actor) -> QuerySet[Answer]:
    """Those that wait for the actor now: open ones, and forwarded ones whose villages have all answered."""
    return waiting(actor).filter(Q(state__in=Answer.OPEN) | Q(asked__gt=0, asked_waiting=0))


def line(answer: Any) -> dict[str, str]:
    """Returns title, sub and words on the right of one waiting answer, as lists show it."""
    item = answer.check_item
    no = f" {item.no}" if item.no else ""
    sub = f"退回重答：{answer.reason}" if answer.state == Answer.State.RETURNED else answer.campaign.title
    right = f"{answer.due_at.astimezone(clock.ZONE):%H:%M} 前" if _today(answer.due_at) else ""
    if answer.state == Answer.State.FORWARDED:
        sub = f"要 {answer.asked} 个村答复 · 已答 {answer.asked - answer.asked_waiting}"
        right = f"还差 {answer.asked_waiting} 村" if answer.asked_waiting else "村里都答了，请汇总"
    return {"title": f"{item.get_kind_display()}{no}：{short(item.text)}", "sub": sub, "right": right}


def short(text: str, most: int = 34) -> str:
    """The text's beginning, cut at a mark of punctuation where there is one."""
    words = text.replace("\n", "")
    if len(words) <= most:
        return words
    cut = max(words.rfind(sign, 8, most) for sign in "，；、。")
    return f"{words[: cut if cut > 0 else most]}……"


def _today(moment: datetime) -> bool:
    return moment.astimezone(clock.ZONE).date() == clock.today()


def villages(actor: Actor, answer_ids: Iterable[int] = ()) -> list[dict[str, Any]]:
    """Returns the villages below the actor's unit for the picker: who answers there and how many answers they owe."""
    open_ = Q(answers__state__in=Answer.WAITING, answers__campaign__state=Campaign.State.RUNNING)
    rows = Unit.objects.filter(chain__contains=[actor.unit_id], kind=Unit.Kind.VILLAGE, closed_on=None)
    rows = rows.select_related("contact").annotate(owed=Count("answers", filter=open_)).order_by("pinyin")
    asked = dict(
        Answer.objects.filter(parent__in=list(answer_ids))
        .order_by()
        .values_list("unit")
        .annotate(n=Count("pk"))
    )
    return [_village(unit, asked.get(unit.pk, 0)) for unit in rows]


def _village(unit: Any, asked: int) -> dict[str, Any]:
    notes = [unit.contact.name] if unit.contact else []
    notes += [f"已转 {asked} 件"] if asked else []
    notes += [f"差 {unit.owed} 件"] if unit.owed else []
    return {
        "id": unit.pk,
        "name": unit.short_name,
        "initials": unit.initials,
        "pinyin": unit.pinyin,
        "note": " · ".join(notes),
        "owes": not asked,
    }


def forward_due(answers: list[Answer]) -> tuple[datetime, str]:
    """Returns when villages should have answered, and why: two and a half hours before the township's own time."""
    now = clock.now()
    last = min(answer.due_at for answer in answers)
    if last > now + timedelta(hours=4):
        return (last - timedelta(hours=2, minutes=30)).astimezone(
            clock.ZONE
        ), "比本单位的时限早 2 小时半，留出汇总时间。"
    end = now.astimezone(clock.ZONE).replace(hour=17, minute=0, second=0, microsecond=0)
    if last > now:
        return (last - (last - now) / 4).astimezone(clock.ZONE).replace(
            second=0, microsecond=0
        ), "时间很紧，请同时打电话。"
    return (end if end > now else end + timedelta(days=1)), "本单位已经逾期，请村里尽快答。"
