"""How a person's change becomes versions: succeeded, ended or corrected, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.config import clock
from bihuan.web.registry.imports import services as imports
from bihuan.web.registry.imports import standing
from bihuan.web.registry.models import (
    Household,
    HouseholdEvent,
    HouseholdVersion,
    Member,
    MemberVersion,
    Version,
)

_V = TypeVar("_V", bound=Version)


def opened(actor: Actor, home_id: int) -> Household:
    """Returns the household locked for a change; Refused without the right, out of reach or ended; Conflict during an import."""
    require(actor, "household.change")
    imports.beside()
    home = Household.objects.select_for_update(of=("self",), no_key=True).filter(pk=home_id).first()
    if home is None:
        raise Refused("没有这一户，或不在您管的地方。")
    if home.current_id is None:
        raise Refused(f"{home}已经不在册（{home.get_ending_display()}），不能再记变动。")
    return home


def not_future(on: date) -> None:
    """Refused for a day to come."""
    if on > clock.today():
        raise Refused("日期在今天之后。请填变动发生的日子。")


def succeed(actor: Actor, version: _V, on: date, **changes: Any) -> _V:
    """From the day `on` it is otherwise; before, it was as it was. Refused when the day lies before what is known began."""
    if on < version.valid_from:
        raise Refused(
            f"系统里记的情况从 {version.valid_from:%Y-%m-%d} 开始，变动不能早于这一天。要改更早的，请用更正。"
        )
    _close(version)
    if version.valid_from < on:
        _copy(actor, version, valid_to=on)
    return _copy(actor, version, valid_from=on, **changes)


def end(actor: Actor, version: Version, on: date) -> None:
    """From the day `on` it holds no more."""
    start = version.valid_from
    if on < start:
        raise Refused(f"系统里记的情况从 {start:%Y-%m-%d} 开始，变动不能早于这一天。")
    _close(version)
    if start < on:
        _copy(actor, version, valid_to=on)


def correct(actor: Actor, version: _V, **changes: Any) -> _V:
    """It was otherwise all the time; what was thought before stays on record."""
    _close(version)
    return _copy(actor, version, **changes)


def _close(version: Version) -> None:
    """By its id and only while it is open: two people who change the same row at once cannot both."""
    closed = (
        type(version)._default_manager.filter(pk=version.pk, recorded_to=None).update(recorded_to=clock.now())
    )
    if not closed:
        raise Refused("刚才有人改过这一户。请重新打开再记。")


def _copy(actor: Actor, version: _V, **changes: Any) -> _V:
    names = [field.attname for field in version._meta.concrete_fields if field.attname != "id"]
    values = {name: getattr(version, name) for name in names}
    values |= {
        "recorded_at": clock.now(),
        "recorded_to": None,
        "batch_id": None,
        "closed_by_id": None,
        "recorded_by_id": actor.person_id,
    }
    made: _V = type(version)._default_manager.create(**(values | changes))  # type: ignore[assignment]
    return made


def current(member: Member) -> MemberVersion:
    """Returns the member's current version; Refused for somebody who is no longer in the household."""
    if member.current is None:
        raise Refused(f"{member.name}已经不在这一户，不能再记变动。")
    version: MemberVersion = member.current
    return version


def part(actor: Actor, member: Member, on: date) -> None:
    """The member is in the household no longer. Health needs no end of its own: it holds while the person is there."""
    end(actor, current(member), on)


def settle(homes: Iterable[Household], members: Iterable[Member]) -> None:
    """Brings what lists show in line with the versions."""
    standing.touch([home.pk for home in homes], [member.pk for member in members])
    standing.refresh(clock.today())


def tell(
    actor: Actor,
    home: Household,
    kind: str,
    on: date,
    text: str = "",
    member: Member | None = None,
    other: Household | None = None,
) -> HouseholdEvent:
    """Records the event and its line in the journal."""
    event = HouseholdEvent.objects.create(
        home=home, kind=kind, on=on, text=text.strip(), member=member, other=other,
        person_id=actor.person_id, unit_id=actor.unit_id, at=clock.now(),
    )  # fmt: skip
    journal.write(actor, "household.event", home, kind=event.get_kind_display(), on=f"{on:%Y-%m-%d}")
    return event


def members_of(home: Household) -> list[Member]:
    """Returns who is in the household now, the head first."""
    found = list(Member.objects.filter(home=home).exclude(current=None).select_related("current"))
    return sorted(found, key=lambda m: (m.current.relation != "head", m.pk))


def names_of(home: Household) -> list[tuple[str, str]]:
    """Returns (id, name) of who is in the household now, the head first; nothing sealed is read."""
    rows = Member.objects.filter(home=home).exclude(current=None).order_by("pk")
    found = sorted(rows.values_list("pk", "name", "current__relation"), key=lambda row: row[2] != "head")
    return [(str(pk), name) for pk, name, _ in found]


def version_of(home: Household) -> HouseholdVersion:
    """Returns the household's current version."""
    version: HouseholdVersion = home.current
    return version
