"""The catalogue's columns as columns of the database: one declaration in `engine.tables`, its storage decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import models

from bihuan.engine.tables import HOUSEHOLD, LEDGER, MEMBER, PLAN, VILLAGE, VISIT, WORK, Column
from bihuan.web.accounts.crypto import EncryptedField

_M = TypeVar("_M", bound=models.Model)
PLACE = frozenset({"county", "township", "village", "area_code"})
PLAIN: dict[str, tuple[Callable[..., models.Field[Any, Any]], str]] = {
    "text": (models.TextField, "text"),
    "code": (models.TextField, "text"),
    "codes": (models.TextField, "text"),
    "flag": (models.BooleanField, "boolean"),
    "count": (models.BigIntegerField, "bigint"),
    "fen": (models.BigIntegerField, "bigint"),
    "hundredths": (models.BigIntegerField, "bigint"),
    "month": (models.IntegerField, "integer"),
    "date": (models.DateField, "date"),
}
SEALED = frozenset({"id", "phone"})
# What of an ID stands beside it in the clear: name, kind. The reader derives them (engine.identity).
ID_FACTS: tuple[tuple[str, str], ...] = (
    ("id_form", "text"),
    ("id_birth_date", "date"),
    ("id_sex", "text"),
    ("id_place_known", "flag"),
    ("certificate_category", "count"),
    ("certificate_grade", "count"),
)


def _kept(columns: Iterable[Column], *without: str) -> tuple[Column, ...]:
    return tuple(c for c in columns if c.name not in PLACE and c.name not in without)


INCOME_KINDS = tuple(c for c in HOUSEHOLD if c.kind == "fen" and not c.name.startswith("last_"))
_NOT_HERE = {c.name for c in HOUSEHOLD if c.kind == "fen"} | {"household_id"}
HOUSEHOLD_COLUMNS = _kept(HOUSEHOLD, *_NOT_HERE)
MEMBER_COLUMNS = _kept(MEMBER, "household_id", "health")
WORK_COLUMNS = _kept(WORK, "household_id")
PLAN_COLUMNS = _kept(PLAN, "household_id")
VISIT_COLUMNS = _kept(VISIT, "household_id")
VILLAGE_COLUMNS = _kept(VILLAGE)
LEDGER_COLUMNS = _kept(LEDGER)


def fields_of(column: Column) -> dict[str, models.Field[Any, Any]]:
    """Returns the fields that keep `column`: itself, or sealed text, its keyed hash and what an ID says of itself."""
    if column.kind not in SEALED:
        make, _ = PLAIN[column.kind]
        return {column.name: make(column.label, null=True)}
    kept: dict[str, models.Field[Any, Any]] = {
        column.name: EncryptedField(column.label, default=b"", blank=True),
        f"{column.name}_hash": models.TextField(null=True),
    }
    if column.kind == "id":
        kept["id_key"] = models.TextField(null=True)
        kept |= {name: PLAIN[kind][0](null=True) for name, kind in ID_FACTS}
    return kept


def with_columns(columns: Sequence[Column]) -> Callable[[type[_M]], type[_M]]:
    """Decorates a model: gives it the fields of these columns of the catalogue."""

    def give(model: type[_M]) -> type[_M]:
        for column in columns:
            for name, field in fields_of(column).items():
                model.add_to_class(name, field)
        return model

    return give


def compared(columns: Iterable[Column]) -> list[str]:
    """Returns the names of the database's columns that tell whether two rows say the same; sealed text is compared by its hash."""
    return [f"{c.name}_hash" if c.kind in SEALED else c.name for c in columns]


def stored(columns: Iterable[Column]) -> list[tuple[str, str]]:
    """Returns (name, SQL type) of every database column that keeps these columns, sealed text aside."""
    found: list[tuple[str, str]] = []
    for column in columns:
        if column.kind not in SEALED:
            found.append((column.name, PLAIN[column.kind][1]))
            continue
        found.append((f"{column.name}_hash", "text"))
        if column.kind == "id":
            found += [("id_key", "text"), *((name, PLAIN[kind][1]) for name, kind in ID_FACTS)]
    return found


def sealed(columns: Iterable[Column]) -> list[str]:
    """Returns the names of the columns that are encrypted at rest."""
    return [c.name for c in columns if c.kind in SEALED]
