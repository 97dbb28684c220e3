"""Who must answer: the names a document uses, as tokens, and the county's own units they stand for.

A token is `group:township`, `group:village`, `group:team`, `group:department`, `unit:<id>`, or `name:<words>` for a
name of the document that is none of the county's units and must be mapped or dropped before publishing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bihuan.web.areas.models import Unit

GROUPS = {"township": "各乡镇", "village": "各村", "team": "各驻村工作队", "department": "各行业部门"}
_TOWN = r"(?:街道|乡镇|镇街|镇村|乡|镇|园区|乡（镇）|镇（街道）|乡镇（街道）|街道（乡镇）|镇乡)"
_GROUP_WORDS = {
    "township": re.compile(
        rf"(?:全[县区市])?(?:各|所有)[县区市]?{_TOWN}[、和]?{_TOWN}?(?:办事处|党委|政府|人民政府|党工委|工委)*"
    ),
    "village": re.compile(
        r"(?:各|所有)(?:行政)?(?:村居|村（社区）|村（居）|村社区|村)(?:“?两委”?|村?民?委员会|党支部)?"
    ),
    "team": re.compile(r"(?:各|所有)(?:驻村)?(?:帮扶)?工作队"),
    "department": re.compile(
        r"(?:各|所有)?(?:县|区|市)?(?:直|级)?(?:各|所有)(?:行业|职能)(?:主管)?(?:部门|单位)"
    ),
}
_HEAD = re.compile(r"^(?:中共)?(?:[\u4e00-\u9fff]{2,6}?[县区市])?[县区市]?(?:直|级)?")
_TAIL = re.compile(r"(?:人民政府|党委政府|党工委|党委|政府|办事处)$")


@dataclass(frozen=True)
class Chip:
    """A token as the page shows it: its words, and whether it stands for no unit of the county yet."""

    token: str
    words: str
    missing: bool = False
    near: tuple[tuple[int, str], ...] = ()


@dataclass
class Directory:
    """The county's units in force, read once a request or job."""

    units: list[Unit] = field(
        default_factory=lambda: list(Unit.objects.filter(closed_on=None).select_related("area"))
    )

    @cached_property
    def by_id(self) -> dict[int, Unit]:
        return {unit.pk: unit for unit in self.units}

    @cached_property
    def by_name(self) -> dict[str, int]:
        """Every way a unit is written -> its id; a way that fits two units is left out."""
        found: dict[str, set[int]] = {}
        for unit in self.units:
            if unit.kind in (Unit.Kind.VILLAGE, Unit.Kind.TEAM):
                continue
            for name in (unit.name, unit.short_name, bare(unit.name), bare(unit.short_name)):
                found.setdefault(name, set()).add(unit.pk)
        return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1 and name}

    @cached_property
    def groups(self) -> dict[str, list[int]]:
        return {kind: [u.pk for u in self.units if u.kind == kind] for kind in GROUPS}

    def tokens(self, names: Iterable[str]) -> list[str]:
        """Returns a token for each name, in order, without doubles."""
        return list(dict.fromkeys(self.token(name) for name in names if name.strip()))

    def token(self, name: str) -> str:
        """Returns the token of one name of a document."""
        words = name.strip().replace("(", "（").replace(")", "）")
        for group, pattern in _GROUP_WORDS.items():
            if pattern.fullmatch(words) and self.groups[group]:
                return f"group:{group}"
        unit = self.by_name.get(words) or self.by_name.get(bare(words))
        return f"unit:{unit}" if unit else f"name:{name.strip()[:80]}"

    def near(self, name: str) -> list[Unit]:
        """Returns up to four units whose names come close, nearest first."""
        hits = difflib.get_close_matches(bare(name), list(self.by_name), n=8, cutoff=0.4)
        return [self.by_id[pk] for pk in dict.fromkeys(self.by_name[hit] for hit in hits)][:4]

    def known(self, token: str) -> bool:
        """Whether the token stands for units of this county."""
        kind, _, value = token.partition(":")
        if kind == "group":
            return value in GROUPS
        return kind == "unit" and value.isdecimal() and int(value) in self.by_id

    def expand(self, tokens: Sequence[str]) -> list[int]:
        """Returns the ids of all units the tokens stand for, without doubles; names that stand for none are skipped."""
        found: list[int] = []
        for token in tokens:
            kind, _, value = token.partition(":")
            if kind == "group":
                found += self.groups.get(value, [])
            elif self.known(token):
                found.append(int(value))
        return list(dict.fromkeys(found))

    def words(self, token: str) -> str:
        """Returns the token as people write it: 各乡镇（22）, 县住建局."""
        kind, _, value = token.partition(":")
        if kind == "group":
            return f"{GROUPS.get(value, value)}（{len(self.groups.get(value, []))}）"
        if kind == "unit" and value.isdecimal() and int(value) in self.by_id:
            return self.by_id[int(value)].short_name
        return value

    def chips(self, tokens: Sequence[str]) -> list[Chip]:
        """Returns the tokens ready to show, with near misses for names that stand for no unit."""
        return [self._chip(token) for token in tokens]

    def _chip(self, token: str) -> Chip:
        if self.known(token):
            return Chip(token, self.words(token))
        near = tuple((unit.pk, unit.short_name) for unit in self.near(self.words(token)))
        return Chip(token, self.words(token), missing=True, near=near)


def bare(name: str) -> str:
    """Returns a unit's name without the county before it and the organ behind it: 云溪县水利局, 区水利局 -> 水利局."""
    cut = _TAIL.sub("", name)
    short = _HEAD.sub("", cut)
    return short if len(short) >= 2 else cut
