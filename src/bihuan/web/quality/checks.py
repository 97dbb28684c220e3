"""The checks as pages and runs need them: by code, by family, what they say of health, and the version they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

from bihuan.engine.quality import Check
from bihuan.engine.quality.model import PLACEHOLDER
from bihuan.engine.quantities import QUANTITIES
from bihuan.engine.rules.model import ColumnOf, CountOf, QuantityOf, used
from bihuan.engine.rules.vocabulary import columns_of, known
from bihuan.engine.tables import TABLES
from bihuan.policy import checks as policy
from bihuan.policy.checks.families import FAMILIES

_HEALTH = frozenset(
    column.name for name in TABLES for column in columns_of(name).values() if column.sensitivity == "health"
)


@cache
def by_code() -> dict[str, Check]:
    """Returns all checks of the product by their codes."""
    return {check.code: check for check in policy.checks()}


def label(code: str) -> str:
    """Returns the short title of a check; its code where the product has it no more."""
    found = by_code().get(code)
    return found.label if found else code


def family(letter: str) -> str:
    """Returns what the family is called."""
    return FAMILIES.get(letter, letter)


@cache
def tells_health(code: str) -> bool:
    """Whether a finding of the check says something of somebody's health: by its condition, its words or what it shows."""
    check = by_code()[code]
    return bool(_HEALTH & set(_names(check)))


def _names(check: Check) -> Iterator[str]:
    yield from _columns({*check.shows, *PLACEHOLDER.findall(check.sentence)})
    for tree in check.conditions:
        for operand in used(tree):
            if isinstance(operand, ColumnOf | QuantityOf):
                yield from _columns({operand.name})
            elif isinstance(operand, CountOf) and operand.where is not None:
                yield from _columns(
                    {one.name for one in used(operand.where) if isinstance(one, ColumnOf | QuantityOf)}
                )


def _columns(names: set[str]) -> Iterator[str]:
    """The columns that these columns and quantities are made from."""
    for name in names:
        yield name
        if name in QUANTITIES:
            yield from _columns(set(QUANTITIES[name].inputs) - {name})


def shown_label(code: str, name: str) -> str:
    """Returns what a value shown with a finding is called."""
    check = by_code().get(code)
    of = known(check.table).get(name) if check else None
    return of.label if of else name


@cache
def version(codes: tuple[str, ...]) -> str:
    """Returns the digest of these checks: what they ask, say and cite."""
    told = "\n".join(repr(by_code()[code]) for code in codes)
    return hashlib.sha256(told.encode()).hexdigest()
