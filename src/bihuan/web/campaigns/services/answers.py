"""Answering check items, forwarding them to villages, and summing up what the villages said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.web.access import Conflict, Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.config import clock
from bihuan.web.journal import services as journal_services
from bihuan.web.journal.models import JournalLine

State = Answer.State
FORWARD_MOST = 200


@dataclass(frozen=True)
class Said:
    """What a unit says: the state, what was found, what is done about it, how far it is."""

    state: str
    text: str = ""
    measures: str = ""
    progress: str = ""


def say(actor: Actor, answer_id: int, said: Said, version: int | None = None) -> Answer:
    """Answers one check item; Conflict when somebody answered since `version`."""
    answer = _locked(actor, [answer_id])[0]
    if version is not None and answer.version != version:
        raise Conflict("这一项刚被本单位别的同志答过，您写的没有存。请刷新页面，看过再答。")
    _put(actor, answer, said)
    _save(actor, [answer], "answer.said")
    return answer


def say_all(actor: Actor, answer_ids: Sequence[int], said: Said) -> int:
    """Gives the same answer to several open items; those answered meanwhile are left as they are. Returns how many."""
    answers = [a for a in _locked(actor, answer_ids) if a.state in Answer.WAITING]
    for answer in answers:
        _put(actor, answer, said)
    _save(actor, answers, "answer.said")
    return len(answers)


def forward(actor: Actor, answer_ids: Sequence[int], unit_ids: Sequence[int], due_at: datetime) -> int:
    """Asks villages below the actor's unit to answer by `due_at`; who was asked already is not asked twice.

    Returns how many answers the villages now owe that they did not owe before.
    """
    require(actor, "answer.forward")
    answers = [a for a in _locked(actor, answer_ids) if a.state in Answer.WAITING]
    villages = _below(actor, unit_ids)
    if not answers:
        raise Refused("选的几项都已经答过了，不用再转。")
    _check_due(answers, due_at)
    rows = [_child(actor, answer, village, due_at) for answer in answers for village in villages]
    before = Answer.objects.filter(
        check_item__in={a.check_item_id for a in answers}, unit__in=villages
    ).count()
    Answer.objects.bulk_create(rows, ignore_conflicts=True)
    after = Answer.objects.filter(
        check_item__in={a.check_item_id for a in answers}, unit__in=villages
    ).count()
    for answer in answers:
        answer.state, answer.forwarded_at = State.FORWARDED, clock.now()
    _save(
        actor,
        answers,
        "answer.forwarded",
        count=len(villages),
        due=f"{due_at.astimezone(clock.ZONE):%m月%d日%H:%M}",
    )
    return after - before


def sum_up(actor: Actor, answer_ids: Sequence[int]) -> int:
    """Answers forwarded items from what the villages said; Refused names the villages that have not answered."""
    answers = [a for a in _locked(actor, answer_ids) if a.state == State.FORWARDED]
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
        _put(actor, answer, said)
    _save(actor, answers, "answer.summed")
    return len(answers)


def children_of(answers: Iterable[Answer]) -> dict[int | None, list[Answer]]:
    """Returns the villages' answers of each answer, by its id."""
    found: dict[int | None, list[Answer]] = {answer.pk: [] for answer in answers}
    for child in (
        Answer.objects.filter(parent__in=list(found)).select_related("unit").order_by("unit__pinyin")
    ):
        found[child.parent_id].append(child)
    return found


def rolled_up(children: Sequence[Answer]) -> Said | None:
    """Returns what the villages' answers add up to; None while one is missing or there are none."""
    if not children or any(child.waiting for child in children):
        return None
    found = [c for c in children if c.state == State.FOUND]
    if found:
        return Said(
            State.FOUND, _joined(found, "text"), _joined(found, "measures"), _joined(found, "progress")
        )
    if all(c.state == State.NOT_APPLICABLE for c in children):
        return Said(State.NOT_APPLICABLE, f"{len(children)} 个村都不涉及。")
    return Said(State.NONE_FOUND, f"{len(children)} 个村排查，没有发现问题。")


def _joined(answers: Sequence[Answer], name: str) -> str:
    """One line a village: 松湾村：……; villages that wrote nothing there are left out."""
    return "\n".join(f"{a.unit.short_name}：{getattr(a, name)}" for a in answers if getattr(a, name))


def _locked(actor: Actor, answer_ids: Sequence[int]) -> list[Answer]:
    """The answers locked in a fixed order, each checked to be the actor's to give."""
    require(actor, "answer.write")
    ids = sorted(set(answer_ids))
    list(
        Answer.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk")
    )
    answers = list(
        Answer.objects.filter(pk__in=ids)
        .select_related("unit", "check_item", "campaign")
        .order_by("check_item__order", "pk")
    )
    if len(answers) != len(ids):
        raise Refused("选的有几项不在您能看到的范围内。请刷新页面重新选。")
    own_area = Unit.objects.values_list("area_id", flat=True).get(pk=actor.unit_id)
    for answer in answers:
        if answer.campaign.state != Campaign.State.RUNNING:
            raise Refused(f"“{answer.campaign.title}”已经结束，不再答复。")
        if not may_answer(actor, answer, own_area):
            raise Refused(f"这一项由{answer.unit.short_name}答复，不归{actor.unit_name}。")
    return answers


def may_answer(actor: Actor, answer: Answer, own_area: int | None = None) -> bool:
    """Whether the answer is the actor's to give: of the same unit, of a unit below a township, or of the team's village."""
    if actor.unit_id == answer.unit_id:
        return True
    if actor.role == "township":
        return actor.unit_id in answer.unit.chain
    return actor.role == "team" and answer.unit.kind == Unit.Kind.VILLAGE and answer.unit.area_id == own_area


def _put(actor: Actor, answer: Answer, said: Said) -> None:
    if said.state not in Answer.SAID:
        raise Refused("请选一种答复：没有发现问题、发现问题，或不涉及。")
    if said.state == State.FOUND and not said.text.strip():
        raise Refused("发现了问题，请写明在哪里、是什么情况。")
    if said.state == State.NOT_APPLICABLE and not said.text.strip():
        raise Refused("不涉及要写明理由，比如“本村没有易地搬迁户”。")
    answer.state, answer.text = said.state, said.text.strip()
    answer.measures, answer.progress = said.measures.strip(), said.progress.strip()
    answer.answered_by_id, answer.answered_at = actor.person_id, clock.now()


def _save(actor: Actor, answers: list[Answer], code: str, **data: Any) -> None:
    for answer in answers:
        answer.version += 1
    Answer.objects.bulk_update(
        answers,
        ["state", "text", "measures", "progress", "answered_by", "answered_at", "forwarded_at", "version"],
    )
    lines = [
        journal_services.line(actor, code, answer, {
            "unit": answer.unit.short_name, "no": answer.check_item.no or str(answer.check_item.order),
            "said": answer.get_state_display(), **data,
        })
        for answer in answers
    ]  # fmt: skip
    JournalLine.objects.bulk_create(lines)


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


def _child(actor: Actor, answer: Answer, village: Unit, due_at: datetime) -> Answer:
    return Answer(
        campaign=answer.campaign, check_item=answer.check_item, unit=village, parent=answer,
        area_code=village.area.code, units=sorted({village.pk, actor.unit_id, answer.campaign.unit_id}), due_at=due_at,
    )  # fmt: skip
