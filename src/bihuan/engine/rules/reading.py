"""From the mapping that YAML holds to a tree, refusing in Chinese what a row does not have or what cannot be meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any as Anything

from bihuan.engine.rules.literals import constant, number
from bihuan.engine.rules.model import (
    COUNTED,
    All,
    Any,
    ColumnOf,
    Compare,
    Condition,
    CountOf,
    Holds,
    Left,
    Literal,
    Missing,
    Not,
    OneOfMany,
    Operand,
    ParameterOf,
    Plus,
    QuantityOf,
    Times,
)
from bihuan.engine.rules.refusal import Refused
from bihuan.engine.rules.typing import NUMBERS, ORDERED, Typed, measures, typed
from bihuan.engine.rules.vocabulary import columns_seen, quantities_seen

_LEFT = ("column", "quantity", "count")
_COMPARES = ("is", "is_not", "below", "at_most", "above", "at_least")
_OPS = (*_COMPARES, "in", "not_in", "has", "has_not", "has_any", "missing", "present")


def read(raw: Anything, table: str, parameters: Mapping[str, str]) -> Condition:
    """Returns the tree of a condition about rows of `table`; `parameters`: key -> unit.

    Refused (Chinese: where, what, what to do) for anything else.
    """
    return _Reader(table, parameters).condition(raw, "when")


class _Reader:
    """Reads conditions about rows of one table; `counting` is set inside a count."""

    def __init__(self, table: str, parameters: Mapping[str, str], counting: bool = False) -> None:
        self.table, self.parameters, self.counting = table, parameters, counting
        self.columns, self.quantities = columns_seen(table), quantities_seen(table)

    def condition(self, raw: Anything, where: str) -> Condition:
        if not isinstance(raw, dict) or not raw:
            raise Refused(
                f"{where}：应当写一个条件（all、any、not，或 column、quantity、count 加一个比法），现在是“{raw}”"
            )
        word = next(iter(raw))
        if word in ("all", "any", "not"):
            if len(raw) != 1:
                raise Refused(
                    f"{where}：{word} 旁边不能再写“{'、'.join(map(str, list(raw)[1:]))}”，请写进 {word} 里面"
                )
            return self._branch(word, raw[word], f"{where}.{word}")
        return self._leaf(raw, where)

    def _branch(self, word: str, raw: Anything, where: str) -> Condition:
        if word == "not":
            return Not(self.condition(raw, where))
        if not isinstance(raw, list) or not raw:
            raise Refused(f"{where}：下面应当列出至少一个条件")
        parts = tuple(self.condition(part, f"{where}[{n}]") for n, part in enumerate(raw, 1))
        return All(parts) if word == "all" else Any(parts)

    def _leaf(self, raw: dict[str, Anything], where: str) -> Condition:
        lefts, ops = [key for key in raw if key in _LEFT], [key for key in raw if key in _OPS]
        strange = [str(key) for key in raw if key not in (*_LEFT, *_OPS)]
        if strange:
            raise Refused(f"{where}：不认识“{'、'.join(strange)}”，可以写的是 {'、'.join((*_LEFT, *_OPS))}")
        if len(lefts) != 1 or len(ops) != 1:
            raise Refused(f"{where}：要恰好写一个对象（{'、'.join(_LEFT)}）和一个比法（{'、'.join(_OPS)}）")
        left, op = self._operand({lefts[0]: raw[lefts[0]]}, where), ops[0]
        assert isinstance(left, ColumnOf | QuantityOf | CountOf)
        return self._with(left, op, raw[op], f"{where}.{op}")

    def _with(self, left: Left, op: str, raw: Anything, where: str) -> Condition:
        kind = self._typed(left)
        if op in ("missing", "present"):
            if raw is not True or isinstance(left, CountOf):
                raise Refused(f"{where}：只能写 true，并且只能问栏目或推算值，不能问人数、次数")
            return Missing(left, negated=op == "present")
        if op in ("has", "has_not", "has_any"):
            return self._holds(left, kind, op, raw, where)
        if kind.kind == "codes":
            raise Refused(f"{where}：“{kind.label}”一格里有几个值，请用 has、has_not 或 has_any")
        if op in ("in", "not_in"):
            if not isinstance(raw, list) or not raw:
                raise Refused(f"{where}：应当列出至少一个值")
            options = tuple(self._right(kind, one, f"{where}[{n}]") for n, one in enumerate(raw, 1))
            return OneOfMany(left, options, negated=op == "not_in")
        if op not in ("is", "is_not") and kind.kind not in ORDERED:
            raise Refused(f"{where}：“{kind.label}”不是数或日期，不能比大小，请用 is、is_not、in 或 not_in")
        return Compare(left, op, self._right(kind, raw, where))  # type: ignore[arg-type]  # one of _COMPARES

    def _holds(self, left: Left, kind: Typed, op: str, raw: Anything, where: str) -> Condition:
        if kind.kind != "codes" or isinstance(left, CountOf):
            raise Refused(f"{where}：“{kind.label}”一格里只有一个值，请用 is 或 in")
        keys = raw if isinstance(raw, list) else [raw]
        if (op == "has_any") != isinstance(raw, list) or not keys:
            raise Refused(f"{where}：has 和 has_not 写一个值，has_any 列出几个值")
        return Holds(left, tuple(str(constant(kind, key, where)) for key in keys), negated=op == "has_not")

    def _right(self, left: Typed, raw: Anything, where: str) -> Operand:
        operand = self._value(left, raw, where)
        right = self._typed(operand)
        if isinstance(operand, Literal):
            return operand
        if isinstance(operand, ParameterOf) and not measures(left.kind, self.parameters[operand.key]):
            raise Refused(
                f"{where}：参数“{operand.key}”的单位是 {self.parameters[operand.key]}，同“{left.label}”（{left.says}）不是一个单位"
            )
        if not left.compares_with(right):
            raise Refused(
                f"{where}：“{left.label}”（{left.says}）不能同“{right.label}”（{right.says}）相比，单位或种类不同"
            )
        return operand

    def _value(self, left: Typed, raw: Anything, where: str) -> Operand:
        if not isinstance(raw, dict):
            return Literal(constant(left, raw, where))
        return self._operand(raw, where)

    def _operand(self, raw: dict[str, Anything], where: str) -> Operand:
        if "of" in raw and ("times" in raw or "plus" in raw):
            return self._reckoned(raw, where)
        if len(raw) != 1:
            raise Refused(
                f"{where}：要恰好写 column、quantity、count、parameter 之一，或 of 加 times、of 加 plus"
            )
        word, name = next(iter(raw.items()))
        readers: Mapping[str, Callable[[Anything, str], Operand]] = {
            "column": self._column, "quantity": self._quantity, "count": self._count, "parameter": self._parameter,
        }  # fmt: skip
        if word not in readers:
            raise Refused(f"{where}：不认识“{word}”，可以写的是 {'、'.join(readers)}")
        return readers[word](name, where)

    def _reckoned(self, raw: dict[str, Anything], where: str) -> Operand:
        word = "times" if "times" in raw else "plus"
        if set(raw) != {"of", word}:
            raise Refused(f"{where}：of 旁边恰好写一个 times 或 plus")
        sides = [self._number(raw[key], word, f"{where}.{key}") for key in ("of", word)]
        return Times(*sides) if word == "times" else Plus(*sides)

    def _number(self, raw: Anything, word: str, where: str) -> Operand:
        if not isinstance(raw, dict):
            return Literal(number(raw, word, where))
        operand = self._operand(raw, where)
        if self._typed(operand).kind not in NUMBERS:
            raise Refused(f"{where}：“{self._typed(operand).label}”不是整数，不能相乘或相加")
        return operand

    def _column(self, name: Anything, where: str) -> Operand:
        if name not in self.columns:
            hint = (
                "，它是推算值，请写 quantity" if name in self.quantities else "，栏目都列在 engine/tables 里"
            )
            raise Refused(f"{where}：{self.table} 的一行看不到栏目“{name}”{hint}")
        return ColumnOf(name)

    def _quantity(self, name: Anything, where: str) -> Operand:
        if name not in self.quantities:
            hint = (
                "，它是栏目，请写 column" if name in self.columns else "，推算值都列在 engine/quantities 里"
            )
            raise Refused(f"{where}：{self.table} 的一行看不到推算值“{name}”{hint}")
        return QuantityOf(name)

    def _parameter(self, key: Anything, where: str) -> Operand:
        if not isinstance(key, str) or key not in self.parameters:
            raise Refused(f"{where}：没有“{key}”这个参数，请先写进 policy/parameters/values")
        return ParameterOf(key)

    def _count(self, raw: Anything, where: str) -> Operand:
        if self.counting:
            raise Refused(f"{where}：count 里面不能再数，请把里面的数写成一个推算值")
        if not isinstance(raw, dict) or raw.get("of") not in COUNTED or set(raw) - {"of", "where"}:
            raise Refused(f"{where}：count 要写 of（{'、'.join(COUNTED)}），可以再写 where")
        if self.table in ("village", "ledger"):
            raise Refused(f"{where}：{self.table} 的一行没有户，不能数人，请写成一个推算值")
        if "where" not in raw:
            return CountOf(raw["of"])
        inside = _Reader(COUNTED[raw["of"]], self.parameters, counting=True)
        return CountOf(raw["of"], inside.condition(raw["where"], f"{where}.where"))

    def _typed(self, operand: Operand) -> Typed:
        return typed(operand, self.table)
