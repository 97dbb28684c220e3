"""A registration sheet -> what it would register: rows that can be, rows that were before, rows that are wrong and why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from bihuan.web.access import Actor
from bihuan.web.areas.imports.check.world import KnownArea, World
from bihuan.web.areas.imports.faults import Fault, ImportRefused
from bihuan.web.areas.imports.read import Book, Row
from bihuan.web.areas.models import Area
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.campaigns.models.campaign import PROFILES
from bihuan.web.config import clock
from bihuan.web.problems import tags as tagging
from bihuan.web.problems.forms.raising import item_words, places_for
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services.intake import Report, known
from bihuan.web.problems.sheets.columns import EXAMPLE, RAISE
from bihuan.web.problems.sheets.days import day

SOURCE = "sheet"
MOST = 2000  # problems in one file: each is raised as by hand, with its gates and its journal line
YES, NO = ("是", "有", "√", "y", "yes", "1"), ("否", "无", "没有", "×", "n", "no", "0")
SHORTEST = 4
LIMITS = {"title": 120, "category": 40, "project": 120, "found_by": 80}


@dataclass
class Item:
    """One row: what `raise_problem` would be given, or what is wrong with it. `there` is the problem it became before."""

    sheet: str
    row: Row
    key: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    there: Problem | None = None
    place: str = ""

    @property
    def state(self) -> str:
        """wrong, there or new."""
        return "wrong" if self.faults else "there" if self.there else "new"

    def text(self, key: str) -> str:
        return self.row.cells.get(key, "")

    def wrong(self, key: str, why: str, todo: str) -> None:
        self.faults.append(
            Fault(self.sheet, self.row.number, key, RAISE.heading(key), self.text(key), why, todo)
        )


@dataclass(frozen=True)
class Choices:
    """What the actor may choose from: places, running check items, sources, ways of closing, kinds of deadline."""

    actor: Actor
    places: dict[str, int]
    items: dict[str, CheckItem]
    world: World

    @cached_property
    def codes(self) -> dict[int, str]:
        return {code: words for words, code in self.places.items()}


SOURCES = {str(label): value for value, label in Problem.Source.choices}
SEVERITIES = {str(label): value for value, label in Problem.Severity.choices}
KINDS = {str(label): value for value, label in Problem.DeadlineKind.choices}
WAYS = {words: key for key, words in PROFILES.items() if key != "on_the_spot"}


def choices_for(actor: Actor) -> Choices:
    """What the drop-downs of the blank sheet offer to the actor, and what the check accepts."""
    areas = Area.objects.filter(valid_to=None)
    world = World(county=0, areas={a.code: KnownArea(a.code, a.name, a.level) for a in areas})
    items = CheckItem.objects.filter(campaign__state="running").select_related("campaign").order_by("order")
    return Choices(
        actor, {words: code for code, words in places_for(actor)}, {item_words(i): i for i in items}, world
    )


def check(book: Book, actor: Actor) -> list[Item]:
    """Returns the rows in the order of the file, example rows left out; ImportRefused when there are too many."""
    items = [Item(table.sheet, row) for table in book.tables for row in table.rows]
    items = [item for item in items if not item.text("title").startswith(EXAMPLE)]
    if len(items) > MOST:
        raise ImportRefused(
            f"“{book.filename}”有 {len(items)} 件，一次最多登记 {MOST} 件。请分成几个文件再传。"
        )
    choices = choices_for(actor)
    for item in items:
        for read in READERS:
            read(item, choices)
        item.key = _key(item, actor)
    _repeated(items)
    before = known(SOURCE, [item.key for item in items])
    for item in items:
        item.there = before.get(item.key)
    return items


def fingerprint(items: Sequence[Item]) -> str:
    """Says whether two checks would register the same."""
    parts = [(item.row.number, item.state, item.key) for item in items]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def report(item: Item) -> Report:
    """What the row is registered as."""
    return Report(item.key, f"“{item.sheet}”第{item.row.number}行")


def _key(item: Item, actor: Actor) -> str:
    """The same words about the same place found on the same day, by the same unit, are the same row, wherever in the file."""
    parts = [item.text("title"), item.text("text"), str(item.given.get("area_code")), item.text("project")]
    stated = str(item.given.get("discovered_on", "")) if item.text("found_on") else ""
    digest = hashlib.sha256("\n".join([*parts, stated]).encode()).hexdigest()[:40]
    return f"{actor.unit_id}:{digest}"


def _repeated(items: Sequence[Item]) -> None:
    first: dict[str, int] = {}
    for item in items:
        if item.key in first:
            item.wrong("title", f"和第{first[item.key]}行一样", "两行说的是一件就删一行；不是一件请写出差别")
        first.setdefault(item.key, item.row.number)


# what each cell may say


def _words(item: Item, choices: Choices) -> None:
    title = item.text("title")
    if len(title) < SHORTEST:
        item.wrong("title", f"少于 {SHORTEST} 个字", "写清哪里、什么、多少")
    for key, most in LIMITS.items():
        if len(item.text(key)) > most:
            item.wrong(key, f"有 {len(item.text(key))} 个字，最多 {most} 个", "请删减")
    item.given |= {
        key: item.text(key)
        for key in ("title", "text", "category", "project", "found_by", "target", "remark")
    }


def _place(item: Item, choices: Choices) -> None:
    words = item.text("place")
    if not words:
        return item.wrong("place", "这一格必须填", "从下拉里选")
    code = choices.places.get(words)
    if code is None:
        found = [area.code for area in choices.world.areas_called(words.replace(" ", "/"))]
        if len(found) > 1:
            return item.wrong("place", f"有 {len(found)} 个地方叫这个名称", "写成“柳溪镇/石坳村”")
        if not found:
            return item.wrong("place", "没有叫这个名称的乡镇或村", "从下拉里选")
        code = found[0]
    if code not in choices.codes:
        return item.wrong("place", f"不归{choices.actor.unit_name}登记", "请告诉当地的村或乡镇")
    item.given["area_code"], item.place = code, choices.codes[code]
    return None


def _item(item: Item, choices: Choices) -> None:
    words = item.text("item")
    found = choices.items.get(words) or next(
        (each for each in choices.items.values() if words and words in (each.no, each.category)), None
    )
    if words and found is None:
        return item.wrong("item", "正在进行的专项行动里没有这一项", "从下拉里选，或留空")
    if found is not None:
        item.given |= {"check_item": found, "campaign": found.campaign}
    return None


def _one_of(key: str, name: str, offered: dict[str, str], default: Callable[[Choices], str]) -> Any:
    def read(item: Item, choices: Choices) -> None:
        words = item.text(key)
        if words and words not in offered:
            return item.wrong(key, "没有这一种", f"从下拉里选：{'、'.join(offered)}")
        item.given[name] = offered[words] if words else default(choices)
        return None

    return read


def _yes_no(key: str, name: str) -> Any:
    def read(item: Item, choices: Choices) -> None:
        words = item.text(key).lower()
        if words and words not in (*YES, *NO):
            return item.wrong(key, "只能填是或否", "改成“是”或“否”，不填算否")
        item.given[name] = words in YES
        return None

    return read


def _days(item: Item, choices: Choices) -> None:
    found, due = _day(item, "found_on") or clock.today(), _day(item, "due")
    if found > clock.today():
        item.wrong("found_on", "这一天还没有到", "填实际发现的日子")
    if due and due < found:
        item.wrong("due", f"早于发现日期 {found}", "请核对")
    item.given |= {"discovered_on": found, "due": due}
    if item.given.get("deadline_kind") in ("standing", "event"):
        item.given["due"] = None


def _day(item: Item, key: str) -> date | None:
    words = item.text(key)
    if words and day(words) is None:
        item.wrong(key, "不是一个日期", "照 2026-11-24 的样子填")
    return day(words) if words else None


def _tags(item: Item, choices: Choices) -> None:
    given = tagging.split(item.text("tags"))
    wrong = tagging.faults(given)
    if wrong:
        why, todo = wrong.rstrip("。").split("。", 1)
        item.wrong("tags", why, todo)
    item.given["tags"] = given


def _severe(item: Item, choices: Choices) -> None:
    item.given["severity_reason"] = item.text("severity_reason")
    if item.given.get("severity") == "severe" and len(item.text("severity_reason")) < SHORTEST:
        item.wrong("severity_reason", "定为严重的要写理由", f"写明为什么严重，至少 {SHORTEST} 个字")


READERS: tuple[Callable[[Item, Choices], None], ...] = (
    _words, _place, _item,
    _one_of("source", "source", SOURCES, lambda c: "inspection" if c.actor.role == "inspector" else "self"),
    _one_of("severity", "severity", SEVERITIES, lambda c: "normal"),
    _one_of("kind", "deadline_kind", KINDS, lambda c: "dated"),
    _one_of("profile", "profile_key", WAYS, lambda c: ""),
    _yes_no("higher", "higher_level"), _yes_no("sweep", "sweep_asked"),
    _days, _tags, _severe,
)  # fmt: skip
