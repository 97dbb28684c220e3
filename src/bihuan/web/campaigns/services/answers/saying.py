"""Saying it: one answer, the same answer to several, and last period's answer again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services.answers.base import Said, keep_places, locked, put, save
from bihuan.web.ui.words import cn_time


@transaction.atomic
def say(actor: Actor, answer_id: int, said: Said, version: int | None = None) -> Answer:
    """Answers one check item; Conflict when somebody answered since `version`."""
    answer = locked(actor, [answer_id])[0]
    if version is not None and answer.version != version:
        raise Conflict(overtaken(answer))
    put(actor, answer, said)
    if said.state != Answer.State.FOUND:
        keep_places(answer, ())
    elif said.places is not None:
        keep_places(answer, said.places)
    save(actor, [answer], "answer.said")
    return answer


def overtaken(answer: Answer) -> str:
    """Who answered meanwhile, when, what."""
    who = answer.answered_by.name if answer.answered_by else "别的同志"
    return f"这一项刚被本单位 {who} {cn_time(answer.answered_at)} 答过（{answer.get_state_display()}），您写的没有存。请看过再答。"


def say_all(actor: Actor, answer_ids: Sequence[int], said: Said) -> int:
    """Gives the same answer to several open items; those answered meanwhile are left as they are. Returns how many."""
    answers = [a for a in locked(actor, answer_ids) if a.state in Answer.WAITING]
    for answer in answers:
        put(actor, answer, said)
    save(actor, answers, "answer.said")
    return len(answers)


@transaction.atomic
def copy_last(actor: Actor, answer_ids: Sequence[int]) -> int:
    """Gives the open ones of these answers what the unit said a period before. Returns how many; Refused when there is none.

    It is said anew: by the actor, now. Problems that were made of it go on and are not made twice.
    """
    answers = [a for a in locked(actor, answer_ids) if a.state in Answer.WAITING]
    last = last_of(answers)
    copied = [answer for answer in answers if answer.pk in last]
    if not copied:
        raise Refused("选的几项没有上一期的答复可以照填，或已经答过。请直接答。")
    for answer in copied:
        put(actor, answer, said_of(last[answer.pk]))
    save(actor, copied, "answer.copied")
    return len(copied)


def said_of(answer: Answer) -> Said:
    """Returns what an answer says, as it could be said again."""
    return Said(
        answer.state,
        answer.text,
        answer.measures,
        answer.progress,
        tuple(answer.looked),
        answer.number,
        answer.counted_in,
    )


def last_of(answers: Iterable[Answer]) -> dict[int, Answer]:
    """Returns what the same unit said to the same item in the latest period before, by the answer's id; one query."""
    wanted = {(a.check_item_id, a.unit_id): a for a in answers}
    if not wanted:
        return {}
    rows = Answer.objects.filter(
        check_item__in={item for item, _ in wanted}, unit__in={unit for _, unit in wanted}, state__in=Answer.SAID
    ).select_related("answered_by")  # fmt: skip
    found: dict[int, Answer] = {}
    for row in rows.order_by("period"):
        now = wanted.get((row.check_item_id, row.unit_id))
        if now is not None and row.period < now.period:
            found[now.pk] = row
    return found


def changes(answer: Answer, before: Answer) -> list[str]:
    """Returns in Chinese what the answer says otherwise than the one before: 数量 12 户 → 9 户."""
    if answer.state not in Answer.SAID:
        return []
    found = []
    if answer.state != before.state:
        found.append(f"答复 {before.get_state_display()} → {answer.get_state_display()}")
    if answer.number_words != before.number_words:
        found.append(f"数量 {before.number_words or '没有数'} → {answer.number_words or '没有数'}")
    if answer.looked != before.looked:
        found.append("怎么查的")
    names = (("text", "排查情况"), ("measures", "整改措施"), ("progress", "整改进度"))
    return found + [words for name, words in names if getattr(answer, name) != getattr(before, name)]
