"""The four classes of table. Every model of ours derives from exactly one base; the base is its access class.

What a class means in the database stands in secure.py, which reads `Access` of each model:

- `parent`: name of the foreign key whose row this row belongs to; class columns are stamped from it by a trigger.
- `own`: column with a person's id; that person may read the row and, unless `own_writes` is off, write it.
- `account`: column with an account's id, for tables used before the person is known; with `own` too, writing needs both to fit.
- `app_writes`: off where only the database's own triggers write.
- `case_read`: an identity table that carries case columns and is read by them too.
- `with_object`: (object_type, table) pairs: whoever sees that row now sees this one, whenever it was written.
- `append_only`: nobody updates, deletes or truncates, the owner included.
- `open_insert`: anybody may add a row (a refused sign-in has no person yet).
- `read_roles`, `insert_roles`, `write_roles`: roles that may do so beyond the class rule.
- `also`: a second column with a person's id; that person may read the row too.
- `own_roles`: the roles in which a person may write his own rows; empty means any.
- `of_unit`, `of_unit_roles`: column with a unit's id; people of that unit in one of these roles may read the row, and
  add to it where `of_unit_adds` is on.
- `lent`: a case table whose rows, and whose children, are lent to a unit by a row of another table (see `Lent`).
- `only_verb`: a case table whose rows, for all the reach of a role, only the roles with this right see and change.
- `delete`: the app role may delete rows (never on case tables).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


@dataclass(frozen=True)
class Lent:
    """`table` lends the case row named in its column `key` to the unit in its column `unit`, for these roles, to read."""

    table: str
    key: str
    unit: str
    roles: tuple[str, ...]


class Access:
    """Defaults of a model's `Access`."""

    parent: str = ""
    own: str = ""
    own_writes: bool = True
    account: str = ""
    app_writes: bool = True
    case_read: bool = False
    with_object: tuple[tuple[str, str], ...] = ()
    append_only: bool = False
    open_insert: bool = False
    read_roles: tuple[str, ...] = ()
    insert_roles: tuple[str, ...] = ()
    write_roles: tuple[str, ...] = ()
    also: str = ""
    own_roles: tuple[str, ...] = ()
    of_unit: str = ""
    of_unit_roles: tuple[str, ...] = ()
    of_unit_adds: bool = False
    lent: Lent | None = None
    only_verb: str = ""
    delete: bool = False


def access_of(model: type[models.Model]) -> type[Access]:
    """Returns the model's Access merged over the defaults."""
    own: Any = model.__dict__.get("Access", Access)
    return own if issubclass(own, Access) else type("Access", (own, Access), {})


def lent_by(model: type[models.Model]) -> tuple[str, Lent] | None:
    """Returns (column, Lent) where rows of this model are lent: by their own id, or by that of the row they belong to."""
    access = access_of(model)
    if access.lent:
        return "id", access.lent
    if not access.parent or model._meta.abstract:
        return None
    field: Any = model._meta.get_field(access.parent)
    lent = access_of(field.related_model).lent
    return (field.column, lent) if lent else None


class Classed(models.Model):
    """Root of the four bases."""

    access_class: ClassVar[str] = ""

    class Meta:
        abstract = True


class CaseModel(Classed):
    """Work on problems, households, cases: seen by area range, by unit, or by a dated household grant."""

    access_class = "case"
    area_code = models.BigIntegerField("区划代码", db_index=True)
    units = ArrayField(models.IntegerField(), default=list, verbose_name="有关单位")
    household_id = models.BigIntegerField("户", null=True, blank=True, db_index=True)

    class Meta:
        abstract = True
        indexes = [GinIndex(fields=["units"], name="%(class)s_units_gin")]


class CaseChildModel(CaseModel):
    """A row that belongs to a case row: the database stamps its area, units and household from the parent named in `Access.parent`."""

    area_code = models.BigIntegerField("区划代码", default=0, editable=False)
    units = ArrayField(models.IntegerField(), default=list, editable=False)
    household_id = models.BigIntegerField("户", null=True, editable=False)

    class Meta:
        abstract = True


class PublishedModel(Classed):
    """What an office publishes: seen by its audience units and all below them; a draft (no audience) by its own unit."""

    access_class = "published"
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", verbose_name="发布单位")
    audience = ArrayField(models.IntegerField(), default=list, blank=True, verbose_name="下发单位")

    class Meta:
        abstract = True


class PublishedChildModel(Classed):
    """A row that belongs to a published row; unit and audience are stamped from the parent named in `Access.parent`."""

    access_class = "published"
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="+", editable=False, null=True)
    audience = ArrayField(models.IntegerField(), default=list, editable=False)

    class Meta:
        abstract = True


class IdentityModel(Classed):
    """Who somebody is and what they did here: people, accounts, grants, sessions, the journal, job runs."""

    access_class = "identity"

    class Meta:
        abstract = True


class ReferenceModel(Classed):
    """Facts that everybody signed in may read and only the administrator changes: areas, units, code lists."""

    access_class = "reference"

    class Meta:
        abstract = True


class HouseholdGrant(IdentityModel):
    """A dated right of one person to one household's case rows: a pairing, or a resident team's list."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="household_grants")
    household_id = models.BigIntegerField("户")
    kind = models.CharField("依据", max_length=20)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "household_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "household_id", "valid_from"], name="household_grant_once"
            )
        ]

    class Access:
        own = "person_id"
        own_writes = False
        read_roles = ("office", "administrator")
        write_roles = ("office", "administrator")
