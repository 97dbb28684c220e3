"""What a quantity is: a derived value that checks may use like a column, written twice: as a narwhals expression and as plain Python.

How to write one (see `age` in person.py):

1. Decorate the expression with `@quantity(...)`; its name is the function's name:
   - `table`: whose rows have it (`any` for what every row has); `label` `kind` `unit` as for a column; `inputs`: columns and
     other quantities it reads;
     `parameters`: keys it asks for; `least`/`most`: bounds the value always keeps (whole numbers), used by the prover.
   - A value of its *own row*: the expression reads `nw.col(input)` and gives one value a row. It sees what a check of that
     table sees (a member's row its household's columns).
   - A value *over a group*: `of` names the table whose rows are gathered and `by` the columns that make a group; the
     expression is then an aggregate
     (`nw.len()`, `(nw.col("age") >= 60).sum()` …) over the inputs, which are names of `of`. Rows of `table` get the
     value of the group with their own values of `by`; a row with a null among them has no group and the value is
     unknown; a row without anybody in its group has `empty`. Where the table `of` was not handed in it is unknown.
     Where the gathered rows call the columns of the group otherwise, `theirs` names them in the order of `by`.
2. Write the plain road under it with `@NAME.plainly`: `(row, asked) -> value` with `row["input"]`, or `(rows, asked) -> value`
for a group.

Both get `asked`: the as-of date `on`, and `asked.parameter(key)`: a whole number, or None where it is unknown
(`asked.literal(key)` as an expression).
Both must agree exactly, nulls included: the tests draw rows at random. Whole numbers only: engines round differently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import narwhals as nw

from bihuan.engine.tables.model import CodeList, Kind

Value = str | int | bool | date | None
ANY = "any"


class Row(Protocol):
    """One row as plain Python sees it: values by name of column or quantity, None where unknown."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True)
class Asked:
    """What a run asks: the as-of date, and the parameters that hold at its place on it."""

    on: date
    parameters: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def month(self) -> int:
        """The month of the as-of date, year * 12 + month - 1."""
        return self.on.year * 12 + self.on.month - 1

    def parameter(self, key: str) -> int | None:
        """Returns the number that holds, None when unknown; KeyError for one that the quantity did not declare."""
        return self.parameters[key]

    def literal(self, key: str) -> nw.Expr:
        """Returns the number as an expression of whole numbers, null when unknown."""
        return nw.lit(self.parameters[key], nw.Int64)


@dataclass(frozen=True)
class Quantity:
    """A derived value with its two roads. Equal by name."""

    name: str
    label: str
    kind: Kind
    table: str
    inputs: tuple[str, ...] = field(compare=False)
    expression: Callable[[Asked], nw.Expr] = field(compare=False, repr=False)
    plain: Callable[[Any, Asked], Any] = field(compare=False, repr=False)
    unit: str = ""
    codes: CodeList | None = field(default=None, compare=False, repr=False)
    of: str | None = None
    by: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    empty: Value = None
    parameters: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    sensitivity: str = "open"

    def __post_init__(self) -> None:
        if (self.of is None) != (not self.by):
            raise ValueError(f"{self.name}: a value over a group needs both `of` and `by`")
        if self.theirs and len(self.theirs) != len(self.by):
            raise ValueError(f"{self.name}: `theirs` names as many columns as `by`")

    @property
    def read(self) -> tuple[str, ...]:
        """All names it reads: its inputs and the columns of its group on both sides."""
        return tuple(dict.fromkeys((*self.inputs, *self.by, *self.theirs)))

    @property
    def gathered_by(self) -> tuple[str, ...]:
        """The columns of the gathered rows that make a group, in the order of `by`."""
        return self.theirs or self.by


QUANTITIES: dict[str, Quantity] = {}


class Half:
    """An expression that still waits for its plain road."""

    def __init__(self, expression: Callable[[Asked], nw.Expr], declared: dict[str, Any]) -> None:
        self.expression, self.declared = expression, declared

    def plainly(self, plain: Callable[[Any, Asked], Any]) -> Quantity:
        """Complete and register the quantity; ValueError when the name is taken."""
        name = self.expression.__name__
        if name in QUANTITIES:
            raise ValueError(f"the quantity {name} is declared twice")
        QUANTITIES[name] = Quantity(name=name, expression=self.expression, plain=plain, **self.declared)
        return QUANTITIES[name]


def quantity(
    *, table: str, label: str, kind: Kind, inputs: Sequence[str], **more: Any
) -> Callable[[Callable[[Asked], nw.Expr]], Half]:
    """Declare a quantity from its expression; see the top of this file."""
    declared = {"table": table, "label": label, "kind": kind, "inputs": tuple(inputs), **more}
    return lambda expression: Half(expression, declared)
