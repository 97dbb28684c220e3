"""What kind of value an operand is, and which kinds may be compared."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.engine.rules.model import (
    ColumnOf,
    CountOf,
    Literal,
    Operand,
    ParameterOf,
    Plus,
    QuantityOf,
    Times,
)
from bihuan.engine.rules.vocabulary import seen
from bihuan.engine.tables.model import KINDS, CodeList

NUMBERS = ("count", "fen", "hundredths", "month", "number")
# kinds whose values come one after the other
ORDERED = (*NUMBERS, "date")
_TEXTS = ("text", "id", "phone")
COUNT_WORDS = {"members": "家里的人数", "spells": "务工段数", "plans": "外出计划数", "visits": "走访次数"}
# what may stand in a comparison with what: whole numbers without a unit of their own (parameters, products) go with every number
_FREE = "number"
HUNDREDTHS = ("mu", "square_metres", "kilometres")
_CODED = ("certificate_category", "certificate_grade")


@dataclass(frozen=True)
class Typed:
    """A kind with its words; `number` is a whole number whose unit is not known (a parameter, a product)."""

    kind: str
    label: str
    codes: CodeList | None = None
    coded: bool = False  # a digit that means something, as on a disability certificate

    @property
    def says(self) -> str:
        """The kind in Chinese."""
        return "整数" if self.kind == _FREE else KINDS[self.kind]  # type: ignore[index]  # a Kind

    def compares_with(self, other: Typed) -> bool:
        """Whether one may stand against the other: the same kind and code list, two texts, or a number without a unit."""
        if _FREE in (self.kind, other.kind):
            return self.kind in NUMBERS and other.kind in NUMBERS
        if self.kind in _TEXTS and other.kind in _TEXTS:
            return True
        lists = (self.codes and self.codes.key, other.codes and other.codes.key)
        return self.kind == other.kind and self.kind != "codes" and lists[0] == lists[1]


def typed(operand: Operand, table: str) -> Typed:
    """Returns the kind of an operand of a condition about rows of `table`."""
    match operand:
        case ColumnOf(name) | QuantityOf(name):
            of = seen(table, name).of
            return Typed(of.kind, of.label, of.codes, coded=name in _CODED)
        case CountOf(counted):
            return Typed("count", COUNT_WORDS[counted])
        case ParameterOf(key):
            return Typed(_FREE, key)
        case Literal(value):
            return Typed(_FREE, str(value))
        case Plus(left, Literal()):
            return typed(left, table)
        case Times() | Plus():
            return Typed(_FREE, "算出来的数")


def measures(kind: str, unit: str) -> bool:
    """Whether a parameter of this unit may stand against a value of this kind: money against money, hundredths against what
    has hundredths."""
    if unit == "fen" or kind == "fen":
        return kind in ("fen", _FREE) and unit in ("fen", _FREE)
    if unit in HUNDREDTHS or kind == "hundredths":
        return kind in ("hundredths", _FREE) and unit in HUNDREDTHS
    return kind in NUMBERS
