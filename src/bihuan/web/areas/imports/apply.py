"""A preview to the database: the chosen rows, all of them or none. Runs inside the caller's transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

from django.db import IntegrityError, transaction

from bihuan.web import journal
from bihuan.web.access import Actor, Conflict, require
from bihuan.web.accounts import services as people_services
from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.imports.check import Item, Preview
from bihuan.web.areas.imports.columns import KINDS
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.models import Area, AreaCode, Unit
from bihuan.web.config import clock

RIGHTS = {"areas": "areas.manage", "units": "areas.manage", "people": "people.manage"}
TAKEN = ("new", "changed")
Choice = tuple[str, str]  # kind, state


@dataclass(frozen=True)
class Result:
    """What was done: kind -> (new, changed), and how many new accounts wait for a first password."""

    counts: dict[str, tuple[int, int]]
    accounts: int


def apply(actor: Actor, preview: Preview, chosen: Collection[Choice], seen: str) -> Result:
    """Writes the rows of the chosen kinds and states and a journal line for each kind.

    1. refuse what the actor may not do, and a preview that has changed since `seen`;
    2. areas, then units, then people, then contacts, because each needs the one before;
    3. on any refusal nothing stays: the savepoint is rolled back.
    """
    for kind in {kind for kind, _ in chosen}:
        require(actor, RIGHTS[kind])
    if preview.fingerprint != seen:
        raise Conflict("看过预览之后，文件或系统里的数据变了。请重新看一遍预览再导入；这次什么也没有改。")
    taken = {
        key: [i for state in TAKEN if (key, state) in chosen for i in preview.of(key, state)] for key in KINDS
    }
    if not any(taken.values()):
        raise ImportRefused("没有选中要导入的行。请勾选“新增”或“更改”再导入。")
    try:
        with transaction.atomic():
            return Writer(actor).write(taken)
    except IntegrityError as clash:
        raise ImportRefused(
            "有一行和系统里的数据冲突（多半是名称或账号重复），这次什么也没有导入。请重新预览。"
        ) from clash


class Writer:
    """Writes the taken rows; remembers which new unit got which id."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.units: dict[int, int] = {}
        self.accounts = 0

    def write(self, taken: dict[str, list[Item]]) -> Result:
        """Writes areas, units, people, contacts, in this order; returns the counts."""
        self._areas(taken["areas"])
        self._units(taken["units"])
        for item in taken["people"]:
            self._person(item)
        self._contacts(taken["units"])
        for key, items in taken.items():
            if items:
                journal.write(self.actor, f"{key}.imported", None, count=len(items), new=_new(items))
        counts = {key: (_new(items), len(items) - _new(items)) for key, items in taken.items()}
        return Result(counts, self.accounts)

    def _areas(self, items: list[Item]) -> None:
        """The county before townships before villages: codes sort so."""
        for item in sorted(items, key=lambda item: item.values["code"]):
            values = item.values
            if item.existing:
                area = Area.objects.get(code=values["code"])
                area.name = values["name"]
                area.save()
                continue
            parent = self._area(values["parent"], item) if values["parent"] else None
            today = clock.today()
            area = Area.objects.create(
                code=values["code"],
                name=values["name"],
                level=values["level"],
                parent=parent,
                valid_from=today,
            )
            AreaCode.objects.create(area=area, code=area.code, valid_from=today)

    def _area(self, code: int, item: Item) -> Area:
        found = Area.objects.filter(code=code, valid_to=None).first()
        if found is None:
            raise _left_out(item, f"区划 {code}")
        return found

    def _units(self, items: list[Item]) -> None:
        """New units first, parents before children, then changes; then everybody's chain, for a parent may have moved."""
        waiting = {item.ref: item for item in items if not item.existing}
        for item in list(waiting.values()):
            self._new_unit(item, waiting)
        for item in items:
            if item.existing:
                self._change_unit(item)
        if any("parent" in item.values for item in items):
            renew_chains()

    def _new_unit(self, item: Item, waiting: dict[int, Item]) -> None:
        if item.ref in self.units:
            return
        parent = item.values["parent"]
        if parent in waiting:
            self._new_unit(waiting[parent], waiting)
        unit = Unit.objects.create(
            name=item.values["name"],
            short_name=item.values["short_name"],
            kind=item.values["kind"],
            area=self._area(item.values["area"], item),
            parent_id=self._unit(parent, item) if parent is not None else None,
        )
        self.units[item.ref] = unit.pk

    def _change_unit(self, item: Item) -> None:
        unit = Unit.objects.get(pk=item.ref)
        values = item.values
        unit.short_name = values.get("short_name", unit.short_name)
        unit.kind = values["kind"]
        unit.area = self._area(values["area"], item)
        if values.get("parent") is not None:
            unit.parent_id = self._unit(values["parent"], item)
        unit.save()

    def _unit(self, ref: int, item: Item) -> int:
        """The id of a unit, which may have come with this file."""
        if ref < 0 and ref not in self.units:
            raise _left_out(item, "单位")
        return self.units.get(ref, ref)

    def _person(self, item: Item) -> None:
        unit = Unit.objects.get(pk=self._unit(item.values["unit"], item))
        person = Person.objects.get(pk=item.ref) if item.existing else Person(name=item.values["name"])
        moved = item.existing and person.unit_id != unit.pk
        person.unit = unit
        person.post = item.values.get("post", person.post)
        person.phone = item.values.get("phone", person.phone)
        person.save()
        self._account(person, item.values.get("username", ""))
        if moved:
            self._end_posts(person, unit)
        for role in item.values["roles"]:
            people_services.grant(self.actor, person, role, unit, clock.today())

    def _account(self, person: Person, username: str) -> None:
        """A new account cannot be used until the administrator hands out a first password."""
        if username and not Account.objects.filter(person=person).exists():
            account = Account(username=username, person=person, must_change=True)
            account.set_unusable_password()
            account.save()
            self.accounts += 1

    def _end_posts(self, person: Person, unit: Unit) -> None:
        """Who has moved must not keep seeing what the former unit sees."""
        for grant in Grant.objects.filter(person=person).exclude(unit=unit).select_related("person"):
            if grant.holds_on(clock.today()):
                people_services.end_grant(self.actor, grant)

    def _contacts(self, items: list[Item]) -> None:
        for item in items:
            name = item.values.get("contact")
            if not name:
                continue
            ref = self._unit(item.ref, item)
            found = Person.objects.filter(name=name, unit_id=ref, left_on=None, system=False).first()
            if found is None:
                raise _left_out(item, f"联系人“{name}”")
            Unit.objects.filter(pk=ref).update(contact=found)


def _new(items: list[Item]) -> int:
    return sum(not item.existing for item in items)


def _left_out(item: Item, what: str) -> ImportRefused:
    return ImportRefused(
        f"“{item.sheet}”第{item.row.number}行“{item.label}”要用到的{what}没有选中导入。"
        "请把它所在的那一组也勾上。这次什么也没有导入。"
    )


def renew_chains() -> None:
    """Writes each unit's chain (itself and all above) anew, top down, where it differs."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in units.values():
        above = list(_above(unit, units))
        if unit.chain != above:
            Unit.objects.filter(pk=unit.pk).update(chain=above)


def _above(unit: Unit, units: dict[int, Unit]) -> chain[int]:
    if unit.parent_id is None:
        return chain([unit.pk])
    return chain([unit.pk], _above(units[unit.parent_id], units))
