"""What happens to households: somebody comes, leaves, moves; a household splits or joins another; what was recorded was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bihuan.engine.identity import of as said_by
from bihuan.engine.identity.plain import VALID, clean
from bihuan.engine.reading import plain
from bihuan.engine.tables import HOUSEHOLD, MEMBER, TABLES, Column
from bihuan.web import journal
from bihuan.web.access import Actor, Refused
from bihuan.web.accounts.crypto import digest
from bihuan.web.config import clock
from bihuan.web.registry.columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, SEALED
from bihuan.web.registry.models import (
    Household,
    HouseholdEvent,
    HouseholdIncome,
    HouseholdVersion,
    Member,
    MemberVersion,
)
from bihuan.web.registry.services import base
from bihuan.web.registry.words import EMPTY, said

Kind = HouseholdEvent.Kind
ARRIVALS = (Kind.BIRTH, Kind.MARRIAGE, Kind.MOVE_IN)
DEPARTURES = (Kind.DEATH, Kind.MOVE_OUT)


def arrive(
    actor: Actor,
    home_id: int,
    kind: str,
    on: date,
    name: str,
    relation: str,
    *,
    sex: str,
    id_number: str = "",
    text: str = "",
) -> Member:
    """Somebody is born into, marries into or moves into the household. Refused for a wrong number, or one that is there already."""
    if kind not in ARRIVALS:
        raise Refused("来的人只能是出生、婚入或迁入。")
    home = base.opened(actor, home_id)
    base.not_future(on)
    number = clean(id_number) or ""
    facts = _number_facts(number)
    who = facts["id_key"] or f"name:{name}"
    if facts["id_key"] and (
        there := Member.objects.filter(who=who).exclude(current=None).select_related("home").first()
    ):
        raise Refused(
            f"这个证件号码的人已经在{there.home}（户编号 {there.home.number}）。从那一户转来的，请在那一户记“转到别户”。"
        )
    nth = Member.objects.filter(home=home, who=who).count() + 1
    member = Member.objects.create(
        home=home, who=who, nth=nth, name=name, id_hash=facts["id_number_hash"], last4=facts["last4"]
    )
    born = on if kind == Kind.BIRTH else facts["id_birth_date"]
    MemberVersion.objects.create(
        of=member, of_home=home, name=name, relation=relation, sex=sex, birth_date=born, id_number=number, valid_from=on,
        recorded_at=clock.now(), recorded_by_id=actor.person_id, collected_by=actor.name, **facts,
    )  # fmt: skip
    base.settle([home], [member])
    base.tell(actor, home, kind, on, text, member)
    return member


def _number_facts(number: str) -> dict[str, Any]:
    """What stands beside an ID; Refused for one that is malformed, in a sentence."""
    told = said_by(number)
    if number and told.form not in VALID:
        raise Refused(
            "证件号码不对：位数、出生日期或最后一位校验码有错。请对照证件原件再填；还没有办证的可以先空着。"
        )
    return {
        "id_number_hash": digest(number) if number else None,
        "last4": digest(number[:18][-4:]) if number else None,
        "id_key": digest(told.key) if told.key else None,
        "id_form": told.form,
        "id_birth_date": told.birth_date,
        "id_sex": told.sex,
        "certificate_category": told.certificate_category,
        "certificate_grade": told.certificate_grade,
    }


def leave(actor: Actor, home_id: int, kind: str, on: date, member_id: int, text: str = "") -> None:
    """Somebody dies or moves away; what is known of the person stays."""
    if kind not in DEPARTURES:
        raise Refused("走的人只能是去世或迁出。")
    home = base.opened(actor, home_id)
    base.not_future(on)
    member = _member(home, member_id)
    base.part(actor, member, on)
    base.settle([home], [member])
    base.tell(actor, home, kind, on, text, member)


def leave_whole(actor: Actor, home_id: int, on: date, died: bool, text: str = "") -> None:
    """The whole household moves away, or all of it has died."""
    home = base.opened(actor, home_id)
    base.not_future(on)
    ending = Household.Ending.DIED if died else Household.Ending.MOVED
    leaving = base.members_of(home)
    for member in leaving:
        base.part(actor, member, on)
    _end(actor, home, on, ending)
    base.settle([home], leaving)
    base.tell(actor, home, Kind.DEATH if died else Kind.MOVE_OUT, on, text or ending.label)


def _end(actor: Actor, home: Household, on: date, ending: str, into: Household | None = None) -> None:
    base.end(actor, base.version_of(home), on)
    Household.objects.filter(pk=home.pk).update(ending=ending, merged_into=into)


def move(
    actor: Actor, home_id: int, member_ids: Sequence[int], into_id: int, on: date, text: str = ""
) -> None:
    """Members go over to another household that the actor reaches too; they stay the same people."""
    home, into = _two(actor, home_id, into_id)
    base.not_future(on)
    moved = _some(home, member_ids, "全户都转走的，请记“并户”。")
    _over(actor, moved, into, on)
    base.settle([home, into], moved)
    for member in moved:
        base.tell(actor, home, Kind.MOVE_OUT, on, text, member, into)
        base.tell(actor, into, Kind.MOVED, on, text, member, home)


def _over(actor: Actor, moved: Sequence[Member], into: Household, on: date) -> None:
    for member in moved:
        base.succeed(actor, base.current(member), on, of_home_id=into.pk, relation="other")


def split(
    actor: Actor, home_id: int, member_ids: Sequence[int], number: str, head_id: int, on: date, text: str = ""
) -> Household:
    """Some members form a household of their own in the same village; what the old one had is not copied: it has to be looked at anew."""
    home = base.opened(actor, home_id)
    base.not_future(on)
    moved = _some(home, member_ids, "全户都分出去，原户就没有人了。请至少留下一人。")
    if head_id not in [member.pk for member in moved]:
        raise Refused("新户的户主要在分出去的人里。")
    number = number.strip()
    if not number:
        raise Refused("请填新户的户编号。")
    if Household.objects.filter(number=number).exists():
        raise Refused(f"户编号 {number} 已经有了。请核对新户的编号。")
    was = base.version_of(home)
    made = Household.objects.create(number=number, area_code=home.area_code)
    HouseholdVersion.objects.create(
        home=made, place_code=was.place_code, household_type=was.household_type, valid_from=on,
        recorded_at=clock.now(), recorded_by_id=actor.person_id,
    )  # fmt: skip
    for member in moved:
        relation = "head" if member.pk == head_id else "other"
        base.succeed(actor, base.current(member), on, of_home_id=made.pk, relation=relation)
    base.settle([home, made], moved)
    _tell_both(actor, Kind.SPLIT, home, made, on, text)
    return made


def merge(actor: Actor, home_id: int, into_id: int, on: date, text: str = "") -> None:
    """The whole household becomes part of another one; its number is no longer in use, its history stays."""
    home, into = _two(actor, home_id, into_id)
    base.not_future(on)
    moved = base.members_of(home)
    _over(actor, moved, into, on)
    _end(actor, home, on, Household.Ending.MERGED, into)
    base.settle([home, into], moved)
    _tell_both(actor, Kind.MERGE, home, into, on, text)


def _tell_both(actor: Actor, kind: str, home: Household, other: Household, on: date, text: str) -> None:
    base.tell(actor, home, kind, on, text, other=other)
    base.tell(actor, other, kind, on, text, other=home)


def _two(actor: Actor, home_id: int, into_id: int) -> tuple[Household, Household]:
    """Both households locked, the lower id first, so that two people who do this at once do not wait for each other."""
    if home_id == into_id:
        raise Refused("要转到另一户，不能是同一户。")
    locked = {pk: base.opened(actor, pk) for pk in sorted((home_id, into_id))}
    return locked[home_id], locked[into_id]


def correct_member(actor: Actor, home_id: int, member_id: int, column: str, value: str, text: str) -> None:
    """What was recorded of a member was wrong: it was `value` (as on a sheet) all the time."""
    home = base.opened(actor, home_id)
    member = _member(home, member_id)
    chosen = _column("member", column)
    changes = _read(chosen, value)
    base.correct(actor, base.current(member), **changes)
    base.settle([home], [member])
    base.tell(
        actor,
        home,
        Kind.CORRECTION,
        clock.today(),
        _told(chosen, base.current(member), changes, text),
        member,
    )


def correct_household(actor: Actor, home_id: int, column: str, value: str, text: str) -> None:
    """What was recorded of the household was wrong: it was `value` all the time; an income is that of the latest year on record."""
    home = base.opened(actor, home_id)
    chosen = _column("household", column)
    changes = _read(chosen, value)
    version: HouseholdVersion | HouseholdIncome | None = base.version_of(home)
    if chosen.kind == "fen":
        version = HouseholdIncome.objects.filter(home=home, recorded_to=None).order_by("-year").first()
        if version is None:
            raise Refused("这一户还没有收入的记录，不能更正。请先导入。")
    assert version is not None
    base.correct(actor, version, **changes)
    base.settle([home], [])
    base.tell(actor, home, Kind.CORRECTION, clock.today(), _told(chosen, version, changes, text))


def correctable(table: str) -> list[Column]:
    """Returns the columns that people may correct by hand: all but who is who and what is sealed apart."""
    if table == "member":
        return [c for c in MEMBER_COLUMNS if c.name not in ("member_id",)]
    return [*HOUSEHOLD_COLUMNS, *(c for c in HOUSEHOLD if c.kind == "fen" and not c.name.startswith("last_"))]


def _column(table: str, name: str) -> Column:
    found = next((c for c in correctable(table) if c.name == name), None)
    if found is None:
        raise Refused(f"{TABLES[table].label}里没有能更正的“{name}”。请从列出的里面选。")
    return found


def _read(column: Column, value: str) -> dict[str, Any]:
    """The columns of the database that say `value`; Refused, in the reader's words, when it is none of that column's."""
    try:
        read = plain.reader(column)(value) if value.strip() else None
    except ValueError as wrong:
        raise Refused(f"“{column.label}”：{wrong}") from wrong
    if column.kind not in SEALED:
        return {column.name: read}
    kept = {column.name: read or "", f"{column.name}_hash": digest(str(read)) if read else None}
    return kept | (_number_facts(str(read or "")) if column.name == MEMBER["id_number"].name else {})


def _told(column: Column, before: Any, changes: dict[str, Any], text: str) -> str:
    if column.kind in SEALED:
        return f"{column.label}更正。{text}".strip()
    was, now = said(column, getattr(before, column.name)), said(column, changes[column.name])
    return f"{column.label}：{was or EMPTY} → {now}。{text}".strip()


def judge(actor: Actor, event_id: int, kind: str, on: date, text: str = "") -> HouseholdEvent:
    """Says what a change seen in an export means; an empty kind: it is none (left out by mistake, typed otherwise)."""
    base.require(actor, "household.change")
    base.imports.beside()
    asked = HouseholdEvent.objects.select_for_update(of=("self",), no_key=True).select_related("home")
    event = asked.filter(pk=event_id).first()
    if event is None:
        raise Refused("没有这一条变动，或不在您管的地方。")
    if event.state != HouseholdEvent.State.PROPOSED:
        raise Refused("这一条已经核实过了。")
    base.not_future(on)
    if kind and kind not in meanings(event):
        raise Refused("这一条不会是这种变动，请从列出的里面选。")
    if not kind and not text.strip():
        raise Refused("不是变动的，请写明怎么回事，例如“漏导了”。")
    was = event.get_kind_display()
    event.state = HouseholdEvent.State.RECORDED if kind else HouseholdEvent.State.DISMISSED
    event.kind, event.on, event.text = kind or event.kind, on, text.strip()
    event.person_id, event.unit_id, event.at = actor.person_id, actor.unit_id, clock.now()
    event.save(update_fields=["state", "kind", "on", "text", "person", "unit", "at"])
    journal.write(
        actor,
        "household.judged",
        event.home,
        kind=was,
        verdict=event.get_kind_display() if kind else "不是变动",
    )
    return event


def meanings(event: HouseholdEvent) -> list[str]:
    """Returns the kinds that a change seen in an export may turn out to be."""
    if event.kind == Kind.LEFT:
        return [Kind.DEATH, Kind.MOVE_OUT, Kind.SPLIT, Kind.CORRECTION]
    return [Kind.BIRTH, Kind.MARRIAGE, Kind.MOVE_IN, Kind.MOVED, Kind.MERGE, Kind.CORRECTION]


def _member(home: Household, member_id: int) -> Member:
    return _members(home, [member_id])[0]


def _some(home: Household, ids: Sequence[int], all_of_it: str) -> list[Member]:
    """The named members; Refused, as `all_of_it` says, when nobody would be left."""
    found = _members(home, ids)
    if len(found) == home.people:
        raise Refused(all_of_it)
    return found


def _members(home: Household, ids: Sequence[int]) -> list[Member]:
    """The named members of the household; Refused for none, or somebody who is not in it."""
    found = [member for member in base.members_of(home) if member.pk in set(ids)]
    if not ids or len(found) != len(set(ids)):
        raise Refused("请选这一户现在的成员。")
    return found
