"""Rows read for drawing or writing alone: what was asked for and no more, without an instance of a model.

A page draws hundreds of rows and a workbook a hundred thousand. Making a model's instance of each costs more than all else that is done
with it, and putting the statement together costs as much as answering it; so rows are light and their statements are built once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value

from bihuan.web.database.built import built_for

T = TypeVar("T")


class Light:
    """A row as it was read. What was not read is not there: asking for it is an AttributeError and never a query."""

    def __init__(self, read: dict[str, Any]) -> None:
        self.__dict__ = read

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Held(list[T]):
    """Children set beside a row; `row.<name>.all()` gives them, as it does of a model's instance."""

    def all(self) -> Held[T]:
        """Returns the children."""
        return self


L = TypeVar("L", bound=Light)


class Reader(Generic[L]):
    """Reads those of `rows` whose `column` is one of given ids, as `kind`: `paths` says for each name where its value stands.

    The values must need no conversion of Django's (no encrypted column). Row security holds as ever: it is asked when the statement runs.
    """

    def __init__(
        self, kind: Callable[[dict[str, Any]], L], rows: QuerySet[Any], column: str, paths: Mapping[str, str]
    ) -> None:
        self.column, self._kind, self._names = column, kind, tuple(paths)
        self._rows = built_for(lambda ids: rows.filter(_one_of(column, ids)).values_list(*paths.values()))

    def __call__(self, ids: Sequence[int]) -> list[L]:
        """Returns the rows in the order of the query set."""
        kind, names = self._kind, self._names
        return [kind(dict(zip(names, row, strict=True))) for row in self._rows(list(ids))]


def _one_of(column: str, ids: list[int]) -> Func:
    """The column is one of the ids, which go in as one array: a list of a thousand values costs more to write than to answer."""
    among = Func(Value(ids, ArrayField(BigIntegerField())), function="ANY", output_field=BigIntegerField())
    return Func(F(column), among, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField())


def read_with(parents: Reader[L], children: Mapping[str, Reader[Any]], ids: Sequence[int]) -> dict[int, L]:
    """Returns the rows with these ids by id, their children beside them under their names: one query each, however many rows.

    The parents have their id as `pk`; each reader of children has its parent's as its column.
    """
    found = {row.pk: row for row in parents(ids)}
    for name, reader in children.items():
        _set_beside(found, name, reader)
    return found


def _set_beside(found: Mapping[int, Light], name: str, reader: Reader[Any]) -> None:
    held: dict[int, Held[Any]] = {pk: Held() for pk in found}
    for child in reader(list(held)):
        held[child.__dict__[reader.column]].append(child)
    for pk, row in found.items():
        row.__dict__[name] = held[pk]


def paths(*same: str, **other: str) -> dict[str, str]:
    """Returns names with where their values stand: `same` under their own name, `other` elsewhere (unit="unit__short_name")."""
    return {**{name: name for name in same}, **other}
