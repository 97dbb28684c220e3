"""What the database holds, as the checks want it. Needs the administrator's scope: others do not see accounts."""

from collections import defaultdict

from django.conf import settings

from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.imports.check.world import KnownArea, KnownPerson, KnownUnit, World
from bihuan.web.areas.models import Area, Unit
from bihuan.web.config import clock


def world() -> World:
    """Returns areas and units in force, and people who have not left, with the roles they hold today for their unit."""
    codes = dict(Area.objects.values_list("pk", "code"))
    areas = Area.objects.filter(valid_to=None)
    units = Unit.objects.filter(closed_on=None).select_related("contact")
    return World(
        county=settings.COUNTY_CODE * 10**6,
        areas={area.code: KnownArea(area.code, area.name, area.level) for area in areas},
        units={unit.pk: _unit(unit, codes) for unit in units},
        people=_people(),
    )


def _unit(unit: Unit, codes: dict[int, int]) -> KnownUnit:
    contact = unit.contact.name if unit.contact else ""
    area = codes[unit.area_id]
    return KnownUnit(unit.pk, unit.name, unit.short_name, unit.kind, area, unit.parent_id, contact)


def _people() -> dict[int, KnownPerson]:
    accounts = dict(Account.objects.values_list("person_id", "username"))
    roles: dict[tuple[int, int], set[str]] = defaultdict(set)
    for grant in Grant.objects.all():
        if grant.holds_on(clock.today()):
            roles[grant.person_id, grant.unit_id].add(grant.role)
    return {
        person.pk: KnownPerson(
            ref=person.pk,
            name=person.name,
            unit=person.unit_id,
            post=person.post,
            phone=str(person.phone or ""),
            username=accounts.get(person.pk, ""),
            roles=frozenset(roles[person.pk, person.unit_id]),
        )
        for person in Person.objects.filter(left_on=None, system=False)
    }
