"""A check as a page for people: its condition in Chinese, its numbers with their sources, its examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bihuan.engine.quality import Check
from bihuan.engine.quality.model import PLACEHOLDER
from bihuan.engine.rules.vocabulary import known
from bihuan.engine.rules.words import words
from bihuan.engine.tables import TABLES
from bihuan.policy.parameters import sources
from bihuan.web.config import clock
from bihuan.web.config.parameters import all_parameters
from bihuan.web.quality.checks import family
from bihuan.web.registry.imports.places import county_code

EXPECTED = {"hit": "查出", "miss": "不查出", "unknown": "判断不了"}
COUNTED = {"members": "家庭成员", "spells": "务工", "plans": "外出计划", "visits": "走访"}


@dataclass(frozen=True)
class Number:
    """A parameter as it holds in this county on the day."""

    label: str
    value: str
    source: str
    span: str


@dataclass(frozen=True)
class Explained:
    """All that the page says of a check itself."""

    family: str
    table: str
    sentence: str
    condition: str
    populations: str
    numbers: list[Number]
    source: str
    needs: str
    examples: list[tuple[str, str]]


def explained(check: Check, on: date | None = None) -> Explained:
    """Returns the check in words, with the numbers that hold in this county on the day (today)."""
    day = on or clock.today()
    book = all_parameters()

    def named(key: str) -> str:
        value = book.at(key, county_code(), day)
        return f"{book[key].label}（{value.words if value else '没有数'}）"

    return Explained(
        family=family(check.family),
        table=TABLES[check.table].row,
        sentence=_template(check),
        condition=words(check.when, check.table, named),
        populations="、".join(one.label for one in check.populations) or "所有的",
        numbers=[_number(key, day) for key in check.parameters],
        source="，".join(filter(None, (str(sources()[check.source]), check.clause))),
        needs="、".join(TABLES[name].label for name in check.needs),
        examples=[(case.says, EXPECTED[case.expect]) for case in check.cases],
    )


def _template(check: Check) -> str:
    """The sentence with what will stand there in brackets: 〔姓名〕的证件号码……"""
    names, book = known(check.table), all_parameters()

    def label(name: str) -> str:
        return names[name].label if name in names else book[name].label

    return PLACEHOLDER.sub(lambda found: f"〔{label(found[1])}〕", check.sentence)


def _number(key: str, on: date) -> Number:
    book = all_parameters()
    value = book.at(key, county_code(), on)
    if value is None:
        return Number(book[key].label, "没有数", "", "")
    until = f"到 {value.until:%Y-%m-%d}" if value.until else "起"
    source = "，".join(filter(None, (str(value.source), value.clause)))
    return Number(book[key].label, value.words, source, f"{value.since:%Y-%m-%d} {until}")


def input_label(check: Check, name: str) -> str:
    """Returns what a missing input is called: a column, a quantity, a parameter, or rows that were counted."""
    if name in COUNTED:
        return COUNTED[name]
    names = known(check.table)
    if name in names:
        return names[name].label
    book = all_parameters()
    return book[name].label if name in book.parameters else name
