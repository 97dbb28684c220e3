"""A check as data: what it is about, when it hits, what people are told, and the cases that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from bihuan.engine.quantities import QUANTITIES
from bihuan.engine.rules.model import COUNTED, Condition, CountOf, ParameterOf, QuantityOf, used

Severity = Literal["error", "warning", "suspicion"]
SEVERITIES: dict[str, str] = {"error": "错误", "warning": "提醒", "suspicion": "疑似"}


@dataclass(frozen=True)
class Population:
    """A kind of household: a condition that any row of a household sees."""

    key: str
    label: str
    when: Condition


@dataclass(frozen=True)
class Case:
    """An example with its answer: `rows` by table, the first row of the check's table is the one judged."""

    says: str
    expect: Literal["hit", "miss", "unknown"]
    on: date
    rows: Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Check:
    """One check. `populations`: those it applies to, in order; empty: every row. `score` names the quantity that grades a suspicion."""

    code: str
    label: str
    table: str
    severity: Severity
    sentence: str
    remedy: str
    source: str
    clause: str
    since: date
    when: Condition
    until: date | None = None
    populations: tuple[Population, ...] = ()
    score: str | None = None
    needs: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    cases: tuple[Case, ...] = field(default=(), compare=False, repr=False)

    @property
    def family(self) -> str:
        """The letter of its family."""
        return self.code[0]

    def holds(self, on: date) -> bool:
        """Whether the check is in force on the day."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All its trees: when it hits, and its populations."""
        return (self.when, *(population.when for population in self.populations))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Returns the keys of all parameters it depends on, those of its quantities included, sorted."""
        return tuple(sorted(set(_parameters(self))))


def _parameters(check: Check) -> Iterator[str]:
    names = set[str]()
    for condition in check.conditions:
        for operand in used(condition):
            if isinstance(operand, ParameterOf):
                yield operand.key
            elif isinstance(operand, QuantityOf):
                names.add(operand.name)
    for name in (
        *names,
        *([check.score] if check.score else ()),
        *(n for n in check.shows if n in QUANTITIES),
    ):
        yield from quantity_parameters(name)


def quantity_parameters(name: str) -> Iterator[str]:
    """Yields the keys of the parameters a quantity depends on, through the quantities it reads."""
    yield from QUANTITIES[name].parameters
    for other in QUANTITIES[name].inputs:
        if other in QUANTITIES:
            yield from quantity_parameters(other)


def tables_of(check: Check) -> set[str]:
    """Returns the tables whose rows the check counts or gathers, besides those it sees."""
    counted = {
        COUNTED[operand.of]
        for condition in check.conditions
        for operand in used(condition)
        if isinstance(operand, CountOf)
    }
    return counted | set(check.needs)
