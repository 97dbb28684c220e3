"""What every answer goes through: right, lock, what may be said, journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bihuan.web import journal
from bihuan.web.access import Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Area, Unit
from bihuan.web.campaigns.models import Answer, AnswerPlace, Campaign
from bihuan.web.config import clock

State, Way = Answer.State, Answer.Way
PLACES_MOST = 30
NO_WAY = "请选怎么查的：实地看、查资料、比对数据、问群众，可以选几样。"
_SAVED = [*Answer.CONTENT, "answered_by", "answered_at", "first_answered_at", "forwarded_at", "version"]


@dataclass(frozen=True)
class At:
    """One place where it was found: its code, how many there, where exactly."""

    code: int
    number: Decimal | None = None
    text: str = ""


@dataclass(frozen=True)
class Said:
    """What a unit says. `places` None leaves the places as they are; `number` None with counted places is their sum."""

    state: str
    text: str = ""
    measures: str = ""
    progress: str = ""
    looked: tuple[str, ...] = ()
    number: Decimal | None = None
    counted_in: str = ""
    places: tuple[At, ...] | None = None


def locked(actor: Actor, answer_ids: Sequence[int]) -> list[Answer]:
    """Returns the answers locked in a fixed order, each checked to be the actor's to give; Refused otherwise."""
    require(actor, "answer.write")
    answers = seen(answer_ids)
    own_area = Unit.objects.values_list("area_id", flat=True).get(pk=actor.unit_id)
    for answer in answers:
        check_running(answer)
        if not may_answer(actor, answer, own_area):
            raise Refused(f"这一项由{answer.unit.short_name}答复，不归{actor.unit_name}。")
    return answers


def seen(answer_ids: Sequence[int]) -> list[Answer]:
    """Returns the answers locked in a fixed order; Refused when one is out of sight."""
    ids = sorted(set(answer_ids))
    rows = Answer.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))
    answers = list(
        Answer.objects.filter(pk__in=ids)
        .select_related("unit__area", "check_item", "campaign")
        .order_by("check_item__order", "pk")
    )
    if len(answers) != len(ids):
        raise Refused("选的有几项不在您能看到的范围内。请刷新页面重新选。")
    return answers


def check_running(answer: Answer) -> None:
    """Refused when the campaign is over."""
    if answer.campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{answer.campaign.title}”已经结束，不再答复。")


def may_answer(actor: Actor, answer: Answer, own_area: int | None = None) -> bool:
    """Whether the answer is the actor's to give: of the same unit, of a unit below a township, or of the team's village."""
    if actor.unit_id == answer.unit_id:
        return True
    if actor.role == "township":
        return actor.unit_id in answer.unit.chain
    return actor.role == "team" and answer.unit.kind == Unit.Kind.VILLAGE and answer.unit.area_id == own_area


def put(actor: Actor, answer: Answer, said: Said) -> None:
    """Writes what is said into the unsaved answer; Refused says what is missing."""
    _check_words(said)
    looked = _ways(said)
    answer.state, answer.text = said.state, said.text.strip()
    answer.measures, answer.progress = said.measures.strip(), said.progress.strip()
    answer.looked, answer.counted_in = looked, said.counted_in.strip()
    answer.number = _number(said)
    answer.answered_by_id, answer.answered_at = actor.person_id, clock.now()
    answer.first_answered_at = answer.first_answered_at or answer.answered_at


def _check_words(said: Said) -> None:
    if said.state not in Answer.SAID:
        raise Refused("请选一种答复：没有发现问题、发现问题，或不涉及。")
    if said.state == State.FOUND and not said.text.strip():
        raise Refused("发现了问题，请写明在哪里、是什么情况。")
    if said.state == State.NOT_APPLICABLE and not said.text.strip():
        raise Refused("不涉及要写明理由，比如“本村没有易地搬迁户”。")


def _ways(said: Said) -> list[str]:
    """The ways in their own order. Nobody can say what is there without having looked."""
    if set(said.looked) - set(Way.values):
        raise Refused(NO_WAY)
    ways = [way.value for way in Way if way in said.looked]
    if not ways and said.state != State.NOT_APPLICABLE:
        raise Refused(NO_WAY)
    return ways


def _number(said: Said) -> Decimal | None:
    """How many: nought where nothing was found, the places' sum where each was counted, None where nobody counted."""
    if said.state == State.NOT_APPLICABLE:
        return None
    if said.state == State.NONE_FOUND:
        if said.number:
            raise Refused("答了“没有发现问题”，数量只能是 0。有问题的请答“发现问题”。")
        return Decimal(0)
    number = said.number if said.number is not None else total(place.number for place in said.places or ())
    if number is not None and number <= 0:
        raise Refused("发现了问题，数量要大于 0。没有数清的可以不填。")
    if number is not None and not said.counted_in.strip():
        raise Refused("写了数量，请写明单位，比如户、人、处。")
    return number


def total(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Returns the sum; None when there is none or one of them is not known: a part would read as the whole."""
    held = list(numbers)
    if not held or any(each is None for each in held):
        return None
    return sum((each for each in held if each is not None), Decimal(0))


def save(actor: Actor, answers: Sequence[Answer], code: str, **data: Any) -> None:
    """Saves the answers with their next version and a journal line each."""
    for answer in answers:
        answer.version += 1
    Answer.objects.bulk_update(answers, _SAVED)
    write(actor, answers, code, **data)


def write(actor: Actor, answers: Iterable[Answer], code: str, **data: Any) -> None:
    """Writes one journal line an answer."""
    rows = [
        (answer, {
            "unit": answer.unit.short_name, "no": answer.check_item.no or str(answer.check_item.order),
            "said": _said_words(answer), **data,
        })
        for answer in answers
    ]  # fmt: skip
    journal.write_many(actor, code, rows)


def _said_words(answer: Answer) -> str:
    """发现问题，12 户（实地看）."""
    many = f"，{answer.number_words}" if answer.state == State.FOUND and answer.number else ""
    how = f"（{answer.looked_words}）" if answer.looked and answer.state in Answer.SAID else ""
    return f"{answer.get_state_display()}{many}{how}"


def keep_places(answer: Answer, places: Sequence[At]) -> None:
    """Makes the answer's places those given. Ones that became problems stay; others no longer named are taken back."""
    if len(places) > PLACES_MOST:
        raise Refused(f"一次最多写 {PLACES_MOST} 处，现在 {len(places)} 处。请合并同一个村的。")
    names = dict(areas_of(answer).values_list("code", "name"))
    wanted = list(dict.fromkeys(places))
    for at in wanted:
        if at.code not in names:
            raise Refused(f"{answer.unit.short_name}写不了别处的问题。请从列出的地方里选。")
        if at.number is not None and at.number <= 0:
            raise Refused(f"{names[at.code]}的数量要大于 0。没有数清的可以不填。")
    held = {_key(place): place for place in answer.places.filter(live=True)}
    gone = [p.pk for key, p in held.items() if key not in wanted and p.problem_id is None]
    answer.places.filter(pk__in=gone).update(live=False)
    AnswerPlace.objects.bulk_create(
        AnswerPlace(answer=answer, place_code=at.code, place=names[at.code], number=at.number, text=at.text.strip()[:200])
        for at in wanted
        if at not in held
    )  # fmt: skip


def _key(place: AnswerPlace) -> At:
    return At(place.place_code, place.number, place.text)


def areas_of(answer: Answer) -> Any:
    """The answering unit's place and those below it; for a county unit the townships and their villages too."""
    area = answer.unit.area
    return Area.objects.filter(code__gte=area.lo, code__lt=area.hi, valid_to=None)
