"""Where a sheet's headings stand, which export they make it, and which column each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bihuan.engine.reading.plain import fold
from bihuan.engine.reading.vocabulary import UNITS
from bihuan.engine.tables import EXPORTS, TABLES, Column, Export

WITHIN = 12  # rows in which headings are looked for
DEEPEST = 3
LEAST = 3  # known headings that make a sheet one of ours
IGNORED = {"序号", "编号", "备注", "行号", "no", "no."}
_REMARK = re.compile(r"[(（]([^()（）]*)[)）]$")
_SAYS_NOTHING = re.compile(
    r"必填|选填|可多选|多选|单选|下拉.*|格式.*|y{4}.*|是/否|是或否|如.*|例.*", re.IGNORECASE
)
_ORDINAL = re.compile(r"^(?:[(（]\d{1,3}[)）]|\d{1,3}\s*[.、．:：])")

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Place:
    """A column of the sheet that is a column of the catalogue; `unit` where the heading names another than the catalogue."""

    at: int
    heading: str
    table: str
    column: Column
    unit: str = ""


@dataclass(frozen=True)
class Found:
    """A recognised sheet: `end` is the first row below the headings (from 0). `twice`: (heading, heading) that mean one column."""

    export: Export
    end: int
    places: tuple[Place, ...]
    unknown: tuple[str, ...]
    learnt: Mapping[str, str] = field(default_factory=dict)
    twice: tuple[tuple[str, str], ...] = ()
    own: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Returns the labels of columns without which no row could be placed."""
        have = {(place.table, place.column.name) for place in self.places}
        return tuple(
            TABLES[table][name].label for table, name in needed(self.export) if (table, name) not in have
        )


def find(rows: list[Row], file: str, aliases: Mapping[str, str]) -> Found | None:
    """Returns what the first rows say the sheet is; None when fewer than `LEAST` headings are known.

    `aliases`: heading -> column name (an empty name: leave that column aside). The file's name only breaks a tie.
    """
    best: tuple[tuple[int, int, bool, int], Found] | None = None
    for at, depth, headings in _candidates(rows[: WITHIN + DEEPEST]):
        for export in EXPORTS.values():
            found = _mapped(export, at + depth, headings, aliases)
            rank = (len(found.places), found.own, _hinted(export, file), -depth)
            if len(found.places) >= LEAST and (best is None or rank > best[0]):
                best = rank, found
    return best[1] if best else None


@lru_cache
def _needed(key: str) -> tuple[tuple[str, str], ...]:
    export = EXPORTS[key]
    names = {(table, column) for _, table, column in export.columns}
    found: dict[str, tuple[str, str]] = {}
    for table in export.tables:
        for column in TABLES[table]:
            wanted = column.required or column.name in TABLES[table].key
            if wanted and (table, column.name) in names:
                found.setdefault(column.name, (table, column.name))
    return tuple(found.values())


def needed(export: Export) -> tuple[tuple[str, str], ...]:
    """Returns (table, column) of what an export must have: keys and required columns."""
    return _needed(export.key)


def _hinted(export: Export, file: str) -> bool:
    return re.search(export.file_pattern, file) is not None


def _candidates(rows: list[Row]) -> Iterator[tuple[int, int, list[list[str]]]]:
    """(first row, depth, for each column the texts that may name it, the likeliest first)."""
    for at in range(min(WITHIN, len(rows))):
        for depth in range(1, min(DEEPEST, len(rows) - at) + 1):
            if sum(text is not None for text in rows[at + depth - 1]) > 0:
                yield at, depth, _texts(rows[at : at + depth])


def _texts(rows: list[Row]) -> list[list[str]]:
    """A heading may stand in the lowest row, be the groups above and it together, or (merged downwards) stand above a blank."""
    if len(rows) == 1:
        return [[text] if text else [] for text in rows[0]]
    upper = [_carried(row) for row in rows[:-1]]
    found = []
    for at, lowest in enumerate(rows[-1]):
        above = [row[at] for row in (upper if lowest else rows[:-1])]
        said = [text for text in (*above, lowest) if text]
        whole = list(dict.fromkeys(said))
        found.append(list(dict.fromkeys((whole[-1], "".join(whole)))) if whole else [])
    return found


def _carried(row: Row) -> list[str | None]:
    """A group's heading stands over all its columns."""
    carried: list[str | None] = []
    for text in row:
        carried.append(text or (carried[-1] if carried else None))
    return carried


def _mapped(export: Export, end: int, headings: list[list[str]], aliases: Mapping[str, str]) -> Found:
    known, given = _spellings(export.key), {fold(said): name for said, name in aliases.items()}
    exact: dict[int, Place] = {}
    loose: dict[int, Place] = {}
    unknown: list[str] = []
    left: set[int] = set()
    for at, texts in enumerate(headings):
        for said in texts:
            if given.get(fold(said)) == "":
                left.add(at)
            elif place := _alias(export, at, said, given) or _known(known, at, said):
                exact.setdefault(at, place)
            elif place := _loosely(known, at, said):
                loose.setdefault(at, place)
    taken, twice = _once(exact)
    for at, place in sorted(loose.items()):
        if (
            at not in exact
            and at not in left
            and place.column.name not in {found.column.name for found in taken}
        ):
            taken.append(place)
    places = tuple(sorted((place for place in taken if place.at not in left), key=lambda place: place.at))
    at_taken = {place.at for place in places} | set(exact) | left
    unknown = [
        texts[0]
        for at, texts in enumerate(headings)
        if texts and at not in at_taken and fold(texts[0]) not in IGNORED
    ]
    learnt = {place.heading: place.column.name for place in places if fold(place.heading) not in known}
    own = sum(fold(place.heading) in _own(export.key) for place in places)
    return Found(export, end, places, tuple(unknown), learnt, tuple(twice), own)


def _once(exact: Mapping[int, Place]) -> tuple[list[Place], list[tuple[str, str]]]:
    """Each column from one heading only; the pairs of headings that mean one column beside."""
    taken: dict[tuple[str, str], Place] = {}
    twice = []
    for place in exact.values():
        key = place.table, place.column.name
        if key in taken:
            twice.append((taken[key].heading, place.heading))
        taken.setdefault(key, place)
    return list(taken.values()), twice


@lru_cache
def _spellings(key: str) -> dict[str, tuple[str, Column]]:
    """Folded heading -> (table, column) over the tables of an export; a household's own columns first."""
    found: dict[str, tuple[str, Column]] = {}
    for table in EXPORTS[key].tables:
        for column in TABLES[table]:
            for said in column.spellings:
                found.setdefault(fold(said), (table, column))
    return found


@lru_cache
def _own(key: str) -> frozenset[str]:
    return frozenset(fold(heading) for heading, _, _ in EXPORTS[key].columns)


def _alias(export: Export, at: int, said: str, given: Mapping[str, str]) -> Place | None:
    name = given.get(fold(said))
    for table in export.tables if name else ():
        if column := TABLES[table].by_name.get(name or ""):
            return Place(at, said, table, column)
    return None


def _known(known: Mapping[str, tuple[str, Column]], at: int, said: str) -> Place | None:
    found = known.get(fold(said))
    return Place(at, said, *found) if found else None


def _loosely(known: Mapping[str, tuple[str, Column]], at: int, said: str) -> Place | None:
    """Without a star, an ordinal number, and a remark or unit in brackets; a unit of another size is kept for reading."""
    bare = _ORDINAL.sub("", fold(said).strip("*＊★")).strip("*＊★:：")
    unit = ""
    if found := _REMARK.search(bare):
        unit = found[1]
        if unit not in UNITS and not _SAYS_NOTHING.fullmatch(unit):
            return None
        bare = bare[: found.start()]
    place = _known(known, at, bare) or _known(known, at, f"{bare}({unit})")
    if place is None:
        return None
    other = unit if unit in UNITS and place.column.unit and unit != place.column.unit else ""
    return Place(at, said, place.table, place.column, other)
