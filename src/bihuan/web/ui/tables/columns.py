"""What a list is made of: columns, filters, saved filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import F, Q, QuerySet
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Choices = Iterable[tuple[Any, str]]


def follow(row: Any, path: str) -> Any:
    """Returns row.a.b for "a.b" (also through dictionaries and methods without arguments); None where the way ends."""
    return _along(row, path.split("."))


def _along(row: Any, steps: Sequence[str]) -> Any:
    value = row
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
        if callable(value):
            value = value()
        if value is None:
            return None
    return value


@dataclass(frozen=True)
class Column:
    """One column. `value` (a path or a function of the row; by default the key) is what it says, on screen and in the export.

    `render` draws it otherwise: a template (gets `row`, `table`) or a function of the row that returns safe HTML.
    `export` replaces the value in the workbook; False leaves the column out. `sort` is one or more order_by names.
    On a phone, where rows become cards, `phone` says where it goes: full (a line), left, right, hide.
    """

    key: str
    label: str
    value: Callable[[Any], Any] | str = ""
    render: Callable[[Any], str] | str = ""
    export: Callable[[Any], Any] | str | bool = True
    sort: str | Sequence[str] = ()
    align: str = "left"
    phone: str = "full"
    phone_hide: bool = False
    print: bool = True
    width: str = ""
    nowrap: bool = False

    @cached_property
    def classes(self) -> str:
        """Returns the classes of its cells."""
        place = "hide" if self.phone_hide else self.phone
        names = {"full": "full", "left": "p-left", "right": "p-right", "hide": "p-hide"}[place]
        parts = [names, "num" * (self.align == "right"), "nw" * self.nowrap, "no-print" * (not self.print)]
        return " ".join(part for part in parts if part)

    @property
    def order(self) -> tuple[str, ...]:
        """Returns the order_by names of an ascending sort."""
        return (self.sort,) if isinstance(self.sort, str) else tuple(self.sort)

    @cached_property
    def says(self) -> Callable[[Any], Any]:
        """Returns the function of a row that gives the value of this column in it."""
        return _way(self.value or self.key)

    @cached_property
    def writes(self) -> Callable[[Any], Any]:
        """Returns the function of a row that gives what the export holds for it: the same words as on screen unless `export` says
        otherwise."""
        return self.says if isinstance(self.export, bool) else _way(self.export)

    def draws(self, row: Any, table: Any) -> SafeString:
        """Returns the cell's HTML."""
        if isinstance(self.render, str) and self.render:
            return SafeString(table.drawn(self.render, row))
        if callable(self.render):
            return conditional_escape(self.render(row))
        value = self.says(row)
        return conditional_escape("—" if value in (None, "") else value)


def _way(way: Callable[[Any], Any] | str) -> Callable[[Any], Any]:
    return way if callable(way) else partial(_along, steps=way.split("."))


@dataclass(frozen=True)
class ComesBack:
    """A workbook that may be handed in again: `key` tells a row and what its cells said, the columns in `changeable` may be changed."""

    key: Callable[[Any, Sequence[Any]], str]
    changeable: frozenset[str] = frozenset()

    def places(self, columns: Sequence[Column]) -> frozenset[int]:
        """Returns where the changeable columns stand."""
        return frozenset(at for at, column in enumerate(columns) if column.key in self.changeable)


@dataclass(frozen=True)
class Filter:
    """One control of the filter bar: a choice by default, several with `many`, a day with `kind="date"`, words with `kind="text"`.

    `apply` is the lookup to compare with (`unit_id`, `due__gte`) or a function (queryset, value) -> queryset; with `many`
    the value is a list. `choices` may be a function, called once a page. `more` puts it behind 更多条件, there in the line called `group`.
    """

    key: str
    label: str
    choices: Choices | Callable[[], Choices] = ()
    apply: str | Callable[[QuerySet[Any], Any], QuerySet[Any]] = ""
    kind: str = "choice"
    many: bool = False
    more: bool = False
    group: str = ""
    phone: bool = False

    def offered(self) -> list[tuple[str, str]]:
        """Returns the choices as (value, words)."""
        choices = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(words)) for value, words in choices]

    def narrow(self, rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        """Returns `rows` that fit the chosen values."""
        value: Any = values if self.many else values[0]
        if callable(self.apply):
            return self.apply(rows, value)
        lookup = self.apply or self.key
        return rows.filter(**{f"{lookup}__in" if self.many else lookup: value})

    def refuse(self, value: str) -> BadRequest:
        """Returns the refusal of a value that is not offered: showing all rows for it would mislead."""
        return BadRequest(f"筛选条件“{self.label}”里没有“{value}”。请回到清单重新选。")


@dataclass(frozen=True)
class Saved:
    """A tab over the list: rows fitting `where` (about the row itself; use Exists for children), all rows when None."""

    key: str
    label: str
    where: Q | None = None


def ordering(name: str, down: bool) -> Any:
    """Returns one order_by expression, empty values last either way; a minus of its own turns it round."""
    if name.startswith("-"):
        name, down = name[1:], not down
    return F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
