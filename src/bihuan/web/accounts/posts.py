"""The account of a session with the posts of its person: one question to the database, asked anew at every request."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.models import Area, Unit

# What `door_entry` gives, part by part. The phone is left to be asked for: to open it costs more than all the rest.
PARTS: tuple[tuple[str, type[models.Model], tuple[str, ...]], ...] = (
    ("account", Account, ()),
    ("person", Person, ("phone",)),
    ("post", Grant, ()),
    ("unit", Unit, ()),
    ("area", Area, ()),
)


def _fields(model: type[models.Model], left: tuple[str, ...]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.name not in left]


NAMES = [[field.attname for field in _fields(model, left)] for _, model, left in PARTS]
_COLUMNS = ", ".join(f"({part}).{f.column}" for part, model, left in PARTS for f in _fields(model, left))
QUESTION = " ".join(("select", _COLUMNS, "from door_entry(%s)"))


def entered(account_id: int) -> Account | None:
    """Returns the account, active or not, with all posts its person has or had in `given`, oldest first; None when there is none.

    Lets the rest of the transaction see this account's own row. Each post knows its person, unit and area.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, [account_id])
        rows = [_parts(row) for row in cursor.fetchall()]
    if not rows:
        return None
    account, person = rows[0][:2]
    person.account, account.person = account, person
    account.given = [_post(person, *parts) for _, _, *parts in rows if parts[0] is not None]
    return account


def _parts(row: tuple[Any, ...]) -> list[Any]:
    """The objects in one row; None for a part that is missing."""
    made, at = [], 0
    for (_, model, _), names in zip(PARTS, NAMES, strict=True):
        values = row[at : at + len(names)]
        made.append(None if values[0] is None else model.from_db(connection.alias, names, values))
        at += len(names)
    return made


def _post(person: Person, post: Grant, unit: Unit, area: Area) -> Grant:
    post.person, post.unit, unit.area = person, unit, area
    return post
