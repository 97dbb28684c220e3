"""Asking villages, summing up what they said, sending an answer back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from bihuan.web.access import Conflict, Refused, may, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services.answers.base import (
    Said,
    check_running,
    locked,
    put,
    save,
    seen,
    total,
    write,
)
from bihuan.web.config import clock

State = Answer.State
FORWARD_MOST = 200


def forward(actor: Actor, answer_ids: Sequence[int], unit_ids: Sequence[int], due_at: datetime) -> int:
    """Asks villages below the actor's unit to answer by `due_at`; who was asked already is not asked twice.

    Returns how many answers the villages now owe that they did not owe before.
    """
    require(actor, "answer.forward")
    answers = [a for a in locked(actor, answer_ids) if a.state in Answer.WAITING]
    villages = _below(actor, unit_ids)
    if not answers:
        raise Refused("选的几项都已经答过了，不用再转。")
    _check_due(answers, due_at)
    rows = [_child(actor, answer, village, due_at) for answer in answers for village in villages]
    before = _asked(answers, villages)
    Answer.objects.bulk_create(rows, ignore_conflicts=True)
    for answer in answers:
        answer.state, answer.forwarded_at = State.FORWARDED, clock.now()
    save(actor, answers, "answer.forwarded", count=len(villages), due=_moment(due_at))
    return _asked(answers, villages) - before


def _asked(answers: list[Answer], villages: list[Unit]) -> int:
    """How many of these villages have an answer to give to these items, now or before."""
    return Answer.objects.filter(check_item__in={a.check_item_id for a in answers}, unit__in=villages).count()


def sum_up(actor: Actor, answer_ids: Sequence[int]) -> int:
    """Answers forwarded items from what the villages said; Refused names the villages that have not answered."""
    answers = [a for a in locked(actor, answer_ids) if a.state == State.FORWARDED]
    if not answers:
        raise Refused("选的几项没有转到村，不用汇总，请直接答复。")
    children = children_of(answers)
    for answer in answers:
        said = rolled_up(children.get(answer.pk, []))
        if said is None:
            waiting = [c.unit.short_name for c in children[answer.pk] if c.waiting]
            raise Refused(
                f"第 {answer.check_item.no or answer.check_item.order} 项还差 {len(waiting)} 个村："
                f"{'、'.join(waiting[:5])}。请先催，或自己答复这一项。"
            )
        put(actor, answer, said)
    save(actor, answers, "answer.summed")
    return len(answers)


def children_of(answers: Iterable[Answer]) -> dict[int | None, list[Answer]]:
    """Returns the villages' answers of each answer, by its id."""
    found: dict[int | None, list[Answer]] = {answer.pk: [] for answer in answers}
    rows = Answer.objects.filter(parent__in=list(found)).select_related("unit", "answered_by")
    for child in rows.order_by("unit__pinyin"):
        found[child.parent_id].append(child)
    return found


def rolled_up(children: Sequence[Answer]) -> Said | None:
    """Returns what the villages' answers add up to; None while one is missing or there are none.

    The number is the sum where every village that found something counted, and in one unit; else it is not known.
    """
    if not children or any(child.waiting for child in children):
        return None
    looked = tuple(way for way in Answer.Way.values if any(way in c.looked for c in children))
    found = [c for c in children if c.state == State.FOUND]
    if found:
        units = {c.counted_in for c in found}
        number = total(c.number for c in found) if len(units) == 1 else None
        return Said(
            State.FOUND,
            _joined(found, "text"),
            _joined(found, "measures"),
            _joined(found, "progress"),
            looked,
            number,
            units.pop() if number is not None else "",
        )
    if all(c.state == State.NOT_APPLICABLE for c in children):
        return Said(State.NOT_APPLICABLE, f"{len(children)} 个村都不涉及。")
    return Said(State.NONE_FOUND, f"{len(children)} 个村排查，没有发现问题。", looked=looked)


def _joined(answers: Sequence[Answer], name: str) -> str:
    """One line a village: 松湾村：……; villages that wrote nothing there are left out."""
    return "\n".join(f"{a.unit.short_name}：{getattr(a, name)}" for a in answers if getattr(a, name))


@transaction.atomic
def send_back(
    actor: Actor, answer_id: int, reason: str, due_at: datetime, version: int | None = None
) -> Answer:
    """Sends an answer back to be given again by `due_at`: a village's by the township that asked it, a unit's by the office.

    What was said stays to be corrected; the first due time stays visible. A township that summed it up is not touched.
    """
    answer = seen([answer_id])[0]
    _check_may_send_back(actor, answer)
    check_running(answer)
    if version is not None and answer.version != version:
        raise Conflict(f"{answer.unit.short_name}刚改过这一项，没有退。请看过再定。")
    if answer.state not in Answer.SAID:
        raise Refused(f"{answer.unit.short_name}还没有答，没有可以退回的。")
    if len(reason.strip()) < 2:
        raise Refused("请写明退回的原因，对方照着改。")
    if due_at <= clock.now():
        raise Refused("重新答完的时间已经过去了。请定晚一些。")
    answer.first_due_at = answer.first_due_at or answer.due_at
    answer.state, answer.due_at, answer.reason = State.RETURNED, due_at, reason.strip()
    answer.returned_by_id, answer.returned_at = actor.person_id, clock.now()
    answer.version += 1
    answer.save(
        update_fields=["state", "due_at", "first_due_at", "reason", "returned_by", "returned_at", "version"]
    )
    write(actor, [answer], "answer.sent_back", due=_moment(due_at), note=answer.reason)
    return answer


def may_send_back(actor: Actor, answer: Answer) -> bool:
    """Whether the actor asked for the answer: the township for a village's, the publishing office for a unit's."""
    if answer.parent_id:
        return may(actor.role, "answer.forward") and actor.unit_id in answer.unit.chain[1:]
    return may(actor.role, "campaign.publish") and answer.unit_id != actor.unit_id


def _check_may_send_back(actor: Actor, answer: Answer) -> None:
    if not may_send_back(actor, answer):
        asker = answer.unit.parent.short_name if answer.parent_id and answer.unit.parent else "县帮扶办"
        raise Refused(f"{answer.unit.short_name}的答复由{asker}退回，不归{actor.unit_name}。")


def _below(actor: Actor, unit_ids: Sequence[int]) -> list[Unit]:
    if not unit_ids:
        raise Refused("请选转给哪些村。")
    if len(unit_ids) > FORWARD_MOST:
        raise Refused(f"一次最多转给 {FORWARD_MOST} 个村。")
    units = list(Unit.objects.filter(pk__in=unit_ids, closed_on=None).select_related("area"))
    if len(units) != len(set(unit_ids)) or any(
        actor.unit_id not in u.chain or u.pk == actor.unit_id for u in units
    ):
        raise Refused("只能转给本单位下面的村。请重新选。")
    return units


def _check_due(answers: list[Answer], due_at: datetime) -> None:
    if due_at <= clock.now():
        raise Refused("答完的时间已经过去了。请定晚一些。")
    last = min(answer.due_at for answer in answers)
    if last > clock.now() and due_at > last:
        words = f"{last.astimezone(clock.ZONE):%m月%d日 %H:%M}"
        raise Refused(f"村里答完的时间晚于本单位的时限 {words}，来不及汇总。请定早一些。")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.ZONE):%m月%d日%H:%M}"


def _child(actor: Actor, answer: Answer, village: Unit, due_at: datetime) -> Answer:
    return Answer(
        campaign=answer.campaign, check_item=answer.check_item, unit=village, parent=answer, period=answer.period,
        area_code=village.area.code, units=sorted({village.pk, actor.unit_id, answer.campaign.unit_id}), due_at=due_at,
    )  # fmt: skip
