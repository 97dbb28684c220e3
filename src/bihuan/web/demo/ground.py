"""The ground of the demo county in the database: areas, units, people, posts and accounts, in bulk through the owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from bihuan.engine.synthetic.places import COUNTY, Place, places
from bihuan.web.access.roles import ROLES
from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.models import Area, AreaCode, Unit
from bihuan.web.areas.pinyin import initials, sort_key
from bihuan.web.config import clock
from bihuan.web.demo.people import PersonSpec, people
from bihuan.web.demo.units import UnitSpec, units

PASSWORD = "yunxi-2026-yanshi"
SINCE = date(2024, 1, 1)
LINKED_VILLAGES = 4  # villages that a township's linked leader answers for
OWNER = "owner"


def there() -> bool:
    """Whether the county is already in the database."""
    return Area.objects.using(OWNER).filter(code=COUNTY).exists()


def build_ground() -> dict[str, int]:
    """Writes the county; the caller has opened a transaction on the owner. Returns how many there are of each."""
    all_places = places()
    areas = _areas(all_places)
    specs = units(all_places)
    made = _units(specs, areas)
    staff = people(specs)
    persons = _people(staff, made)
    _posts(staff, persons, made, all_places)
    _contacts(staff, persons, made)
    return {"areas": len(areas), "units": len(made), "people": len(persons)}


def _areas(all_places: list[Place]) -> dict[int, Area]:
    """Level by level, because each needs the id of the one above. Returns code -> area."""
    made: dict[int, Area] = {}
    for level in ("county", "township", "village"):
        rows = [
            Area(
                code=place.code,
                level=level,
                parent=made[place.parent] if place.parent else None,
                valid_from=SINCE,
                **_named(place.name),
            )
            for place in all_places
            if place.level == level
        ]
        made |= {area.code: area for area in Area.objects.using(OWNER).bulk_create(rows)}
    codes = [AreaCode(area=area, code=code, valid_from=SINCE) for code, area in made.items()]
    AreaCode.objects.using(OWNER).bulk_create(codes)
    return made


def _named(name: str) -> dict[str, str]:
    """The columns that save() would fill in."""
    return {"name": name, "pinyin": sort_key(name), "initials": initials(name)}


def _units(specs: Sequence[UnitSpec], areas: dict[int, Area]) -> dict[str, Unit]:
    """Depth by depth; then each unit's chain. Returns key -> unit."""
    made: dict[str, Unit] = {}
    left = list(specs)
    while left:
        ready = [spec for spec in left if spec.parent is None or spec.parent in made]
        rows = [
            Unit(
                short_name=spec.short_name,
                kind=spec.kind,
                area=areas[spec.area],
                parent=made[spec.parent] if spec.parent else None,
                **_named(spec.name),
            )
            for spec in ready
        ]
        created = Unit.objects.using(OWNER).bulk_create(rows)
        for spec, unit in zip(ready, created, strict=True):
            unit.chain = [unit.pk, *(made[spec.parent].chain if spec.parent else [])]
            made[spec.key] = unit
        left = [spec for spec in left if spec.key not in made]
    Unit.objects.using(OWNER).bulk_update(made.values(), ["chain"])
    return made


def _people(staff: Sequence[PersonSpec], made: dict[str, Unit]) -> list[Person]:
    """People and their accounts, in the order of `staff`; one hash for all, for the password is no secret."""
    rows = [
        Person(
            unit=made[person.unit],
            post=person.post,
            phone=person.phone,
            **_named(person.name),
        )
        for person in staff
    ]
    persons = Person.objects.using(OWNER).bulk_create(rows)
    password = make_password(PASSWORD)
    accounts = [
        Account(username=spec.username, password=password, person=person, demo=True)
        for spec, person in zip(staff, persons, strict=True)
    ]
    Account.objects.using(OWNER).bulk_create(accounts)
    return persons


def _posts(
    staff: Sequence[PersonSpec], persons: Sequence[Person], made: dict[str, Unit], all_places: list[Place]
) -> None:
    """One grant a role; a limited role gets an end, a linked leader some villages."""
    ends = clock.today() + timedelta(days=365)
    rows = [
        Grant(
            person=person,
            role=role,
            unit=made[spec.unit],
            area_codes=_linked(spec, all_places) if role == "village_leader" else [],
            valid_from=SINCE,
            valid_to=ends if ROLES[role].limited else None,
        )
        for spec, person in zip(staff, persons, strict=True)
        for role in (spec.role, *spec.also)
    ]
    Grant.objects.using(OWNER).bulk_create(rows)


def _linked(spec: PersonSpec, all_places: Iterable[Place]) -> list[int]:
    town = next(place.code for place in all_places if place.name == spec.unit)
    return [place.code for place in all_places if place.parent == town][:LINKED_VILLAGES]


def _contacts(staff: Sequence[PersonSpec], persons: Sequence[Person], made: dict[str, Unit]) -> None:
    """Whom to ring: the first of the unit who works in the role of its kind; else the first there is."""
    changed: dict[str, tuple[bool, Unit]] = {}
    for spec, person in zip(staff, persons, strict=True):
        unit = made[spec.unit]
        fits = spec.role == unit.kind
        if spec.unit not in changed or (fits and not changed[spec.unit][0]):
            unit.contact = person
            changed[spec.unit] = (fits, unit)
    Unit.objects.using(OWNER).bulk_update([unit for _, unit in changed.values()], ["contact"])
