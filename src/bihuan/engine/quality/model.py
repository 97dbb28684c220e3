"""A check as data: what it is about, when it hits, what people are told, and the cases that prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from bihuan.engine.quantities import QUANTITIES
from bihuan.engine.rules.model import Condition, ParameterOf, QuantityOf, used
from bihuan.engine.rules.vocabulary import columns_seen

Severity = Literal["error", "warning", "suspicion"]
PLACEHOLDER = re.compile(r"{([^{}]*)}")
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
    def quantities(self) -> tuple[str, ...]:
        """Returns the names of the quantities it asks for itself: in its trees, its score, what it shows and says."""
        trees = (one.name for tree in self.conditions for one in used(tree) if isinstance(one, QuantityOf))
        return tuple(sorted({*trees, *self.told_quantities}))

    @property
    def told_quantities(self) -> tuple[str, ...]:
        """Returns the quantities whose values a finding gives: in its score, what it shows, its sentence."""
        told = (*self.shows, *PLACEHOLDER.findall(self.sentence), self.score)
        return tuple(sorted({name for name in told if name in QUANTITIES}))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Returns the keys of all parameters it depends on, those of its quantities and its sentence included, sorted."""
        trees = {
            operand.key
            for tree in self.conditions
            for operand in used(tree)
            if isinstance(operand, ParameterOf)
        }
        inner = {key for name in self.quantities for key in quantity_parameters(name)}
        known = {*columns_seen(self.table), *QUANTITIES}
        told = {name for name in PLACEHOLDER.findall(self.sentence) if name not in known}
        return tuple(sorted(trees | inner | told))


def quantity_parameters(name: str) -> Iterator[str]:
    """Yields the keys of the parameters a quantity depends on, through the quantities it reads."""
    yield from QUANTITIES[name].parameters
    for other in (*QUANTITIES[name].inputs, *QUANTITIES[name].by, *QUANTITIES[name].theirs):
        if other in QUANTITIES:
            yield from quantity_parameters(other)
