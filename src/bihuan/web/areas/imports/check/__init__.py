"""A book and what is there -> the preview: what is new, changed, unchanged or wrong."""

from bihuan.web.areas.imports.check.areas import check_areas
from bihuan.web.areas.imports.check.items import STATES, Change, Item, Preview, items_of
from bihuan.web.areas.imports.check.people import check_people
from bihuan.web.areas.imports.check.units import check_units
from bihuan.web.areas.imports.check.world import World
from bihuan.web.areas.imports.columns import AREAS, PEOPLE, UNITS
from bihuan.web.areas.imports.read import Book

__all__ = ["STATES", "Change", "Item", "Preview", "World", "check"]


def check(book: Book, world: World) -> Preview:
    """Returns the preview; `world` is changed: it then also holds what the file would bring.

    Areas come first, then units, then people, so that one file may bring a place, its unit and its people.
    """
    areas, units, people = (items_of(book, kind) for kind in (AREAS, UNITS, PEOPLE))
    check_areas(areas, world)
    check_units(units, world)
    check_people(people, world)
    _contacts(units, people, world)
    unknown = [f"{table.sheet}：{heading}" for table in book.tables for heading in table.unknown]
    return Preview(book.filename, [*areas, *units, *people], book.skipped, unknown)


def _contacts(units: list[Item], people: list[Item], world: World) -> None:
    """A unit's contact must be somebody of that unit, there already or in the file."""
    there = {(person.name, person.unit) for person in world.people.values()}
    there |= {(item.text("name"), item.values["unit"]) for item in people if not item.faults}
    for item in units:
        name = item.values.get("contact")
        if name and not item.faults and (name, item.ref) not in there:
            item.wrong(
                "contact", "本单位没有这个人，文件里的也没有或那一行有错", "先导入此人，或把这一格留空"
            )
