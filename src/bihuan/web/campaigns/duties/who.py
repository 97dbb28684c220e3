"""Who owes a return or counted work: read from the words at first, then as the office decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bihuan.web.access import Refused, may, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.campaigns.models.duties import LEVELS
from bihuan.web.campaigns.who import Directory

# Asked in this order: 县督查组到村 is the inspection team's, 驻村工作队 is not a village.
_LEVEL_WORDS = (
    ("inspection", re.compile(r"督查组|督导组|巡查组|县督查")),
    ("team", re.compile(r"驻村|工作队|第一书记")),
    ("township", re.compile(r"乡镇|街道|镇街|各乡|各镇|镇[、和]村干部")),
    (
        "village",
        re.compile(r"各村|每个?(?:贫困|行政)?村|村干部|村级|村支?“?两委|村委|(?<![农乡])村(?=[都要每])"),
    ),
)
# 2个村, 行政村数 count villages and do not name who acts.
_COUNTED = re.compile(r"[0-9一二三四五六七八九十两]+个(?:行政)?村")
# The receiver stands behind these; units before them are those who report.
_REPORTING = re.compile(r"报送|上报|呈报|反馈|向|报")
_NOTE = re.compile(r"此表|本表|附表|该表")


def level_of_duty(words: str, around: str = "", per: str = "") -> str:
    """Returns the level that a counted duty names, else the one named nearest before it, else townships.

    A count to be reached once, of nobody in particular (完成859户), is a sum of the whole county: its publisher keeps it.
    """
    plain = _COUNTED.sub("", words)
    named = next((level for level, pattern in _LEVEL_WORDS if pattern.search(plain)), None)
    if named:
        return named
    if per == "once" and not re.search("[每各都]|全部", plain):
        return "publisher"
    before = {level: _last(pattern, _COUNTED.sub("", around)) for level, pattern in _LEVEL_WORDS}
    nearest = max(before, key=lambda level: before[level])
    return nearest if before[nearest] >= 0 else "township"


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the pattern's last match begins; -1 without one."""
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def level_of_report(words: str, directory: Directory) -> tuple[str, list[int]]:
    """Returns the level, and the units where the words name some: those before 报…, for behind it stands the receiver."""
    head = _REPORTING.split(words, maxsplit=1)[0]
    named = [unit for name, unit in directory.by_name.items() if len(name) >= 3 and name in head]
    if named:
        return "named", sorted(set(named))
    if re.search(r"督查组|督导组", head):
        return "inspection", []
    if re.search(r"(?:各|所有)(?:驻村)?(?:帮扶)?工作队", head):
        return "team", []
    return ("village" if re.search(r"各(?:行政)?村", head) else "asked"), []


def is_note_to_table(words: str) -> bool:
    """Whether the words only repeat, under the annex table, what the paper asks for elsewhere: 此表于每月4日前上报."""
    return bool(_NOTE.search(words))


@dataclass
class Owing:
    """The units of a campaign by level, read once a request or run."""

    campaign: Campaign
    directory: Directory = field(default_factory=Directory)

    def units(self, level: str, named: Iterable[int] = ()) -> list[Unit]:
        """Returns the units of the level that the campaign was published to."""
        reached = [u for u in self.directory.units if set(u.chain) & set(self.campaign.audience)]
        if level == "publisher":
            return [u for u in self.directory.units if u.pk == self.campaign.unit_id]
        if level == "named":
            return [u for u in reached if u.pk in set(named)]
        if level in ("asked", "department"):
            kinds = ("township",) if level == "asked" else ()
            return [u for u in reached if u.kind in kinds or u.pk in self.asked]
        return [u for u in reached if u.kind == level]

    @cached_property
    def asked(self) -> set[int]:
        """Units that were given check items and are no township, village or team."""
        rows = Answer.objects.filter(campaign=self.campaign, parent=None)
        ids = set(rows.order_by().values_list("unit", flat=True).distinct())
        apart = (Unit.Kind.TOWNSHIP, Unit.Kind.VILLAGE, Unit.Kind.TEAM)
        return {pk for pk in ids if pk in self.directory.by_id and self.directory.by_id[pk].kind not in apart}

    def choices(self) -> list[tuple[str, str]]:
        """Returns the levels that have units here, with how many: 各乡镇（22）."""
        counted = [(key, words, len(self.units(key))) for key, words in LEVELS.items() if key != "named"]
        return [(key, f"{words}（{n}）") for key, words, n in counted if n]


def require_doing(actor: Actor, unit: Unit) -> None:
    """Raises Refused unless the actor's post does such work and the unit is its own, below its township, or its team's village."""
    if not (actor.role == "inspector" and actor.unit_id == unit.pk):
        require(actor, "answer.write")
    if not stands_for(actor, unit):
        raise Refused(
            f"这一份归{unit.short_name}，不归{actor.unit_name}。请由{unit.short_name}或它的乡镇来办。"
        )


def may_do(actor: Actor, unit: Unit) -> bool:
    """Whether require_doing would let the actor through."""
    does = may(actor.role, "answer.write") or (actor.role == "inspector" and actor.unit_id == unit.pk)
    return does and stands_for(actor, unit)


def stands_for(actor: Actor, unit: Unit) -> bool:
    """Whether the unit is the actor's own, lies below its township, or is the village its team lives in."""
    if actor.unit_id == unit.pk:
        return True
    if actor.role == "township":
        return actor.unit_id in unit.chain
    return actor.role == "team" and unit.pk in actor.chain
