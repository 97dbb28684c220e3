"""What is already there, as plain data, so that checking a file needs no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

LEVELS = {"county": "县", "township": "乡镇", "village": "村"}


@dataclass(frozen=True)
class KnownArea:
    """An area in force: 12-digit code, name, level."""

    code: int
    name: str
    level: str

    @property
    def above(self) -> int | None:
        """Code of the area above it; None for the county."""
        if self.level == "county":
            return None
        step = 10**6 if self.level == "township" else 1000
        return self.code // step * step


@dataclass(frozen=True)
class KnownUnit:
    """A unit in force. `ref` is its id, or a negative number for one that the file itself brings."""

    ref: int
    name: str
    short_name: str
    kind: str
    area: int | None
    parent: int | None
    contact: str = ""


@dataclass(frozen=True)
class KnownPerson:
    """A person who has not left; `roles` are those held today for their unit."""

    ref: int
    name: str
    unit: int
    post: str = ""
    phone: str = ""
    username: str = ""
    roles: frozenset[str] = frozenset()


@dataclass
class World:
    """Areas by code, units and people by id; `county` is the 12-digit code of the installation's county."""

    county: int
    areas: dict[int, KnownArea] = field(default_factory=dict)
    units: dict[int, KnownUnit] = field(default_factory=dict)
    people: dict[int, KnownPerson] = field(default_factory=dict)

    def units_called(self, text: str) -> list[KnownUnit]:
        """Units with this full or short name, also with the short name above: “柳溪镇/松湾村”."""
        return self._by_name().get(text.replace("／", "/"), [])

    def areas_called(self, text: str) -> list[KnownArea]:
        """Areas with this name, code, or path of names: “柳溪镇/石坳村”, or run together as people write it, “柳溪镇石坳村”."""
        if text.isdigit():
            found = self.areas.get(whole_code(text) or -1)
            return [found] if found else []
        path = text.replace("／", "/").split("/")
        named = [
            area for area in self.areas.values() if area.name == path[-1] and self._below(area, path[:-1])
        ]
        return named or [area for area in self.areas.values() if text in self._run_together(area)]

    def _run_together(self, area: KnownArea) -> set[str]:
        """The names of an area with those above it in front, nearest first: 柳溪镇石坳村, 云溪县柳溪镇石坳村."""
        above = self.areas.get(area.above) if area.above else None
        return (
            {above.name + area.name, *(name + area.name for name in self._run_together(above))}
            if above
            else set()
        )

    def _below(self, area: KnownArea, path: list[str]) -> bool:
        above = self.areas.get(area.above) if area.above else None
        return not path or (above is not None and above.name == path[-1])

    def _by_name(self) -> dict[str, list[KnownUnit]]:
        """Built once for a number of units; the checks add units before they ask."""
        cached: tuple[int, dict[str, list[KnownUnit]]] | None = getattr(self, "_names", None)
        if cached and cached[0] == len(self.units):
            return cached[1]
        names: dict[str, list[KnownUnit]] = {}
        for unit in self.units.values():
            for name in self._names_of(unit):
                names.setdefault(name, []).append(unit)
        self._names = (len(self.units), names)
        return names

    def _names_of(self, unit: KnownUnit) -> Iterable[str]:
        names = {unit.name, unit.short_name}
        parent = self.units.get(unit.parent) if unit.parent else None
        if parent:
            names |= {f"{parent.short_name}/{unit.short_name}", f"{parent.short_name}{unit.short_name}"}
        return names

    def unit_text(self, ref: int | None) -> str:
        """How a unit is written on screen; empty for none."""
        unit = self.units.get(ref) if ref is not None else None
        return unit.short_name if unit else ""

    def area_text(self, code: int | None) -> str:
        """How an area is written on screen; empty for none."""
        area = self.areas.get(code) if code is not None else None
        return area.name if area else ""


def whole_code(text: str) -> int | None:
    """Returns the 12-digit code of 6, 9 or 12 figures; None for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) not in (6, 9, 12):
        return None
    return int(text.ljust(12, "0"))


def level_of(code: int) -> str:
    """Returns the level that a code has by its trailing zeros."""
    if code % 10**6 == 0:
        return "county"
    return "township" if code % 1000 == 0 else "village"
